"""A trainee's place beside her mentor: proposed, answered, freed when what it rests on ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from dispatch.domain import filed
from dispatch.domain.practicum import reason_against
from dispatch.domain.states import AssignmentState, PlaceState
from dispatch.service import notices
from dispatch.service.notices import SessionNotice
from dispatch.service.situation import travel
from dispatch.service.situation.reading import Pair, read_pair
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import practicum as queries
from dispatch.store.tables import (
    ONE_PLACE_AT_A_TIME,
    Assignment,
    Interpreter,
    Mentorship,
    PracticumPlace,
)
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import LazyText, say
from foundation.times.spans import Span
from foundation.times.zones import day_span, local_day
from scheduling.domain.settings import SchedulingSettings
from training.domain.permissions import TrainingPermission
from training.domain.practicum import MentorshipStatus, PracticumKind
from training.service.practicum import mentoring, practicum

S = PlaceState
# PostgreSQL names the index, SQLite the column.
TAKEN = (ONE_PLACE_AT_A_TIME, "uq_practicum_place_living", "practicum_place.assignment_id")


@dataclass(frozen=True)
class ProposedPlace:
    """A trainee beside her mentor's assignment, to listen or to speak."""

    assignment: Assignment
    pair: Mentorship
    trainee: Interpreter
    kind: PracticumKind


def why_not(
    uow: UnitOfWork, sitting: ProposedPlace, standing: UUID | None = None
) -> LazyText | None:
    """What speaks against a place as things stand now, or None. `standing` is one that exists.

    What the office wants signed is asked before something new: words that change later take no place away.
    """
    assignment = sitting.assignment
    if assignment.state is not AssignmentState.CONFIRMED or assignment.starts_at <= uow.now:
        return say("This assignment has ended meanwhile.")
    if sitting.pair.status is not MentorshipStatus.ACTIVE:
        return say("This mentorship has ended.")
    pair, day = sitting.pair, assignment.session.day
    lost = mentoring.reason_against(uow, pair.mentor, pair.language, day)
    if lost is not None:
        return lost
    # Read whole: an earlier place may have been read again meanwhile, with less of its people.
    whole = assignment_queries.find_interpreter(uow.db, sitting.trainee.id)
    assert whole is not None
    asked = Pair(assignment.session, whole, assignment.starts_at)
    trainee, need = read_pair(uow, asked)
    others = tuple(duty for duty in trainee.duties if duty.session_id != standing)
    if standing is not None:
        trainee = replace(trainee, unsigned=())
    welcome = assignment.session.request.trainee_welcome
    return reason_against(replace(trainee, duties=others), need, welcome=welcome)


def propose(uow: UnitOfWork, sitting: ProposedPlace) -> PracticumPlace | None:
    """Write a place and ask the trainee; None when the time or the assignment is taken already.

    It adds no capacity: it is no assignment, fills no slot and makes nobody a candidate. Session
    and both people must be locked.
    """
    assignment = sitting.assignment
    try:
        with uow.db.begin_nested():
            span = _busy_span(uow, sitting)
            place = PracticumPlace(
                assignment_id=assignment.id,
                mentorship_id=sitting.pair.id,
                trainee_id=sitting.trainee.id,
                kind=sitting.kind,
                state=S.PROPOSED,
                busy_from=span.start,
                busy_to=span.end,
                created_at=uow.now,
            )
            uow.db.add(place)
            uow.db.flush()
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in TAKEN):
            raise
        return None
    time = Span(assignment.starts_at, assignment.ends_at)
    practicum.plan(uow, sitting.pair, assignment.id, sitting.kind, time)
    found = queries.find_place(uow.db, place.id)
    assert found is not None
    uow.record(
        "practicum.proposed",
        subject=place.id,
        assignment=assignment.id,
        interpreter=sitting.trainee.id,
        kind=sitting.kind,
    )
    _notify(uow, found, sitting.trainee, SessionNotice.PLACE_PROPOSED)
    return found


def _busy_span(uow: UnitOfWork, sitting: ProposedPlace) -> Span:
    """From leaving the place before to the end; the place after it is moved to fit."""
    assignment, who = sitting.assignment, sitting.trainee
    zone = uow.settings.zone
    day = day_span(local_day(assignment.starts_at, zone), zone)
    others = queries.living_of_trainees(uow.db, [who.id], day)

    def gap(other: PracticumPlace) -> timedelta:
        there = other.assignment.session
        here = assignment.session
        return travel.pause_between(uow.settings, who, there, here, interprets=False)

    start = assignment.starts_at
    before = [p for p in others if p.assignment.starts_at < start]
    after = [p for p in others if p.assignment.starts_at >= start]
    if after:
        after[0].busy_from = after[0].assignment.starts_at - gap(after[0])
        uow.db.flush()
    return Span(start - gap(before[-1]) if before else start, assignment.ends_at)


