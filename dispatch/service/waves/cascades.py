"""Cascades: people are asked for a slot in waves, until one says yes or nobody is left."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.events import Slot
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState, RunState
from dispatch.domain.waves import LIVE_CASCADES, CascadeEnd, CascadeState, Wave
from dispatch.service.rules.locks import lock_open_session, lock_session, sync_session_state
from dispatch.service.slots import offers_ending
from dispatch.service.slots.offers import OfferQuestion, get_interpreter, write_offer
from dispatch.service.waves import choosing, following, going, policies, times
from dispatch.service.waves.choosing import WaveChoice
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import waves as queries
from dispatch.store.queries import waves_people as people_queries
from dispatch.store.tables import Cascade, CounsellingSession, Offer
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import Priority, RequestState

# PostgreSQL names the index, SQLite the columns.
ONE_LIVE = ("uq_cascade_live", "cascade.session_id, cascade.slot_no")


def start(
    uow: UnitOfWork,
    session_id: UUID,
    slot_no: int,
    *,
    waves: Sequence[Wave] = (),
    pool: Sequence[WaveChoice] | None = None,
    is_urgent: bool | None = None,
) -> Cascade:
    """Ask for a slot in waves, as somebody who may change assignments; see `begin`."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    return begin(uow, session_id, slot_no, waves=waves, pool=pool, is_urgent=is_urgent)


def begin(
    uow: UnitOfWork,
    session_id: UUID,
    slot_no: int,
    *,
    waves: Sequence[Wave] = (),
    pool: Sequence[WaveChoice] | None = None,
    is_urgent: bool | None = None,
    by_itself: bool = False,
) -> Cascade:
    """Ask for a slot in waves; the caller has settled who may.

    Without `waves` those of the office's policy. `pool` is who may be asked, best first: then the first wave goes in this
    transaction; without it everybody is ranked before each wave, and a job has the first one go at once, or in the
    morning. `is_urgent` asks at night too (None: danger to life or health is urgent); `by_itself` says that nobody has
    asked for it, so that the switch of the autopilot stops it. Conflict when the slot is taken, or has a live cascade
    already.
    """
    session = lock_open_session(uow, session_id, slot_no)
    _check(uow, session, slot_no)
    policy = None
    if not waves:
        waves, policy = policies.waves_for(uow, session)
    urgent = session.request.priority == Priority.DANGER if is_urgent is None else is_urgent
    cascade = Cascade(
        session_id=session.id,
        slot_no=slot_no,
        state=CascadeState.RUNNING,
        waves=[wave.as_json() for wave in waves],
        policy_id=None if policy is None else policy.id,
        policy_version=None if policy is None else policy.version,
        pool=None if pool is None else [choice.as_json() for choice in pool],
        is_urgent=urgent,
        by_itself=by_itself,
        next_at=times.may_go_at(uow, session, is_urgent=urgent),
        started_at=uow.now,
        started_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
        asked_since=uow.now,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(cascade)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in ONE_LIVE):
            raise
        raise Conflict(say("People are being asked in waves for this session already.")) from error
    by = {} if policy is None else {"policy": policy.id, "version": policy.version}
    uow.record("cascade.started", subject=session.id, slot=slot_no, **by)
    if pool is not None:
        going.go(uow, cascade.id, 1, ())
        uow.db.refresh(cascade)
    else:
        assert cascade.next_at is not None
        going.ask_for_next(uow, cascade, cascade.next_at)
    return cascade


def _check(uow: UnitOfWork, session: CounsellingSession, slot_no: int) -> None:
    if session.request.state is not RequestState.APPROVED:
        raise Conflict(say("The request has not been accepted yet."))
    if session.starts_at <= uow.now:
        raise Conflict(say("This session is over or cancelled."))
    if going.is_taken(uow, session.id, slot_no):
        raise Conflict(say("This slot already has an interpreter."))


