"""Plain measures of a plan, before and now: what a coordinator compares, instead of a score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from dispatch.domain.people import Duty, Need, Person, Ways
from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId


class Measure(StrEnum):
    """What is measured."""

    UNFILLED = "unfilled"
    TRAVEL = "travel"
    TIGHT = "tight"
    SPREAD = "spread"


UNITS = {
    Measure.UNFILLED: "sessions",
    Measure.TRAVEL: "minutes",
    Measure.TIGHT: "transfers",
    Measure.SPREAD: "minutes",
}
register_labels(
    {
        Measure.UNFILLED: say("Unfilled"),
        Measure.TRAVEL: say("Total travel"),
        Measure.TIGHT: say("Tight transfers"),
        Measure.SPREAD: say("Workload spread"),
    }
)


@dataclass(frozen=True)
class Change:
    """One measure before and now."""

    measure: Measure
    before: int
    now: int

    def as_json(self) -> dict[str, object]:
        """How a run keeps it: the label is the code of the measure."""
        return {
            "label": self.measure.value,
            "before": self.before,
            "now": self.now,
            "unit": UNITS[self.measure],
        }


def travel_of(person: Person, duties: Sequence[Duty], ways: Ways) -> int:
    """Minutes on the road over all days, each from home to home."""
    total = 0
    for day in {duty.day for duty in duties}:
        stops = [person.home]
        in_order = sorted((d for d in duties if d.day == day), key=lambda d: d.span)
        stops += [duty.point or person.home for duty in in_order]
        total += sum(ways.minutes(a, b) for a, b in pairwise([*stops, person.home]))
    return total


def extra_travel(person: Person, duty: Duty, ways: Ways) -> int:
    """Minutes on the road that one more duty adds to its day."""
    day = [d for d in person.duties if d.day == duty.day and d.session_id != duty.session_id]
    return travel_of(person, [*day, duty], ways) - travel_of(person, day, ways)


def added_travel(person: Person, need: Need, start: datetime) -> int:
    """Minutes on the road that serving from a start adds to somebody's day."""
    return extra_travel(person, need.duty(start), need.ways)


def tight_of(person: Person, duties: Sequence[Duty], ways: Ways) -> int:
    """Transfers between two places that leave fewer minutes to spare than the office wishes."""
    found = 0
    for one, other in pairwise(sorted(duties, key=lambda d: d.span)):
        if one.day == other.day:
            gap = one.span.minutes_until(other.span)
            rest = one.rest(ways)
            found += person.is_tight(ways, one.point, other.point, gap=gap, rest=rest)
    return found


def spread_of(minutes: Iterable[int]) -> int:
    """The distance between the busiest tenth and the least busy tenth."""
    ordered = sorted(minutes)
    if not ordered:
        return 0
    tenth = len(ordered) // 10
    return ordered[-1 - tenth] - ordered[tenth]


Days = Mapping[InterpreterId, Sequence[Duty]]


def measure(people: Iterable[Person], days: Days, ways: Ways) -> dict[Measure, int]:
    """Travel, tight transfers and load spread of a plan given as everybody's duties."""
    totals = {Measure.TRAVEL: 0, Measure.TIGHT: 0}
    loads: list[int] = []
    for person in people:
        duties = days.get(person.id, ())
        totals[Measure.TRAVEL] += travel_of(person, duties, ways)
        totals[Measure.TIGHT] += tight_of(person, duties, ways)
        loads.append(person.served_minutes + sum(duty.minutes for duty in duties))
    return {**totals, Measure.SPREAD: spread_of(loads)}
