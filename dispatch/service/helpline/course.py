"""The course of a call after its opening: connected by a yes, held, given up, never left open by mistake."""

from datetime import timedelta
from uuid import UUID

from dispatch.domain.causes import Cause
from dispatch.domain.events import SlotsMoved
from dispatch.domain.helpline import LEFT_OPEN, CallEnd
from dispatch.domain.reports import ExtraCause
from dispatch.domain.states import OfferState
from dispatch.service.rules.locks import lock_interpreter, lock_session
from dispatch.service.slots import closing, offers_ending
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import helpline as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import waves as wave_queries
from dispatch.store.tables import Assignment, HelplineCall
from foundation.database.work import UnitOfWork
from scheduling.domain.states import SessionState
from scheduling.service import sessions

FOLLOW_CALL = "dispatch.follow_call"
# Why nobody came, as reports count it.
CAUSES: dict[CallEnd, Cause | ExtraCause] = {
    CallEnd.NOBODY_ON_DUTY: ExtraCause.NOBODY_ON_DUTY,
    CallEnd.REFUSED: Cause.ALL_DECLINED,
    CallEnd.NOBODY_ANSWERED: Cause.ALL_DECLINED,
    CallEnd.ABANDONED: ExtraCause.CALL_ABANDONED,
}


def on_slots_moved(uow: UnitOfWork, event: SlotsMoved) -> None:
    """A call follows what becomes of its slot: connected by a yes, ended when nobody is left to ask."""
    for call in queries.list_open_calls_of(uow.db, {session_id for session_id, _ in event.slots}):
        if not _connect(uow, call):
            uow.enqueue(FOLLOW_CALL, call_id=call.id)


def follow(uow: UnitOfWork, call_id: str) -> None:
    """The job: one call is brought to what has become of it."""
    call = queries.find_call(uow.db, UUID(call_id))
    if call is not None:
        _follow(uow, call)


def follow_all(uow: UnitOfWork) -> None:
    """The job of every minute: no call stays open by mistake."""
    for call in queries.list_open_calls(uow.db):
        _follow(uow, call)


def _follow(uow: UnitOfWork, call: HelplineCall) -> None:
    session = lock_session(uow, call.session_id)
    uow.db.refresh(call, ["ended_at", "connected_at"])
    if call.ended_at is not None:
        return
    if _connect(uow, call):
        assert call.connected_at is not None
        should_end = call.connected_at + timedelta(minutes=session.minutes)
        if uow.now >= should_end + LEFT_OPEN:
            _leave(uow, call, session.minutes)
        return
    waits = any(
        offer.expires_at > uow.now
        for offer in offer_queries.list_open_of_session(uow.db, session.id)
    )
    if waits and uow.now < session.starts_at:
        return
    if wave_queries.is_running(uow.db, session.id, 1) and uow.now < session.starts_at:
        return
    give_up(uow, call, _why_nobody(uow, call))


def _connect(uow: UnitOfWork, call: HelplineCall) -> bool:
    """Keep since when a call is connected; whether it is."""
    assignment = assignment_of(uow, call)
    if assignment is None:
        return False
    if call.connected_at is None:
        call.connected_at = assignment.created_at
        uow.record(
            "helpline.connected",
            subject=call.session_id,
            interpreter=assignment.interpreter_id,
            seconds=int((assignment.created_at - call.opened_at).total_seconds()),
        )
    return True


def _why_nobody(uow: UnitOfWork, call: HelplineCall) -> CallEnd:
    asked = wave_queries.offers_of_slot(uow.db, call.session_id, 1)
    if asked and all(offer.state is OfferState.DECLINED for offer in asked):
        return CallEnd.REFUSED
    return CallEnd.NOBODY_ANSWERED


def give_up(uow: UnitOfWork, call: HelplineCall, how: CallEnd) -> None:
    """End a call that nobody interpreted. Its session is locked or new."""
    session = lock_session(uow, call.session_id)
    call.ended_at, call.ending = uow.now, how
    # First the session: who looks at its slots then sees that it is over.
    sessions.set_state(uow, session, SessionState.NOT_DELIVERED)
    sessions.close(uow, session, CAUSES[how].value)
    offers_ending.withdraw_of_session(uow, session)
    uow.record("helpline.ended", subject=session.id, ending=how)


def hold(uow: UnitOfWork, call: HelplineCall, assignment: Assignment) -> None:
    """End a connected call: its real length counts, and the interpreter is free at once."""
    lock_interpreter(uow, assignment.interpreter_id)
    since = call.connected_at or assignment.created_at
    took = max(1, -(-int((uow.now - since).total_seconds()) // 60))
    call.connected_at, call.ended_at = since, uow.now
    call.ending, call.minutes = CallEnd.HELD, took
    closing.close_now(uow, assignment, minutes=took)
    uow.record("helpline.ended", subject=call.session_id, ending=CallEnd.HELD)


def _leave(uow: UnitOfWork, call: HelplineCall, minutes: int) -> None:
    """Nobody has ended it long after it should have been over: what was expected counts."""
    call.ended_at, call.ending, call.minutes = uow.now, CallEnd.HELD, minutes
    assignment = assignment_of(uow, call)
    if assignment is not None and assignment.state in assignment_queries.SERVING:
        lock_interpreter(uow, assignment.interpreter_id)
        closing.close_now(uow, assignment, minutes=minutes)
    uow.record("helpline.ended", subject=call.session_id, ending=CallEnd.HELD)


def assignment_of(uow: UnitOfWork, call: HelplineCall) -> Assignment | None:
    """Who has the call, or has had it; None while nobody does."""
    found = assignment_queries.list_serving_of_session(uow.db, call.session_id)
    return found[0] if found else None
