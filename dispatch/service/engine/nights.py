"""Sessions around midnight: the engine plans each day for itself, so what meets over midnight is kept apart here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dispatch.domain.people import Need, Person
from foundation.geo import Point
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId

# Beyond this no way and no break reaches from one day into the next.
REACH = timedelta(hours=6)


@dataclass
class NightSeat:
    """A session of the problem in one of its ways: who may serve it so, and who has it now."""

    need: Need
    candidates: list[InterpreterId] = field(default_factory=list[InterpreterId])
    holder: InterpreterId | None = None

    @property
    def widest(self) -> Span:
        """From its first start to its last end."""
        return Span(self.need.earliest, self.need.latest + self.need.length)


def keep_apart(seats: Collection[NightSeat], people: Mapping[InterpreterId, Person]) -> None:
    """Leave each person among the candidates of one seat only where two of neighbouring days meet.

    Whoever holds one of the two keeps it; else the seat with fewer candidates does. Nobody is a candidate
    for what meets, over midnight, a duty that the plan does not move.
    """
    decided = {seat.need.session_id for seat in seats}
    for seat in seats:
        seat.candidates = [
            who
            for who in seat.candidates
            if not any(
                duty.day != seat.need.day
                and (duty.pinned or duty.session_id not in decided)
                and not duty.is_of(seat.need.session_id)
                and _too_near(people[who], seat, duty.span, duty.point, duty.rest(seat.need.ways))
                for duty in people[who].duties
            )
        ]
    for evening, morning in _neighbours(seats):
        for who in [who for who in evening.candidates if who in morning.candidates]:
            rest = morning.need.rest(morning.need.ways)
            if _too_near(people[who], evening, morning.widest, morning.need.point, rest):
                _loser(who, evening, morning).candidates.remove(who)


def _neighbours(seats: Iterable[NightSeat]) -> Iterable[tuple[NightSeat, NightSeat]]:
    """Pairs of a day and the next that come within reach of each other."""
    by_day: dict[date, list[NightSeat]] = defaultdict(list)
    for seat in seats:
        by_day[seat.need.day].append(seat)
    for day, evening in by_day.items():
        morning = by_day.get(day + timedelta(days=1), [])
        first = min((seat.widest.start for seat in morning), default=None)
        late = [seat for seat in evening if first and seat.widest.end + REACH > first]
        for seat in late:
            yield from ((seat, o) for o in morning if seat.widest.end + REACH > o.widest.start)


def _loser(who: InterpreterId, one: NightSeat, other: NightSeat) -> NightSeat:
    if who in {one.holder, other.holder}:
        return other if who == one.holder else one
    return max((one, other), key=lambda seat: len(seat.candidates))


def _too_near(person: Person, seat: NightSeat, other: Span, there: Point | None, rest: int) -> bool:
    """Whether somebody cannot do both, whichever comes first; `rest` is the one after the other."""
    need, own = seat.need, seat.widest
    pauses = (
        timedelta(minutes=person.pause(need.ways, need.point, there, after))
        for after in (rest, need.rest(need.ways))
    )
    after_other, after_own = pauses
    return own.start < other.end + after_other and other.start < own.end + after_own
