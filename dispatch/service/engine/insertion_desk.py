"""One more session in a day as it stands: who takes it at which cost, and which swap makes room."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.eligibility import PLAN_RULES, first_reason_against, may_serve
from dispatch.domain.fit import fair_targets, preferred_among
from dispatch.domain.measures import added_travel
from dispatch.domain.people import Duty, Need, Person
from dispatch.service.engine.translate import Roles, Share, Translation, lawful_duties
from dispatch.service.situation.day import Situation
from dispatch.service.situation.planned_ways import PlannedWay
from dispatch.solver.problem import problem as engine
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.whatif.insertion import InsertionDesk
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId

# The session in question among those that fill the day.
ASKED = "asked"
WEEK = timedelta(days=7)
# A page waits for the answer: so many handovers are tried, those of the least way first.
MOST_HANDOVERS = 60


class RankedPerson(NamedTuple):
    """Somebody for the session: in which way, from when, and what that adds to the cost and to the road."""

    person: Person
    way: AcceptedWay
    starts_at: datetime
    cost: int
    extra_travel: int


@dataclass(frozen=True)
class Swap:
    """The giver hands a duty to the taker and serves the session; what the day costs more then."""

    giver: Person
    duty: Duty
    taker: Person
    way: AcceptedWay
    starts_at: datetime
    cost: int


def rank_people(
    situation: Situation, ways: Sequence[PlannedWay], people: Iterable[Person]
) -> list[RankedPerson]:
    """People whom no rule forbids the session, each in the way that costs least, cheapest first.

    Costs are those that plans are made by.
    """
    listed = list(people)
    ways = _able_now(ways, listed)
    able = {who for way in ways for who in way.candidates}
    known = {str(person.id): person for person in listed if person.id in able}
    if not known:
        return []
    day = _OneDay(situation, ways, list(known.values()))
    desk = InsertionDesk(day.problem({}), day.done())
    return [
        RankedPerson(
            known[r.interpreter],
            AcceptedWay.parse(r.way),
            day.minutes.at(r.start),
            r.cost,
            r.extra_travel,
        )
        for r in desk.rank(ASKED)
    ]


def _able_now(ways: Iterable[PlannedWay], people: Sequence[Person]) -> list[PlannedWay]:
    """The ways with whoever may serve in them, their other duties counted."""
    return [
        replace(way, candidates=tuple(p.id for p in people if may_serve(p, way.need)))
        for way in ways
    ]


def swaps(situation: Situation, ways: Sequence[PlannedWay], people: Sequence[Person]) -> list[Swap]:
    """Single handovers after which somebody could serve the session, cheapest first."""
    options = _handovers(situation, ways, people)[:MOST_HANDOVERS]
    takers = {
        _key(giver, duty): found
        for giver, duty in options
        if (found := _takers(situation, giver, duty, people))
    }
    if not takers:
        return []
    givers = {giver.id: giver for giver, duty in options if _key(giver, duty) in takers}
    known = {**givers, **{taker.id: taker for found in takers.values() for taker in found}}
    open_to = [
        replace(way, candidates=tuple(who for who in givers if _could(givers[who], way.need)))
        for way in ways
    ]
    day = _OneDay(situation, open_to, list(known.values()))
    desk = InsertionDesk(day.problem(takers), day.done())
    by_name = {str(person.id): person for person in known.values()}
    return [
        Swap(
            *day.duties[found.handed.session],
            by_name[found.handed.interpreter],
            AcceptedWay.parse(found.taken.way),
            day.minutes.at(found.taken.start),
            found.cost,
        )
        for found in desk.handovers(ASKED)
    ]


def _handovers(
    situation: Situation, ways: Sequence[PlannedWay], people: Sequence[Person]
) -> list[tuple[Person, Duty]]:
    """Whoever could serve without one of their duties, and that duty; the least travel first."""
    found: list[tuple[int, Person, Duty]] = []
    for giver in people:
        needs = [way.need for way in ways if _could(giver, way.need)]
        for duty in giver.duties if needs else ():
            if duty.day == needs[0].day and _may_move(situation, duty):
                rest = tuple(d for d in giver.duties if d.session_id != duty.session_id)
                freed = replace(giver, duties=rest)
                travel = [
                    added_travel(freed, need, need.earliest)
                    for need in needs
                    if may_serve(freed, need)
                ]
                if travel:
                    found.append((min(travel), giver, duty))
    return [(giver, duty) for _, giver, duty in sorted(found, key=lambda f: (f[0], f[1].name))]


def _could(person: Person, need: Need) -> bool:
    """Whether somebody could serve if they had nothing else to do."""
    return first_reason_against(person, need, but=PLAN_RULES) is None


def _may_move(situation: Situation, duty: Duty) -> bool:
    session = situation.sessions.get(duty.session_id)
    return not duty.pinned and session is not None and situation.is_open(session)


def _takers(
    situation: Situation, giver: Person, duty: Duty, people: Iterable[Person]
) -> list[Person]:
    """Who could have a duty as things stand."""
    need = situation.need_of_duty(duty)
    free = (p for p in people if not any(d.span.overlaps(duty.span) for d in p.duties))
    return [p for p in free if p.id != giver.id and may_serve(p, need)]


def _key(person: Person, duty: Duty) -> str:
    return f"{duty.session_id}/{person.id}"


class _OneDay:
    """One day of some people as a problem of the engine: what they do already stays in it."""

    def __init__(
        self, situation: Situation, ways: Sequence[PlannedWay], people: Sequence[Person]
    ) -> None:
        self.ways = ways
        self.need = need = ways[0].need
        self.duties: dict[str, tuple[Person, Duty]] = {}
        self._translation = Translation.of(situation, need.day)
        self.minutes = self._translation.minutes
        self._kept = {p.id: tuple(_kept(situation, p, need)) for p in people}
        # Among equals, whoever has served least comes first.
        self._people = sorted(people, key=lambda p: (p.served_minutes, p.name, str(p.id)))
        self._targets = _fair(situation)
        # Of the last way: it asks for the least.
        self._widest = ways[-1].need
        for person in self._people:
            for duty in self._kept[person.id]:
                self.duties[_key(person, duty)] = (person, duty)

    def done(self) -> tuple[Assignment, ...]:
        """What everybody does already."""
        return tuple(
            Assignment(key, str(person.id), self.minutes.of(duty.span.start))
            for key, (person, duty) in self.duties.items()
        )

    def problem(self, movable: Mapping[str, Sequence[Person]]) -> engine.Problem:
        """The session for whoever is able, and the duties; some of these may go to others."""
        able = {who for way in self.ways for who in way.candidates}
        people = [person for person in self._people if person.id in able]
        roles = Roles(preferred=preferred_among(people, self._widest))
        sessions = [self._translation.engine_session(ASKED, self.ways, roles)]
        for key, (person, duty) in self.duties.items():
            takers = [taker.id for taker in movable.get(key, ())]
            roles = Roles(
                candidates=[person.id, *takers], pinned=[] if key in movable else [person.id]
            )
            sessions.append(self._translation.engine_session(key, duty, roles))
        everybody = [self._translation.engine_person(p, self._share(p)) for p in self._people]
        return self._translation.engine_problem("", everybody, sessions)

    def _share(self, person: Person) -> Share:
        """Duties of other days count as worked: only this day is in the problem."""
        monday, kept = monday_of(self.need.day), self._kept[person.id]
        week = person.minutes_on(monday, monday + WEEK - timedelta(days=1), self.need.session_id)
        elsewhere = week - sum(duty.minutes for duty in kept)
        fair = self._targets.get(person.id, 0)
        return Share(kept=kept, worked=elsewhere, target=fair + elsewhere)


def _kept(situation: Situation, person: Person, need: Need) -> Iterator[Duty]:
    """The duties of the day, apart from the session itself, that keep the rules."""
    others = (duty for duty in person.duties if not duty.is_of(need.session_id))
    for duty in lawful_duties(person, others, situation.ways):
        if duty.day == need.day:
            yield duty


def _fair(situation: Situation) -> dict[InterpreterId, int]:
    """Fair minutes of the days for everybody, as a plan of them would reckon."""
    demand = sum(
        s.minutes * s.request.team for s in situation.sessions.values() if situation.is_open(s)
    )
    return fair_targets({who: p.served_minutes for who, p in situation.people.items()}, demand)
