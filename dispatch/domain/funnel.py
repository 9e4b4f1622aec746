"""Why nobody: the rules one group after another, with whoever falls at each and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.domain.eligibility import LABELS, Objection, RuleCode, first_reason_against
from dispatch.domain.people import Need, Person
from foundation.text.message import LazyText, say

C = RuleCode
# Rules that a reader sees as one step, in the order of the rules.
GROUPS: tuple[tuple[RuleCode, ...], ...] = (
    (C.STANDING, C.LANGUAGE),
    (C.CERTIFICATION, C.VETTING),
    (C.SIGNATURE,),
    (C.GENDER,),
    (C.MODALITY,),
    (C.RESTRICTION,),
    (C.DISTANCE, C.LONG_WAY),
    (C.AVAILABILITY,),
    (C.DAY_CAP, C.WEEK_CAP),
    (C.HEAVY_CAP,),
    (C.OVERLAP,),
    (C.ARRIVAL,),
    (C.AWAY,),
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
    """All steps at which anybody falls, and whoever is left.

    It says where each falls first; what keeps the session without anybody is a question of its own (`shortage.py`).
    """

    steps: tuple[FunnelStep, ...]
    free: tuple[Person, ...]


_ORDER = {code: place for place, code in enumerate(RuleCode)}


def funnel_of(people: Iterable[Person], needs: Sequence[Need]) -> Funnel:
    """The funnel over everybody who speaks the language at all, against what fills their time.

    Of the accepted ways each person counts in the one in which they come furthest.
    """
    need = needs[0]
    left = [p for p in people if p.speaks(need.language) or p.speaks(need.fallback_language)]
    found = {p.id: _furthest(p, needs) for p in left}
    steps: list[FunnelStep] = []
    for group in GROUPS:
        dropped = tuple(
            Dropped(p, o) for p in left if (o := found[p.id]) is not None and o.code in group
        )
        gone = {d.person.id for d in dropped}
        left = [p for p in left if p.id not in gone]
        if dropped or not steps:
            steps.append(FunnelStep(_label(group, need), len(left), dropped))
    return Funnel(tuple(steps), tuple(left))


def _furthest(person: Person, needs: Sequence[Need]) -> Objection | None:
    last: Objection | None = None
    for need in needs:
        objection = first_reason_against(person, need)
        if objection is None:
            return None
        if last is None or _ORDER[last.code] < _ORDER[objection.code]:
            last = objection
    return last


def _label(group: tuple[RuleCode, ...], need: Need) -> LazyText:
    if C.LANGUAGE in group:
        return say("Interpreters for %(language)s", language=need.language)
    if C.CERTIFICATION in group:
        return say("Certified: %(domain)s", domain=need.domain)
    if C.DAY_CAP in group:
        return say("Within their limits")
    return LABELS[group[0]]
