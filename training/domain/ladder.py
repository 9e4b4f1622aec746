"""What a scheme asks for: kinds of rules, and for somebody's progress each need met or not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from foundation.security.errors import refuse
from foundation.text.message import LazyText, say
from training.domain.assessment import InstrumentKind
from training.domain.certifications import CredentialKind, EvidenceKind
from training.domain.practicum import PracticumKind
from training.domain.validity import MONTHS, after_months

HOUR = 60
Rule = Mapping[str, Any]


class RuleKind(StrEnum):
    """The kinds of rules a scheme version may hold, each an object with `kind` and its own keys."""

    HOLDS = "holds"  # any: codes of schemes, one of which is held
    COURSE = "course"  # scheme: a course that prepares for it is completed; hours: to say how long
    INSTRUMENT = "instrument"  # code of the instrument, as: its kind
    PRACTICUM = "practicum"  # observe, supervised: confirmed minutes
    CREDENTIAL = "credential"  # any: [kind, least score or null]
    VETTING = "vetting"  # the background check is in date
    PORTFOLIO = "portfolio"  # code of the instrument that looks at it
    PRACTICE = "practice"  # years since the first grant, hours interpreted
    NO_ASSESSOR = "no_assessor"  # nobody can assess this language


@dataclass(frozen=True)
class FoundEvidence:
    """Something that meets a need: the row that shows it, and words about it."""

    kind: EvidenceKind
    reference: UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class ShownCredential:
    """A credential from elsewhere whose original has been seen."""

    id: UUID
    kind: CredentialKind
    score: int | None


@dataclass(frozen=True, kw_only=True)
class LadderProgress:
    """What somebody can show in one language on one day."""

    today: date
    held: Mapping[str, UUID] = field(default_factory=dict[str, UUID])
    completed: Mapping[str, UUID] = field(default_factory=dict[str, UUID])
    passed: Mapping[str, UUID] = field(default_factory=dict[str, UUID])
    practicum: Mapping[PracticumKind, int] = field(default_factory=dict[PracticumKind, int])
    credentials: Sequence[ShownCredential] = ()
    vetted_until: date | None = None
    certified_since: date | None = None
    practice_minutes: int = 0
    has_assessor: bool = True


@dataclass(frozen=True)
class LadderNeed:
    """One thing a scheme asks for: met or not, how to meet it and where, what shows that it is met."""

    kind: RuleKind
    what: LazyText
    met: bool
    how: LazyText
    path: str = ""
    have: LazyText | None = None
    found: tuple[FoundEvidence, ...] = ()


def needs(rules: Sequence[Rule], progress: LadderProgress) -> list[LadderNeed]:
    """Every need of a scheme version, in its order."""
    return [_CHECKS[RuleKind(rule["kind"])](rule, progress) for rule in rules]


def missing(found: Sequence[LadderNeed]) -> list[LadderNeed]:
    """Those that are not met yet."""
    return [need for need in found if not need.met]


def check_rules(rules: Sequence[Rule], schemes: frozenset[str]) -> None:
    """Raise Refused when a list of rules cannot be read; `schemes` are the codes there are."""
    for number, rule in enumerate(rules, start=1):
        try:
            _CHECKS[RuleKind(rule["kind"])](rule, LadderProgress(today=date(2000, 1, 1)))
        except (KeyError, TypeError, ValueError) as error:
            raise refuse("rules", say("Rule %(n)s cannot be read.", n=number)) from error
        named = {*rule.get("any", ())} if rule["kind"] == RuleKind.HOLDS else set[str]()
        named |= {rule["scheme"]} if "scheme" in rule else set()
        if not named <= schemes:
            raise refuse("rules", say("Rule %(n)s names a scheme that there is not.", n=number))


def _holds(rule: Rule, progress: LadderProgress) -> LadderNeed:
    codes = [str(code) for code in rule["any"]]
    held = next((code for code in codes if code in progress.held), None)
    found = (
        ()
        if held is None
        else (FoundEvidence(EvidenceKind.CERTIFICATION, progress.held[held], held),)
    )
    return LadderNeed(
        RuleKind.HOLDS,
        say("Certified as %(levels)s", levels=" / ".join(codes)),
        held is not None,
        say("Get this certification first."),
        "/certifications/mine",
        None if held is None else LazyText(held),
        found,
    )


def _course(rule: Rule, progress: LadderProgress) -> LadderNeed:
    code = str(rule["scheme"])
    done = progress.completed.get(code)
    return LadderNeed(
        RuleKind.COURSE,
        say("Course for %(code)s completed (%(hours)s hours)", code=code, hours=int(rule["hours"])),
        done is not None,
        say("Enrol in the next course."),
        f"/courses?scheme={code}",
        None,
        () if done is None else (FoundEvidence(EvidenceKind.COMPLETION, done, code),),
    )


def _instrument(rule: Rule, progress: LadderProgress) -> LadderNeed:
    code = str(rule["code"])
    attempt = progress.passed.get(code)
    return LadderNeed(
        RuleKind.INSTRUMENT,
        say("%(what)s passed", what=InstrumentKind(rule["as"])),
        attempt is not None,
        say("The assessment is part of the course; ask the centre for the next sitting."),
        "/learn",
        None,
        () if attempt is None else (FoundEvidence(EvidenceKind.ATTEMPT, attempt, code),),
    )


def _practicum(rule: Rule, progress: LadderProgress) -> LadderNeed:
    wanted = {kind: int(rule.get(kind.value, 0)) for kind in PracticumKind}
    have = {kind: progress.practicum.get(kind, 0) for kind in PracticumKind}
    met = all(have[kind] >= minutes for kind, minutes in wanted.items())
    text = say(
        "Practicum: %(observe)s hours observed, %(supervised)s supervised",
        observe=wanted[PracticumKind.OBSERVE] // HOUR,
        supervised=wanted[PracticumKind.SUPERVISED] // HOUR,
    )
    done = say(
        "%(observe)s and %(supervised)s hours so far",
        observe=have[PracticumKind.OBSERVE] // HOUR,
        supervised=have[PracticumKind.SUPERVISED] // HOUR,
    )
    note = f"{have[PracticumKind.OBSERVE]} + {have[PracticumKind.SUPERVISED]} min"
    return LadderNeed(
        RuleKind.PRACTICUM,
        text,
        met,
        say("Go to sessions beside your mentor."),
        "/practicum",
        done,
        (FoundEvidence(EvidenceKind.PRACTICUM, None, note),) if met else (),
    )


def _credential(rule: Rule, progress: LadderProgress) -> LadderNeed:
    options = [(CredentialKind(kind), least) for kind, least in rule["any"]]
    shown = next(
        (
            credential
            for kind, least in options
            for credential in progress.credentials
            if credential.kind is kind and (least is None or (credential.score or 0) >= least)
        ),
        None,
    )
    return LadderNeed(
        RuleKind.CREDENTIAL,
        _either([_named(kind, least) for kind, least in options]),
        shown is not None,
        say("Enter it, then show the original to the centre."),
        "/certifications/mine",
        None,
        ()
        if shown is None
        else (FoundEvidence(EvidenceKind.CREDENTIAL, shown.id, shown.kind.value),),
    )


def _named(kind: CredentialKind, least: int | None) -> LazyText:
    if least is None:
        return say("%(kind)s", kind=kind)
    return say("%(kind)s (at least %(least)s)", kind=kind, least=least)


def _either(options: list[LazyText]) -> LazyText:
    if len(options) == 1:
        return options[0]
    return say("%(one)s or %(other)s", one=options[0], other=_either(options[1:]))


def _vetting(rule: Rule, progress: LadderProgress) -> LadderNeed:
    del rule
    until = progress.vetted_until
    met = until is not None and until >= progress.today
    return LadderNeed(
        RuleKind.VETTING,
        say("Background check in date"),
        met,
        say("Ask the centre about the background check."),
        "/me",
        None if until is None else LazyText(str(until)),
        (FoundEvidence(EvidenceKind.VETTING, None, str(until)),) if met else (),
    )


def _portfolio(rule: Rule, progress: LadderProgress) -> LadderNeed:
    attempt = progress.passed.get(str(rule["code"]))
    return LadderNeed(
        RuleKind.PORTFOLIO,
        say("Portfolio and references accepted"),
        attempt is not None,
        say("Hand your portfolio and two references to the centre."),
        "/learn",
        None,
        () if attempt is None else (FoundEvidence(EvidenceKind.PORTFOLIO, attempt),),
    )


def _practice(rule: Rule, progress: LadderProgress) -> LadderNeed:
    years, hours = int(rule["years"]), int(rule["hours"])
    since = progress.certified_since
    long_enough = since is not None and after_months(since, years * MONTHS) <= progress.today
    met = long_enough and progress.practice_minutes >= hours * HOUR
    done = progress.practice_minutes // HOUR
    return LadderNeed(
        RuleKind.PRACTICE,
        say("%(years)s years certified and %(hours)s hours of practice", years=years, hours=hours),
        met,
        say("Sessions you interpret are counted by themselves."),
        "/certifications/mine",
        say("%(hours)s hours so far", hours=done),
        (FoundEvidence(EvidenceKind.PRACTICUM, None, f"{done} h since {since}"),) if met else (),
    )


def _no_assessor(rule: Rule, progress: LadderProgress) -> LadderNeed:
    del rule
    return LadderNeed(
        RuleKind.NO_ASSESSOR,
        say("No assessor for this language"),
        not progress.has_assessor,
        say("There is an assessor for this language: take the usual way."),
        "/courses",
    )


_CHECKS: dict[RuleKind, Callable[[Rule, LadderProgress], LadderNeed]] = {
    RuleKind.HOLDS: _holds,
    RuleKind.COURSE: _course,
    RuleKind.INSTRUMENT: _instrument,
    RuleKind.PRACTICUM: _practicum,
    RuleKind.CREDENTIAL: _credential,
    RuleKind.VETTING: _vetting,
    RuleKind.PORTFOLIO: _portfolio,
    RuleKind.PRACTICE: _practice,
    RuleKind.NO_ASSESSOR: _no_assessor,
}