def start_day(uow: UnitOfWork, day: date) -> int:
    """Ask in waves for every slot of a day that the board calls unfilled; for how many.

    Each is a cascade of its own, so one that cannot begin stops no other.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    started = 0
    for session_id, slot_no in open_slots(uow, day):
        begin(uow, session_id, slot_no)
        started += 1
    return started


def open_slots(uow: UnitOfWork, day: date) -> list[Slot]:
    """The slots of a day that are empty, with nobody in the draft, asked, or to be asked by itself."""
    uow.require(DispatchPermission.BOARD_READ)
    run = board_queries.newest_run(uow.db, day)
    is_waiting = run is not None and run.state is RunState.DONE
    drafted = board_queries.changes_of_day(uow.db, run.id, day) if run and is_waiting else ()
    filled = {(d.session_id, d.slot_no) for d in drafted if d.interpreter_id is not None}
    slots = people_queries.open_slots_of_day(uow.db, day, uow.now)
    return [slot for slot in slots if slot not in filled]


def skip(uow: UnitOfWork, cascade_id: UUID) -> None:
    """Have the next wave go now; whoever was asked may still answer until their deadline."""
    cascade, _ = _get_live(uow, cascade_id)
    if cascade.state is not CascadeState.RUNNING:
        raise Conflict(say("The waves are paused. Resume them first."))
    queries.move(uow.db, cascade.id, {CascadeState.RUNNING}, next_at=uow.now)
    going.ask_for_next(uow, cascade, uow.now, is_skipped=True)
    _record(uow, "cascade.skipped", cascade)
    uow.db.refresh(cascade, ["next_at"])


def pause(uow: UnitOfWork, cascade_id: UUID) -> None:
    """Send no further wave until somebody resumes; whoever was asked may still answer."""
    cascade, _ = _get_live(uow, cascade_id)
    if not queries.move(
        uow.db, cascade.id, {CascadeState.RUNNING}, state=CascadeState.PAUSED, next_at=None
    ):
        raise Conflict(say("The waves are paused already."))
    _record(uow, "cascade.paused", cascade)
    uow.db.refresh(cascade, ["state", "next_at"])


def resume(uow: UnitOfWork, cascade_id: UUID) -> None:
    """Go on: the next wave goes when nobody may answer any more, at once when that is so now."""
    cascade, _ = _get_live(uow, cascade_id)
    if not queries.move(
        uow.db, cascade.id, {CascadeState.PAUSED}, state=CascadeState.RUNNING, next_at=uow.now
    ):
        raise Conflict(say("The waves are running already."))
    going.ask_for_next(uow, cascade, uow.now)
    _record(uow, "cascade.resumed", cascade)
    uow.db.refresh(cascade, ["state", "next_at"])


def stop(
    uow: UnitOfWork,
    cascade_id: UUID,
    reason: CascadeEnd = CascadeEnd.BY_HAND,
    *,
    withdraw: bool = False,
) -> None:
    """Send no further wave. Whoever was asked may still answer, unless `withdraw` takes the offers back."""
    cascade, session = _get_live(uow, cascade_id)
    going.end(uow, cascade, CascadeState.STOPPED, reason)
    if withdraw:
        for offer in offer_queries.list_open_of_session(
            uow.db, cascade.session_id, cascade.slot_no
        ):
            offers_ending.end(uow, offer, OfferState.WITHDRAWN)
        sync_session_state(uow, session)


def stop_if_live(uow: UnitOfWork, cascade_id: UUID, reason: CascadeEnd) -> bool:
    """Send no further wave, whatever has become of the cascade meanwhile; False when it has ended already.

    The caller has settled who may.
    """
    found = queries.find_cascade(uow.db, cascade_id)
    if found is None:
        return False
    lock_session(uow, found.session_id)
    found = queries.find_cascade(uow.db, cascade_id, lock=True)
    return found is not None and going.end(uow, found, CascadeState.STOPPED, reason)


def add_person(
    uow: UnitOfWork,
    cascade_id: UUID,
    interpreter_id: UUID,
    *,
    starts_at: datetime | None = None,
    modality: Modality | None = None,
) -> Offer:
    """Ask somebody besides, now, as part of the wave that is out; the next one waits for them too.

    Without a start they are asked in the way in which they would come with the least cost.
    """
    cascade, session = _get_live(uow, cascade_id)
    start_at = starts_at or session.starts_at
    if starts_at is None:
        ranked = choosing.rank(uow, session.id)
        best = next((each for each in ranked if each.interpreter_id == interpreter_id), None)
        if best is not None:
            start_at, modality = best.starts_at, best.modality
    wave = cascade.planned[cascade.step or 0]
    until = times.answers_until(uow, session, wave, starts_at=start_at, is_urgent=cascade.is_urgent)
    question = OfferQuestion(
        slot_no=cascade.slot_no,
        starts_at=start_at,
        modality=modality,
        wave=max(cascade.wave, 1),
        cascade_id=cascade.id,
        until=max(until, min(cascade.next_at or until, start_at)),
    )
    offer = write_offer(uow, session, get_interpreter(uow, interpreter_id), question)
    sync_session_state(uow, session)
    _record(uow, "cascade.person_added", cascade, interpreter=offer.interpreter_id)
    following.look(uow, cascade)
    return offer


def _get_live(uow: UnitOfWork, cascade_id: UUID) -> tuple[Cascade, CounsellingSession]:
    """A live cascade and its session, locked; Conflict when it has ended."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    found = queries.find_cascade(uow.db, cascade_id)
    if found is None:
        raise NotFound
    session = lock_session(uow, found.session_id)
    found = queries.find_cascade(uow.db, cascade_id, lock=True)
    if found is None:
        raise NotFound
    if found.state not in LIVE_CASCADES:
        raise Conflict(say("These waves have ended meanwhile."))
    return found, session


def _record(uow: UnitOfWork, name: str, cascade: Cascade, **facts: object) -> None:
    uow.record(name, subject=cascade.session_id, slot=cascade.slot_no, wave=cascade.wave, **facts)
