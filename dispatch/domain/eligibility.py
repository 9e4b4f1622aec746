"""May this person serve this session? The rules in their one fixed order, each with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

from dispatch.domain import calendar_rules, person_rules, signature_rules
from dispatch.domain.people import Need, Person
from dispatch.domain.reasons import Reason
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say

Check = Callable[[Person, Need], Reason | None]
Holds = Callable[[Person, Need], bool]


class RuleCode(StrEnum):
    """The rules by name, in the order in which they are asked."""

    STANDING = "standing"
    LANGUAGE = "language"
    CERTIFICATION = "certification"
    VETTING = "vetting"
    SIGNATURE = "signature"
    GENDER = "gender"
    MODALITY = "modality"
    RESTRICTION = "restriction"
    DISTANCE = "distance"
    LONG_WAY = "long_way"
    AVAILABILITY = "availability"
    DAY_CAP = "day_cap"
    WEEK_CAP = "week_cap"
    # reasons and causes that are kept know it by this older name
    HEAVY_CAP = "violence_cap"
    OVERLAP = "overlap"
    ARRIVAL = "arrival"
    AWAY = "away"
    DECLINED = "declined"


C = RuleCode
LABELS: dict[Enum, LazyText] = {
    C.STANDING: say("Active"),
    C.LANGUAGE: say("Speaks the language"),
    C.CERTIFICATION: say("Certified for the field"),
    C.VETTING: say("Background check valid"),
    C.SIGNATURE: say("Pledge and consent signed"),
    C.GENDER: say("Of the required gender"),
    C.MODALITY: say("Offers this mode"),
    C.RESTRICTION: say("Not excluded"),
    C.DISTANCE: say("Within travel range"),
    C.LONG_WAY: say("Travel needs no approval"),
    C.AVAILABILITY: say("Available then"),
    C.DAY_CAP: say("Within the daily limit"),
    C.WEEK_CAP: say("Within the weekly limit"),
    C.HEAVY_CAP: say("Within the limit of heavy sessions"),
    C.OVERLAP: say("Not booked then"),
    C.ARRIVAL: say("Arrives in time"),
    C.AWAY: say("Home again in time"),
    C.DECLINED: say("Has not declined"),
}
register_labels(LABELS)


@dataclass(frozen=True)
class Alike:
    """What alone a rule looks at, by the names of fields: who is alike in these is answered alike.

    Many people are then asked once for each kind (`crowd.py`). A test asks each rule of a person and a
    need that know nothing else.
    """

    person: tuple[str, ...]
    need: tuple[str, ...] = ()

    def of_person(self, person: Person) -> object:
        """What the rule sees of somebody."""
        return tuple(getattr(person, name) for name in self.person)

    def of_need(self, need: Need) -> object:
        """What it sees of a session."""
        return tuple(getattr(need, name) for name in self.need)


@dataclass(frozen=True)
class Rule:
    """One thing that must hold between a person and a session.

    `alike` is for rules that need not be asked of each pair. `holds` is the question that `check` itself
    begins with, where its words are dear to find.
    """

    code: RuleCode
    check: Check
    alike: Alike | None = None
    holds: Holds | None = None

    @property
    def label(self) -> LazyText:
        """What holds when nothing speaks against it."""
        return LABELS[self.code]

    def passes(self, person: Person, need: Need) -> bool:
        """Whether it holds, without the words."""
        if self.holds is not None:
            return self.holds(person, need)
        return self.check(person, need) is None


@dataclass(frozen=True)
class Objection:
    """A rule that does not hold, and why."""

    code: RuleCode
    reason: Reason


LANGUAGES = ("language", "fallback_language")
# What a person is comes first, then when and where, then what else fills the day. The order never
# changes: the funnel of an explanation is read off it.
RULES: tuple[Rule, ...] = (
    Rule(C.STANDING, person_rules.is_active, Alike(("standing",))),
    Rule(C.LANGUAGE, person_rules.speaks_it, Alike(("languages",), LANGUAGES)),
    Rule(
        C.CERTIFICATION,
        person_rules.is_certified,
        Alike(
            ("languages", "certifications"),
            (*LANGUAGES, "tier", "domain", "day", "last_moment_day"),
        ),
        holds=person_rules.has_certification,
    ),
    Rule(C.VETTING, person_rules.is_vetted, Alike(("vetted_until",), ("tier", "last_moment_day"))),
    Rule(C.SIGNATURE, signature_rules.has_signed, Alike(("unsigned",))),
    Rule(
        C.GENDER,
        person_rules.has_the_required_gender,
        Alike(("gender",), ("gender", "gender_strictness")),
    ),
    Rule(C.MODALITY, person_rules.works_this_way, Alike(("modalities",), ("modality",))),
    Rule(C.RESTRICTION, person_rules.is_not_barred),
    Rule(
        C.DISTANCE,
        person_rules.lives_near_enough,
        Alike(("home", "max_travel_km"), ("point", "modality")),
    ),
    Rule(
        C.LONG_WAY,
        person_rules.travels_without_approval,
        Alike(("home",), ("point", "modality", "ways")),
    ),
    Rule(C.AVAILABILITY, calendar_rules.is_available, holds=calendar_rules.has_the_time),
    Rule(C.DAY_CAP, calendar_rules.keeps_the_day_cap),
    Rule(C.WEEK_CAP, calendar_rules.keeps_the_week_cap),
    Rule(C.HEAVY_CAP, calendar_rules.keeps_the_heavy_cap),
    Rule(C.OVERLAP, calendar_rules.is_not_elsewhere),
    Rule(C.ARRIVAL, calendar_rules.arrives_in_time),
    Rule(C.AWAY, calendar_rules.is_home_in_time),
    Rule(C.DECLINED, person_rules.has_not_declined),
)
# Those that a change of plan can mend.
PLAN_RULES = frozenset({C.DAY_CAP, C.WEEK_CAP, C.HEAVY_CAP, C.OVERLAP, C.ARRIVAL, C.AWAY})


def reasons_against(person: Person, need: Need) -> list[Objection]:
    """Every reason why this person may not serve this session, in the order of the rules."""
    found = ((rule.code, rule.check(person, need)) for rule in RULES)
    return [Objection(code, reason) for code, reason in found if reason is not None]


def first_reason_against(
    person: Person, need: Need, but: Iterable[RuleCode] = ()
) -> Objection | None:
    """The first rule that does not hold, some rules left out; None when the person may serve."""
    left_out = frozenset(but)
    for rule in RULES:
        if rule.code not in left_out:
            reason = rule.check(person, need)
            if reason is not None:
                return Objection(rule.code, reason)
    return None


def may_serve(person: Person, need: Need) -> bool:
    """Whether nothing speaks against it."""
    return all(rule.passes(person, need) for rule in RULES)
