"""The form of a new version of a scheme: its terms, and a row for each thing it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, NumberRange, Optional

from foundation.security.errors import DomainError, Problems, Refused
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Required, choices
from foundation.web.stale import StoredForm
from foundation.web.translation import gettext, language, words
from training.domain.certifications import CredentialKind
from training.domain.credentials import SCORES
from training.domain.ladder import KINDS
from training.domain.requirements import HOUR, Rule, RuleKind
from training.service.assessment.instruments import Instrument
from training.service.certification.ladder import SchemeVersion

GIVE_A_DATE = say("Enter a date, such as 2026-11-30.")
LEASTS = {kind: f"least_{kind.value}" for kind in SCORES}
K = RuleKind
# The fields of each kind; what it has none of is said by the kind alone.
FIELDS: dict[RuleKind, tuple[str, ...]] = {
    K.HOLDS: ("holds",),
    K.COURSE: ("scheme", "hours"),
    K.INSTRUMENT: ("instrument",),
    K.PRACTICUM: ("observe", "supervised"),
    K.CREDENTIAL: ("credentials", *LEASTS.values()),
    K.VETTING: (),
    K.PORTFOLIO: ("instrument",),
    K.PRACTICE: ("years", "hours"),
    K.NO_ASSESSOR: (),
}
PROBLEM_PARTS = 3


class RuleForm(PlainForm):
    """One thing that a scheme asks for; only the fields of its kind are there."""

    kind = HiddenField(say("Kind").text)
    holds = SelectMultipleField(say("Certified as one of these").text)
    scheme = SelectField(say("Course for").text)
    instrument = SelectField(say("Instrument").text)
    years = IntegerField(say("Years certified").text, [Optional()])
    hours = IntegerField(say("Hours").text, [Optional()])
    observe = DecimalField(say("Hours observed").text, [Optional()], places=None)
    supervised = DecimalField(say("Hours supervised").text, [Optional()], places=None)
    credentials = SelectMultipleField(say("One of these is enough").text)
    least_topik = IntegerField(say("TOPIK: at least level").text, [Optional()])
    least_court = IntegerField(say("Court certificate: at least").text, [Optional()])
    least_medical_exam = IntegerField(say("Medical examination: at least").text, [Optional()])
    least_other = IntegerField(say("Another credential: at least").text, [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Label the fields in the reader's language, and keep those of the kind."""
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType]  untyped
        for field in self:
            field.label.text = gettext(str(field.label.text))
        kind = self.rule_kind
        for name in [field.short_name for field in self]:
            if name != "kind" and (kind is None or name not in FIELDS[kind]):
                del self[name]

    @property
    def rule_kind(self) -> RuleKind | None:
        """What it asks for; None when somebody has sent what there is not."""
        return next((kind for kind in FIELDS if kind.value == self.kind.data), None)

    def rule(self, kinds_of: Mapping[str, str]) -> Rule:
        """The rule as it is stored; what is missing stays empty. `kinds_of` names each instrument's."""
        return {"kind": self.kind.data, **self._values(kinds_of)}

    def _values(self, kinds_of: Mapping[str, str]) -> Rule:
        given: dict[str, Any] = {field.short_name: field.data for field in self}
        found: dict[str, Any] = {}
        match self.rule_kind:
            case K.HOLDS:
                found = {"any": given["holds"] or []}
            case K.COURSE:
                found = {"scheme": given["scheme"] or "", "hours": given["hours"]}
            case K.INSTRUMENT:
                code = given["instrument"] or ""
                found = {"code": code, "as": kinds_of.get(code, "")}
            case K.PORTFOLIO:
                found = {"code": given["instrument"] or ""}
            case K.PRACTICUM:
                found = {name: _minutes(given[name]) for name in ("observe", "supervised")}
            case K.PRACTICE:
                found = {"years": given["years"], "hours": given["hours"]}
            case K.CREDENTIAL:
                least = {kind.value: given[name] for kind, name in LEASTS.items()}
                named: list[str] = given["credentials"] or []
                found = {"any": [[kind, least.get(kind)] for kind in named]}
            case _:
                pass
        return found


def row_of(rule: Rule) -> dict[str, Any]:
    """A stored rule as the row shows it."""
    row: dict[str, Any] = {"kind": str(rule["kind"])}
    match RuleKind(rule["kind"]):
        case K.HOLDS:
            row["holds"] = list(rule["any"])
        case K.INSTRUMENT | K.PORTFOLIO:
            row["instrument"] = rule["code"]
        case K.PRACTICUM:
            for name in ("observe", "supervised"):
                hours = int(rule.get(name, 0)) / HOUR
                row[name] = int(hours) if hours.is_integer() else hours
        case K.CREDENTIAL:
            row["credentials"] = [kind for kind, _ in rule["any"]]
            row |= {
                LEASTS[CredentialKind(kind)]: least
                for kind, least in rule["any"]
                if CredentialKind(kind) in LEASTS
            }
        case _:
            row |= rule
    return row


