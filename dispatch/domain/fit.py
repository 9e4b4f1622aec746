"""How well a plan serves, as whole-number costs: what an empty chair costs, and what is wished for."""

import math
from collections.abc import Collection, Mapping, Sequence

from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.people import Need, Person
from dispatch.domain.person_rules import grade_rank
from dispatch.domain.wishes import MINUTE_COST, Wishes
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import RestrictionKind
from scheduling.domain.states import Priority, Strictness

# So far apart that no saving of travel ever buys an empty chair, nor many small needs one great one.
UNFILLED_COSTS = {
    Priority.DANGER: 64_000,
    Priority.MAJOR: 32_000,
    Priority.WORK: 16_000,
    Priority.DAILY: 8_000,
}


def way_cost(way: AcceptedWay, ranked: Sequence[Modality], wishes: Wishes) -> int:
    """What it costs, once, that a session is held in this way; `ranked` are its modes, the first wish first."""
    rank = ranked.index(way.modality) if way.modality in ranked else 0
    language = wishes.other_language if way.language is not None else 0
    start = wishes.other_start if way.is_other_start else 0
    return MINUTE_COST * (rank * wishes.other_mode + language + start)


def unfilled_cost(priority: int) -> int:
    """What it costs to leave one slot of such a session empty."""
    return UNFILLED_COSTS[Priority(priority)]


def preferred_among(people: Collection[Person], need: Need) -> frozenset[InterpreterId]:
    """Whom the plan should rather choose, from the strongest wish that anybody meets.

    First whoever the requester named, the case knows, or is preferred by the organisation; then
    those of the preferred gender, and among the equal ones those of the higher grade. That staff come first, and
    that somebody speaks another language than the one asked for, are wishes of their own (`wishes.py`).
    """
    named = {p.id for p in people if _is_named(p, need)}
    if named:
        return frozenset(named)
    rather = [p for p in people if _has_preferred_gender(p, need)] or list(people)
    rather = _of_the_best_grade(rather, need)
    return frozenset(p.id for p in rather) if len(rather) < len(people) else frozenset()


def _is_named(person: Person, need: Need) -> bool:
    return (
        person.id in need.wanted
        or person.id in need.known
        or any(bar.kind is RestrictionKind.PREFERENCE and bar.concerns(need) for bar in person.bars)
    )


def _has_preferred_gender(person: Person, need: Need) -> bool:
    return need.gender_strictness is not Strictness.PREFERRED or person.gender is need.gender


def _of_the_best_grade(people: list[Person], need: Need) -> list[Person]:
    ranks = {p.id: grade_rank(p, need) for p in people}
    best = min(ranks.values(), default=0)
    return [p for p in people if ranks[p.id] == best]


def misses_preferred_gender(person: Person, need: Need) -> bool:
    """Whether a wish about gender would not be met."""
    return not _has_preferred_gender(person, need)


def fair_targets(served: Mapping[InterpreterId, int], demand: int) -> dict[InterpreterId, int]:
    """Minutes for each so that, with those served before, the sums come as level as can be.

    Like water poured over uneven ground: whoever served least is filled first.
    """
    if not served:
        return {}
    level = _water_level(sorted(served.values()), demand)
    return {who: max(0, level - minutes) for who, minutes in served.items()}


def _water_level(ground: list[int], water: int) -> int:
    covered = 0
    for count, height in enumerate(ground, start=1):
        covered += height
        level = (covered + water) / count
        if count == len(ground) or level <= ground[count]:
            return math.ceil(level)
    raise AssertionError("the last step always returns")


def start_with_median(
    served: Mapping[InterpreterId, int], newcomers: Collection[InterpreterId]
) -> dict[InterpreterId, int]:
    """The minutes served, newcomers standing at the median at least so that they are not flooded."""
    settled = sorted(minutes for who, minutes in served.items() if who not in newcomers)
    median = settled[len(settled) // 2] if settled else 0
    return {
        who: max(median, minutes) if who in newcomers else minutes
        for who, minutes in served.items()
    }
