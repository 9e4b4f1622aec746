"""The days of a plan as one problem: what it decides, what stays, and what its ids stand for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dispatch.domain.eligibility import RuleCode, first_reason_against
from dispatch.domain.fit import fair_targets, preferred_among
from dispatch.domain.people import Duty, Need, Person
from dispatch.service.engine.let_down import let_down_first
from dispatch.service.engine.nights import NightSeat, keep_apart
from dispatch.service.engine.translate import Roles, Share, Translation, lawful_duties
from dispatch.service.situation.day import Holding, Situation
from dispatch.service.situation.minutes import Minutes
from dispatch.service.situation.planned_ways import PlannedWay, planned_ways
from dispatch.service.situation.questions import with_questions_pinned, with_waves
from dispatch.solver.problem import problem as engine
from dispatch.store.tables import CounsellingSession
from foundation.geo import Point
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId

# Sessions of the problem that the plan does not decide: their ids begin so.
FIXED = "fixed/"


@dataclass(frozen=True, kw_only=True)
class TranslatedSession:
    """One session of the problem: a whole team, or one slot of a session that somebody holds."""

    key: str
    session: CounsellingSession
    slots: tuple[int, ...]
    ways: tuple[PlannedWay, ...]
    preferred: frozenset[InterpreterId]
    holding: Holding | None = None

    @property
    def need(self) -> Need:
        """What it asks for in the way that is wished for first."""
        return self.ways[0].need

    @property
    def candidates(self) -> tuple[InterpreterId, ...]:
        """Everybody who could serve it in one of its ways, each once."""
        return tuple(dict.fromkeys(who for way in self.ways for who in way.candidates))

    def way(self, name: str) -> PlannedWay:
        """Its way of this name."""
        return next(way for way in self.ways if way.name == name)

    @property
    def held_way(self) -> PlannedWay:
        """The way in which its holder serves it: all of its ways are of one mode and start then."""
        holder = None if self.holding is None else self.holding.interpreter_id
        return next((way for way in self.ways if holder in way.candidates), self.ways[0])

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


def take_snapshot(
    situation: Situation,
    *,
    questions_stand: bool = False,
    let_down: Collection[InterpreterId] = (),
) -> Snapshot:
    """Translate the situation into the problem of its plan.

    Slots for which several people are asked are left alone, and the time of everybody asked is kept
    free. With `questions_stand` a slot for which one person is asked is left alone too: a plan asks
    so. A repair moves as few of them as can be. Whoever was `let_down`, their session cancelled late, is
    taken for what is open before others.
    """
    situation = with_waves(situation)
    if questions_stand:
        situation = with_questions_pinned(situation)
    seats = _kept_apart(situation, {seat.key: seat for seat in _seats(situation)})
    decided = {seat.session.id for seat in seats.values()}
    fixed = {
        who: _fixed_duties(situation, decided, person) for who, person in situation.people.items()
    }
    seats = _without_unlawful_pins(seats, fixed)
    translation = Translation.of(situation)
    problem = translation.engine_problem(
        f"{situation.first_day}..{situation.last_day}",
        sessions=list(_sessions(translation, situation, seats, fixed)),
        people=list(let_down_first(_people(translation, situation, seats, fixed), let_down)),
    )
    return Snapshot(situation=situation, minutes=translation.minutes, problem=problem, seats=seats)


def with_more_people(snapshot: Snapshot, people: Mapping[str, Person]) -> engine.Problem:
    """The problem with people more, by their names in it, whom no session asks for."""
    problem = snapshot.problem
    known = {Point(place.lat, place.lon): place.id for place in problem.places}
    situation = snapshot.situation
    translation = Translation(snapshot.minutes, situation.ways, situation.wishes, known)
    more = tuple(translation.engine_person(person, name=name) for name, person in people.items())
    return replace(
        problem,
        places=translation.engine_places(),
        interpreters=(*problem.interpreters, *more),
    )


Fixed = Mapping[InterpreterId, tuple[Duty, ...]]


def _sessions(
    translation: Translation,
    situation: Situation,
    seats: Mapping[str, TranslatedSession],
    fixed: Fixed,
) -> Iterator[engine.Session]:
    """What the plan decides, then the duties that it does not, each served by its holder alone."""
    for seat in seats.values():
        roles = _roles(situation, seat)
        yield translation.engine_session(seat.key, seat.ways, roles)
    decided = {seat.session.id for seat in seats.values()}
    # A team may have one slot that the plan decides and another for which several are asked.
    asked = {(h.interpreter_id, h.session_id) for held in situation.waves.values() for h in held}
    for who, duties in fixed.items():
        for duty in duties:
            if duty.session_id not in decided or (who, duty.session_id) in asked:
                alone = Roles(candidates=(who,), pinned=(who,))
                key = f"{FIXED}{duty.session_id}/{who}"
                yield translation.engine_session(key, duty, alone)


def _roles(situation: Situation, seat: TranslatedSession) -> Roles:
    holding = seat.holding
    known = holding is not None and holding.interpreter_id in situation.people
    holder = (holding.interpreter_id,) if holding is not None and known else ()
    return Roles(
        preferred=seat.preferred,
        pinned=holder if seat.pinned else (),
        held_by=holder,
        held_way=seat.held_way.name,
        needed=len(seat.slots),
    )


def _people(
    translation: Translation,
    situation: Situation,
    seats: Mapping[str, TranslatedSession],
    fixed: Fixed,
) -> Iterator[engine.Interpreter]:
    targets = _targets(situation, list(seats.values()))
    for who, person in situation.people.items():
        undecided = sum(d.minutes for d in fixed[who] if not _is_planned(situation, d))
        share = Share(
            kept=fixed[who],
            moving=[d for d in person.duties if not d.pinned and _is_planned(situation, d)],
            target=targets.get(who, 0) + undecided,
        )
        yield translation.engine_person(person, share)


def _is_planned(situation: Situation, duty: Duty) -> bool:
    session = situation.sessions.get(duty.session_id)
    return session is not None and situation.is_open(session)


def _targets(situation: Situation, seats: Sequence[TranslatedSession]) -> dict[InterpreterId, int]:
    """Fair minutes for everybody who could serve anything."""
    able = {who for seat in seats for who in seat.candidates}
    served = {who: p.served_minutes for who, p in situation.people.items() if who in able}
    demand = sum(seat.need.minutes * len(seat.slots) for seat in seats if seat.candidates)
    return fair_targets(served, demand)


def _seats(situation: Situation) -> Iterable[TranslatedSession]:
    for session in situation.sessions.values():
        if situation.is_open(session):
            yield from _seats_of(situation, session)


def _seats_of(situation: Situation, session: CounsellingSession) -> Iterable[TranslatedSession]:
    """One seat for the whole team, or one for each slot once any slot is held.

    A promised slot must not be lost because the other one finds nobody.
    """
    ways = tuple(planned_ways(situation, session))
    able = dict.fromkeys(who for way in ways for who in way.candidates)
    whole = TranslatedSession(
        key=str(session.id),
        session=session,
        slots=tuple(range(1, session.request.team + 1)),
        ways=ways,
        preferred=preferred_among(
            [situation.people[who] for who in able], situation.needs(session)[0]
        ),
    )
    holdings = {holding.slot_no: holding for holding in situation.holdings.get(session.id, ())}
    closed = {holding.slot_no for holding in situation.waves.get(session.id, ())}
    if not holdings and not closed:
        yield whole
        return
    for slot in whole.slots:
        if slot in closed:
            continue
        key, holding = f"{session.id}/{slot}", holdings.get(slot)
        seat = replace(whole, key=key, slots=(slot,), holding=holding)
        if holding is not None and _stays_able(situation, seat.held_way.need, holding):
            seat = _with_candidate(seat, holding.interpreter_id)
        yield seat


def _with_candidate(seat: TranslatedSession, who: InterpreterId) -> TranslatedSession:
    """The seat in which somebody pinned may serve, whatever speaks against it."""
    held = seat.held_way
    if who in held.candidates:
        return seat
    open_to = replace(held, candidates=(*held.candidates, who))
    return replace(seat, ways=tuple(open_to if way is held else way for way in seat.ways))


def _stays_able(situation: Situation, need: Need, holding: Holding) -> bool:
    """Whether a holder stays one to choose from whom nobody would choose anew: pinned, or agreed before the way was long or a signature asked for."""
    person = situation.people.get(holding.interpreter_id)
    if person is None or holding.pinned:
        return person is not None
    idle = replace(person, duties=())
    return first_reason_against(idle, need, but=[RuleCode.LONG_WAY, RuleCode.SIGNATURE]) is None


def _kept_apart(
    situation: Situation, seats: Mapping[str, TranslatedSession]
) -> dict[str, TranslatedSession]:
    """The seats, without whoever could not serve both of two that meet over midnight."""
    nights = {
        (key, way.name): NightSeat(
            way.need,
            list(way.candidates),
            None if seat.holding is None else seat.holding.interpreter_id,
        )
        for key, seat in seats.items()
        for way in seat.ways
    }
    keep_apart(nights.values(), situation.people)
    return {
        key: seat
        if seat.pinned
        else replace(
            seat,
            ways=tuple(
                replace(way, candidates=tuple(nights[key, way.name].candidates))
                for way in seat.ways
            ),
        )
        for key, seat in seats.items()
    }


def _fixed_duties(
    situation: Situation, decided: Collection[SessionId], person: Person
) -> tuple[Duty, ...]:
    """The duties that the plan must keep: pinned, begun, or on other days of the weeks.

    Those of the nights around the weeks only take their time.
    """
    first = monday_of(situation.first_day)
    last = monday_of(situation.last_day) + timedelta(days=6)
    fixed = (
        d
        for d in person.duties
        if first <= d.day <= last and (d.pinned or d.session_id not in decided)
    )
    return lawful_duties(person, fixed, situation.ways)


def _without_unlawful_pins(
    seats: Mapping[str, TranslatedSession], fixed: Fixed
) -> dict[str, TranslatedSession]:
    """The seats that remain to be decided: an unlawful pin is left alone altogether."""

    def stays(seat: TranslatedSession) -> bool:
        if seat.holding is None or not seat.holding.pinned:
            return True
        pins = fixed.get(seat.holding.interpreter_id, ())
        return seat.session.id in {duty.session_id for duty in pins}

    return {key: seat for key, seat in seats.items() if stays(seat)}
