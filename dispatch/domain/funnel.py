"""Why nobody: the rules one group after another, with whoever falls at each and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.domain.causes import Cause, cause_of
from dispatch.domain.eligibility import LABELS, Objection, RuleCode, first_reason_against
from dispatch.domain.people import Need, Person
from foundation.text.message import LazyText, say

C = RuleCode
# Rules that a reader sees as one step, in the order of the rules.
GROUPS: tuple[tuple[RuleCode, ...], ...] = (
    (C.STANDING, C.LANGUAGE),
    (C.CERTIFICATION, C.VETTING),
    (C.GENDER,),
    (C.MODALITY,),
    (C.RESTRICTION,),
    (C.DISTANCE,),
    (C.AVAILABILITY,),
    (C.DAY_CAP, C.WEEK_CAP),
    (C.VIOLENCE_CAP,),
    (C.OVERLAP,),
    (C.ARRIVAL,),
    (C.DECLINED,),
)


@dataclass(frozen=True)
class Dropped:
    """Somebody who falls at a step, and the rule."""

    person: Person
    objection: Objection


@dataclass(frozen=True)
class FunnelStep:
    """A group of rules: how many are left after it, and who is not."""

    label: LazyText
    remaining: int
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True)
class Funnel:
    """All steps at which anybody falls, whoever is left, and the cause in one code."""

    steps: tuple[FunnelStep, ...]
    free: tuple[Person, ...]
    cause: Cause


def funnel_of(people: Iterable[Person], need: Need) -> Funnel:
    """The funnel over everybody who speaks the language at all, against what fills their time."""
    left = [p for p in people if p.speaks(need.language) or p.speaks(need.fallback_language)]
    found = {p.id: first_reason_against(p, need) for p in left}
    steps: list[FunnelStep] = []
    for group in GROUPS:
        dropped = tuple(
            Dropped(p, o) for p in left if (o := found[p.id]) is not None and o.code in group
        )
        gone = {d.person.id for d in dropped}
        left = [p for p in left if p.id not in gone]
        if dropped or not steps:
            steps.append(FunnelStep(_label(group, need), len(left), dropped))
    reasons = [objection.code for objection in found.values() if objection is not None]
    return Funnel(tuple(steps), tuple(left), cause_of(reasons))


def _label(group: tuple[RuleCode, ...], need: Need) -> LazyText:
    if C.LANGUAGE in group:
        return say("Interpreters for %(language)s", language=need.language)
    if C.CERTIFICATION in group:
        return say("Certified: %(domain)s", domain=need.domain)
    if C.DAY_CAP in group:
        return say("Within their limits")
    return LABELS[group[0]]
