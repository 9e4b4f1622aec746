"""Rows to the engine's problem and back to slots: the only translator."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.domain.fit import fair_targets, preferred_among, unfilled_cost
from dispatch.domain.people import Duty, Need, Person
from dispatch.service.situation.day import Holding, Situation
from dispatch.service.situation.minutes import MINUTES_PER_DAY, Minutes
from dispatch.solver.problem import problem as engine
from dispatch.store.tables import CounsellingSession
from foundation.config import Settings
from foundation.geo import Point
from foundation.times.spans import Span, merge, subtract
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId

# Sessions of the problem that the plan does not decide: their ids begin so.
FIXED = "fixed/"
FIXED_COST = 64_000


@dataclass(frozen=True, kw_only=True)
class TranslatedSession:
    """One session of the problem: a whole team, or one slot of a session that somebody holds."""

    key: str
    session: CounsellingSession
    slots: tuple[int, ...]
    need: Need
    candidates: tuple[InterpreterId, ...]
    preferred: frozenset[InterpreterId]
    holding: Holding | None = None

    @property
    def pinned(self) -> bool:
        """Whether its holder must stay."""
        return self.holding is not None and self.holding.pinned


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A problem together with what its ids stand for."""

    situation: Situation
    minutes: Minutes
    problem: engine.Problem
    seats: Mapping[str, TranslatedSession]


def take_snapshot(situation: Situation, settings: Settings) -> Snapshot:
    """Translate the situation into a problem; ids are texts, times minutes from the week's Monday.

    Counting from Monday lets the engine's weeks be those over which caps are counted.
    """
    minutes = Minutes(monday_of(situation.first_day), situation.zone)
    seats = {seat.key: seat for seat in _seats(situation)}
    fixed = {
        who: _lawful_pins(situation, seats, person) for who, person in situation.people.items()
    }
    seats = _without_unlawful_pins(seats, fixed)
    problem = _Translation(situation, minutes, settings, fixed).problem(list(seats.values()))
    return Snapshot(situation=situation, minutes=minutes, problem=problem, seats=seats)


def _seats(situation: Situation) -> Iterable[TranslatedSession]:
    for session in situation.sessions.values():
        if situation.is_open(session):
            need, people = situation.planned_need(session)
            yield from _seats_of(situation, session, need, people)


def _seats_of(
    situation: Situation, session: CounsellingSession, need: Need, people: Sequence[Person]
) -> Iterable[TranslatedSession]:
    """One seat for the whole team, or one for each slot once any slot is held.

    A promised slot must not be lost because the other one finds nobody.
    """
    candidates = () if _runs_past_midnight(need) else tuple(p.id for p in people)
    whole = TranslatedSession(
        key=str(session.id),
        session=session,
        slots=tuple(range(1, session.request.team + 1)),
        need=need,
        candidates=candidates,
        preferred=preferred_among(people, need),
    )
    holdings = {holding.slot_no: holding for holding in situation.holdings.get(session.id, ())}
    if not holdings:
        yield whole
        return
    for slot in whole.slots:
        holding = holdings.get(slot)
        able = candidates
        if holding is not None and holding.pinned and holding.interpreter_id in situation.people:
            able = (*(c for c in candidates if c != holding.interpreter_id), holding.interpreter_id)
        key = f"{session.id}/{slot}"
        yield replace(whole, key=key, slots=(slot,), candidates=able, holding=holding)


def _runs_past_midnight(need: Need) -> bool:
    """The engine plans within days; such a session is given by hand."""
    return need.span(need.earliest).end.astimezone(need.zone).date() > need.day


def _lawful_pins(
    situation: Situation, seats: Mapping[str, TranslatedSession], person: Person
) -> tuple[Duty, ...]:
    """The duties that the plan must keep, as far as they keep the rules among themselves.

    These are pinned ones, and all that the plan does not decide: begun, or on other days of the
    weeks. One that breaks a rule stays as it is, but only its time is taken out of the free time.
    """
    decided = {seat.session.id for seat in seats.values()}
    kept: list[Duty] = []
    for duty in sorted(person.duties, key=lambda d: d.span):
        if duty.session_id in decided and not duty.pinned:
            continue
        if _keeps_rules(situation, person, [*kept, duty]):
            kept.append(duty)
    return tuple(kept)