def confirm(uow: UnitOfWork, place_id: UUID) -> PracticumPlace:
    """Say yes, as the trainee; her mentor is notified."""
    seen = queries.find_place(uow.db, place_id)
    # The pair before the place, in the order of whoever ends the pair.
    pair = None if seen is None else mentoring.find_standing(uow, seen.mentorship_id)
    place = _own(uow, place_id)
    if place.state is S.CONFIRMED:
        return place
    if place.state is not S.PROPOSED or place.assignment.starts_at <= uow.now or pair is None:
        raise Conflict(say("This place is no longer open."))
    place.state, place.confirmed_at = S.CONFIRMED, uow.now
    uow.record("practicum.accepted", subject=place.id, assignment=place.assignment_id)
    outbox.withdraw(uow, filed.about_place(place.id))
    _notify(uow, place, place.assignment.interpreter, SessionNotice.TRAINEE_COMES)
    return place


def decline(uow: UnitOfWork, place_id: UUID) -> PracticumPlace:
    """Say no, or no longer, as the trainee; it has no consequence and is not asked again."""
    place = _own(uow, place_id)
    if place.state not in queries.LIVING:
        raise Conflict(say("This place is no longer open."))
    was_confirmed = place.state is S.CONFIRMED
    _free(uow, place, "declined")
    if was_confirmed:
        _notify(uow, place, place.assignment.interpreter, SessionNotice.TRAINEE_STAYS_AWAY)
    return place


def list_own(uow: UnitOfWork) -> Sequence[PracticumPlace]:
    """The actor's places that lie ahead, as a trainee, in order of time."""
    who = _me(uow)
    ahead = Span(
        uow.now, uow.now + timedelta(days=uow.settings.of(SchedulingSettings).horizon_days)
    )
    return [] if who is None else queries.living_of_trainees(uow.db, [who], ahead)


def find_beside(uow: UnitOfWork, assignment_id: UUID) -> PracticumPlace | None:
    """Who sits beside an assignment; the caller has checked who asks."""
    found = queries.living_of_assignments(uow.db, [assignment_id])
    return next((place for place in found if place.state is S.CONFIRMED), None)


def release(uow: UnitOfWork, places: Iterable[PracticumPlace], reason: str) -> int:
    """Free places that cannot stay; each trainee is notified. How many."""
    count = 0
    for place in places:
        comes = place.state is S.CONFIRMED
        _free(uow, place, reason)
        _notify(uow, place, _trainee_of(place), SessionNotice.PLACE_CANCELLED, is_spoken=comes)
        count += 1
    return count


def release_beside(uow: UnitOfWork, assignment: Assignment) -> None:
    """The mentor's assignment has ended or moved: nobody sits beside it any more."""
    release(uow, queries.living_of_assignments(uow.db, [assignment.id]), "assignment ended")


def close(uow: UnitOfWork, assignment: Assignment) -> None:
    """The session is over: a confirmed place waits for the mentor's minutes, an open one lapses."""
    for place in queries.living_of_assignments(uow.db, [assignment.id]):
        if place.state is S.CONFIRMED:
            place.state, place.ended_at = S.DONE, uow.now
            practicum.mark_held(uow, place.mentorship_id, place.assignment_id)
            uow.db.flush()
        else:
            _free(uow, place, "not answered")


def _free(uow: UnitOfWork, place: PracticumPlace, reason: str) -> None:
    place.state, place.ended_at = S.RELEASED, uow.now
    practicum.release(uow, place.mentorship_id, place.assignment_id)
    outbox.withdraw(uow, filed.about_place(place.id))
    uow.record(
        "practicum.released", subject=place.id, assignment=place.assignment_id, reason=reason
    )
    uow.db.flush()


def _trainee_of(place: PracticumPlace) -> Interpreter:
    trainee = place.mentorship.trainee.interpreter
    assert trainee is not None
    return trainee


def _get(uow: UnitOfWork, place_id: UUID) -> PracticumPlace:
    found = queries.find_place(uow.db, place_id, lock=True)
    if found is None:
        raise NotFound
    return found


def _me(uow: UnitOfWork) -> UUID | None:
    uow.require(TrainingPermission.LEARNING_OWN)
    return mentoring.roster_id_of_actor(uow)


def _own(uow: UnitOfWork, place_id: UUID) -> PracticumPlace:
    """A place of the actor's; anybody else's looks like none."""
    me = _me(uow)
    place = _get(uow, place_id)
    if me is None or place.trainee_id != me:
        raise NotFound
    return place


def _notify(
    uow: UnitOfWork,
    place: PracticumPlace,
    reader: Interpreter,
    news: SessionNotice,
    *,
    is_spoken: bool = False,
) -> None:
    own = reader.id == place.trainee_id
    letter = notices.letter_about(
        uow,
        news,
        place.assignment.session,
        starts_at=place.assignment.starts_at,
        path="/practicum/places" if own else f"/assignments/{place.assignment_id}",
        about=filed.about_place(place.id),
    )
    spoken = notices.of_assignment(place.assignment, news) if is_spoken else ()
    notices.notify_interpreter(uow, reader, letter, spoken)
