"""The days of a plan as one problem: what it decides, what stays, and what its ids stand for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dispatch.domain.eligibility import RuleCode, first_reason_against
from dispatch.domain.fit import fair_targets, preferred_among
from dispatch.domain.people import Duty, Need, Person
from dispatch.service.engine.nights import NightSeat, keep_apart
from dispatch.service.engine.translate import Roles, Share, Translation, lawful_duties
from dispatch.service.situation.day import Holding, Situation
from dispatch.service.situation.minutes import Minutes
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


def take_snapshot(situation: Situation, *, questions_stand: bool = False) -> Snapshot:
    """Translate the situation into the problem of its plan.

    Slots for which several people are asked are left alone, and the time of everybody asked is kept
    free. With `questions_stand` a slot for which one person is asked is left alone too: a plan asks
    so. A repair moves as few of them as can be.
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
        people=list(_people(translation, situation, seats, fixed)),
    )
    return Snapshot(situation=situation, minutes=translation.minutes, problem=problem, seats=seats)


def with_more_people(snapshot: Snapshot, people: Mapping[str, Person]) -> engine.Problem:
    """The problem with people more, by their names in it, whom no session asks for."""
    problem = snapshot.problem
    known = {Point(place.lat, place.lon): place.id for place in problem.places}
    translation = Translation(snapshot.minutes, snapshot.situation.ways, known)
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
        yield translation.engine_session(seat.key, seat.need, roles)
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
        candidates=seat.candidates,
        preferred=seat.preferred,
        pinned=holder if seat.pinned else (),
        held_by=holder,
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
            need, people = situation.planned_need(session)
            yield from _seats_of(situation, session, need, people)


def _seats_of(
    situation: Situation, session: CounsellingSession, need: Need, people: Sequence[Person]
) -> Iterable[TranslatedSession]:
    """One seat for the whole team, or one for each slot once any slot is held.

    A promised slot must not be lost because the other one finds nobody.
    """
    candidates = tuple(p.id for p in people)
    whole = TranslatedSession(
        key=str(session.id),
        session=session,
        slots=tuple(range(1, session.request.team + 1)),
        need=need,
        candidates=candidates,
        preferred=preferred_among(people, need),
    )
    holdings = {holding.slot_no: holding for holding in situation.holdings.get(session.id, ())}
    closed = {holding.slot_no for holding in situation.waves.get(session.id, ())}
    if not holdings and not closed:
        yield whole
        return
    for slot in whole.slots:
        if slot in closed:
            continue
        holding = holdings.get(slot)
        able = candidates
        if holding is not None and _stays_able(situation, need, holding):
            able = (*(c for c in candidates if c != holding.interpreter_id), holding.interpreter_id)
        key = f"{session.id}/{slot}"
        yield replace(whole, key=key, slots=(slot,), candidates=able, holding=holding)


def _stays_able(situation: Situation, need: Need, holding: Holding) -> bool:
    """Whether a holder stays one to choose from whom nobody would choose anew: pinned, or agreed before a way was long."""
    person = situation.people.get(holding.interpreter_id)
    if person is None or holding.pinned:
        return person is not None
    idle = replace(person, duties=())
    return first_reason_against(idle, need, but=[RuleCode.LONG_WAY]) is None


def _kept_apart(
    situation: Situation, seats: Mapping[str, TranslatedSession]
) -> dict[str, TranslatedSession]:
    """The seats, without whoever could not serve both of two that meet over midnight."""
    nights = {
        key: NightSeat(
            seat.need,
            list(seat.candidates),
            None if seat.holding is None else seat.holding.interpreter_id,
        )
        for key, seat in seats.items()
    }
    keep_apart(nights.values(), situation.people)
    return {
        key: seat
        if len(nights[key].candidates) == len(seat.candidates) or seat.pinned
        else replace(seat, candidates=tuple(nights[key].candidates))
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