def _keeps_rules(situation: Situation, person: Person, duties: Sequence[Duty]) -> bool:
    last = duties[-1]
    if last.day in {d.day for d in duties[:-1]}:
        before = duties[-2]
        gap = int((last.span.start - before.span.end).total_seconds() // 60)
        if gap < situation.ways.pause(person, before.point, last.point):
            return False
    day = sum(d.minutes for d in duties if d.day == last.day)
    week = sum(d.minutes for d in duties if monday_of(d.day) == monday_of(last.day))
    return day <= person.max_minutes_per_day and week <= person.max_minutes_per_week


def _without_unlawful_pins(
    seats: Mapping[str, TranslatedSession], fixed: Mapping[InterpreterId, tuple[Duty, ...]]
) -> dict[str, TranslatedSession]:
    """The seats that remain to be decided: an unlawful pin is left alone altogether."""

    def stays(seat: TranslatedSession) -> bool:
        if seat.holding is None or not seat.holding.pinned:
            return True
        pins = fixed.get(seat.holding.interpreter_id, ())
        return seat.session.id in {duty.session_id for duty in pins}

    return {key: seat for key, seat in seats.items() if stays(seat)}


class _Translation:
    """One translation in progress: places are numbered as they are met."""

    def __init__(
        self,
        situation: Situation,
        minutes: Minutes,
        settings: Settings,
        fixed: Mapping[InterpreterId, tuple[Duty, ...]],
    ) -> None:
        self._situation, self._minutes, self._settings = situation, minutes, settings
        self._fixed = fixed
        self._places: dict[Point, str] = {}

    def problem(self, seats: Sequence[TranslatedSession]) -> engine.Problem:
        """The whole problem."""
        decided = {seat.session.id for seat in seats}
        sessions = [self._session(seat) for seat in seats]
        for who, duties in self._fixed.items():
            others = (d for d in duties if d.session_id not in decided)
            sessions += [self._fixed_session(who, duty) for duty in others]
        targets = self._targets(seats)
        people = [self._person(p, targets.get(p.id, 0)) for p in self._situation.people.values()]
        situation, travel = self._situation, self._situation.ways.travel
        return engine.Problem(
            name=f"{situation.first_day}..{situation.last_day}",
            places=tuple(
                engine.Place(name, p.latitude, p.longitude) for p, name in self._places.items()
            ),
            interpreters=tuple(people),
            sessions=tuple(sessions),
            travel=engine.Travel(travel.kmh, travel.detour, travel.round_to, situation.ways.buffer),
        )

    def _place(self, point: Point) -> str:
        return self._places.setdefault(point, f"p{len(self._places)}")

    def _session(self, seat: TranslatedSession) -> engine.Session:
        need, holding = seat.need, seat.holding
        first, length = self._minutes.of(need.earliest), need.minutes
        midnight = (first // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY
        holder = (
            () if holding is None or not self._is_known(holding) else (str(holding.interpreter_id),)
        )
        length = min(length, midnight - first)
        return engine.Session(
            id=seat.key,
            place=None if need.point is None else self._place(need.point),
            earliest_start=first,
            latest_start=min(self._minutes.of(need.latest), midnight - length),
            minutes=length,
            day=first // MINUTES_PER_DAY,
            needed=len(seat.slots),
            unfilled_cost=unfilled_cost(seat.session.request.priority),
            candidates=tuple(str(who) for who in seat.candidates),
            preferred=tuple(str(who) for who in seat.candidates if who in seat.preferred),
            pinned=holder if seat.pinned else (),
            held_by=holder,
        )

    def _is_known(self, holding: Holding) -> bool:
        return holding.interpreter_id in self._situation.people

    def _fixed_session(self, who: InterpreterId, duty: Duty) -> engine.Session:
        """A duty that the plan does not decide, as a session only its holder can serve."""
        first, last = self._window(duty.span)
        return engine.Session(
            id=f"{FIXED}{duty.session_id}/{who}",
            place=None if duty.point is None else self._place(duty.point),
            earliest_start=first,
            latest_start=first,
            minutes=last - first,
            day=first // MINUTES_PER_DAY,
            unfilled_cost=FIXED_COST,
            candidates=(str(who),),
            pinned=(str(who),),
        )

    def _window(self, span: Span) -> tuple[int, int]:
        """A duty in minutes, ended at midnight when it runs on."""
        first = self._minutes.of(span.start)
        midnight = (first // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY
        return first, min(first + span.minutes, midnight)

    def _person(self, person: Person, target: int) -> engine.Interpreter:
        fixed = self._fixed[person.id]
        return engine.Interpreter(
            id=str(person.id),
            home=self._place(person.home),
            available=self._available(person),
            max_minutes_per_day=person.max_minutes_per_day,
            max_minutes_per_week=person.max_minutes_per_week,
            target_minutes=target + self._undecided_minutes(fixed),
            min_break=person.min_break,
        )

    def _undecided_minutes(self, duties: Iterable[Duty]) -> int:
        return sum(d.minutes for d in duties if not self._is_planned(d))

    def _is_planned(self, duty: Duty) -> bool:
        session = self._situation.sessions.get(duty.session_id)
        return session is not None and self._situation.is_open(session)

    def _available(self, person: Person) -> tuple[tuple[int, int], ...]:
        """Free time without unlawful duties, and with the time of those that must be kept."""
        fixed = self._fixed[person.id]
        kept = {duty.session_id for duty in fixed}
        left_alone = [
            duty.span
            for duty in person.duties
            if duty.session_id not in kept and (duty.pinned or not self._is_planned(duty))
        ]
        free = merge([*subtract(person.free, left_alone), *(duty.span for duty in fixed)])
        windows = ((self._minutes.of(s.start), self._end(s)) for s in free)
        return tuple((first, last) for first, last in windows if first < last)

    def _end(self, span: Span) -> int:
        return self._minutes.of(span.start) + span.minutes

    def _targets(self, seats: Sequence[TranslatedSession]) -> dict[InterpreterId, int]:
        """Fair minutes for everybody who could serve anything."""
        able = {who for seat in seats for who in seat.candidates}
        served = {who: p.served_minutes for who, p in self._situation.people.items() if who in able}
        demand = sum(seat.need.minutes * len(seat.slots) for seat in seats if seat.candidates)
        return fair_targets(served, demand)