class SchemeForm(StoredForm):
    """A new version of a scheme."""

    in_force_from = DateField(say("In force from").text, [Required(GIVE_A_DATE)])
    validity_months = IntegerField(say("Valid for (months)").text, [InputRequired()])
    window_days = IntegerField(say("Renewal opens (days before the end)").text, [InputRequired()])
    rules = FieldList(FormField(RuleForm), say("Requirements").text)
    new_kind = SelectField(say("Another requirement").text, [Optional()])
    total = IntegerField(say("Points in all").text, [Optional(), NumberRange(0, 500)])
    ethics = IntegerField(say("of these ethics").text, [Optional(), NumberRange(0, 500)])
    skills = IntegerField(say("of these skills").text, [Optional(), NumberRange(0, 500)])
    performance = IntegerField(say("of these performance").text, [Optional(), NumberRange(0, 500)])
    practice_hours = IntegerField(say("Hours of practice").text, [Optional(), NumberRange(0, 5000)])
    once = BooleanField(say("Given once, not renewed").text)
    grandfathered_until = DateField(say("Way for veterans open until").text, [Optional()])
    legal_basis = StringField(say("Legal basis").text, [Optional()])

    def start_from(self, version: SchemeVersion) -> None:
        """Fill in what is in force now."""
        renewal, points = version.renewal, version.renewal.get("points", {})
        self.validity_months.data = version.validity_months
        self.window_days.data = version.window_days
        for rule in version.rules:
            self.rules.append_entry(row_of(rule))
        for name in ("total", "ethics", "skills", "performance"):
            self[name].data = points.get(name)
        self.practice_hours.data = renewal.get("practice_hours")
        self.once.data = bool(renewal.get("once"))
        until = renewal.get("grandfathered_until")
        self.grandfathered_until.data = date.fromisoformat(until) if until else None
        self.legal_basis.data = version.legal_basis

    def add(self) -> None:
        """Add an empty row of the kind that was chosen."""
        if any(kind.value == self.new_kind.data for kind in FIELDS):
            self.rules.append_entry({"kind": self.new_kind.data})
        self.new_kind.data = ""

    def remove(self, row: str) -> None:
        """Take a row away by its name, such as `rules-2`."""
        self.rules.entries = [entry for entry in self.rules if entry.name != row]

    def offer(
        self,
        schemes: Iterable[SchemeVersion],
        instruments: Sequence[Instrument],
        now: Sequence[Rule],
    ) -> None:
        """Offer the schemes, the instruments in use and those named now; keep rows of known kinds."""
        self.rules.entries = [e for e in self.rules if e.form.rule_kind is not None]
        self.kinds_of = {str(r["code"]): str(r["as"]) for r in now if r["kind"] == K.INSTRUMENT}
        self.kinds_of |= {one.code: one.kind.value for one in instruments}
        named = {str(r["code"]): str(r["code"]) for r in now if "code" in r}
        named |= {
            i.code: f"{i.title_in(language())} ({i.code})"
            for i in instruments
            if i.active or i.code in named
        }
        levels = [
            (v.scheme.code, f"{v.scheme.title_in(language())} ({v.scheme.code})") for v in schemes
        ]
        blank = [("", gettext("Choose"))]
        offered = {
            "holds": levels,
            "scheme": blank + levels,
            "instrument": blank + sorted(named.items(), key=lambda pair: pair[1]),
            "credentials": [(k.value, label(k, language())) for k in CredentialKind],
        }
        for field in (field for entry in self.rules for field in entry.form):
            if field.short_name in offered:
                cast("SelectField", field).choices = choices(offered[field.short_name])
        kinds = [(k.value, label(k, language())) for k in FIELDS if k in KINDS]
        self.new_kind.choices = choices(blank + kinds)

    def typed_rules(self) -> list[Rule]:
        """The rules as they stand in the rows."""
        return [entry.form.rule(self.kinds_of) for entry in self.rules]

    def take(self, error: DomainError) -> None:
        """Show problems of rules beside their field, the others as every form does."""
        others = Problems()
        entries = list(self.rules)
        for name, reasons in error.problems.items():
            parts = name.split("-", 2)
            if len(parts) != PROBLEM_PARTS or parts[0] != "rules":
                others.found[name] = list(reasons)
                continue
            row = entries[int(parts[1])].form
            field = row[parts[2] if parts[2] in row else "kind"]
            if not field.errors:
                field.errors = [words(reason) for reason in reasons]
        if others.found or not error.problems:
            super().take(Refused(error.reason, others.found) if others.found else error)

    def renewal(self) -> dict[str, Any]:
        """The renewal rule as it is stored."""
        names = ("total", "ethics", "skills", "performance")
        if self.once.data:
            found: dict[str, Any] = {"once": True}
        elif any(self[name].data for name in (*names, "practice_hours")):
            found = {
                "points": {name: self[name].data or 0 for name in names},
                "practice_hours": self.practice_hours.data or 0,
            }
        else:
            found = {}
        if self.grandfathered_until.data is not None:
            found["grandfathered_until"] = self.grandfathered_until.data.isoformat()
        return found


def _minutes(hours: Any) -> int | None:
    return None if hours is None else round(hours * HOUR)
