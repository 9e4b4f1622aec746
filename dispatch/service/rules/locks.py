"""Locks on sessions and interpreters, and the state of a session synced with its slots."""

from collections.abc import Collection
from uuid import UUID

from dispatch.domain.staffing import Filling
from dispatch.domain.states import SETTLED
from dispatch.service import notices
from dispatch.service.notices import SessionNotice
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.tables import CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say
from scheduling.domain.states import LIVE, SessionState
from scheduling.service import sessions


def lock_session(uow: UnitOfWork, session_id: UUID) -> CounsellingSession:
    """Lock a session until the end of the transaction: whoever changes its slots comes one by one.

    Sessions are always locked before interpreters, so that nobody waits in a circle.
    """
    found = queries.lock_sessions(uow.db, [session_id])
    if not found:
        raise NotFound
    return found[0]


def lock_open_session(uow: UnitOfWork, session_id: UUID, slot_no: int) -> CounsellingSession:
    """Lock a session that can still be filled, and check that it has such a slot."""
    session = lock_session(uow, session_id)
    if session.state not in LIVE:
        raise Conflict(say("This session is over or cancelled."))
    if not 1 <= slot_no <= session.request.team:
        raise refuse("slot_no", say("This session has no such slot."))
    return session


def lock_interpreter(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """Lock an interpreter until the end of the transaction: their calendar changes one by one."""
    found = queries.lock_interpreters(uow.db, [interpreter_id])
    if not found:
        raise NotFound
    return found[0]


def hold_all(
    uow: UnitOfWork, session_ids: Collection[UUID], interpreter_ids: Collection[UUID]
) -> None:
    """The same locks for whoever has read all of it and sees for himself that it has not changed."""
    queries.hold_sessions(uow.db, session_ids)
    queries.hold_interpreters(uow.db, interpreter_ids)


def lock_all(
    uow: UnitOfWork, session_ids: Collection[UUID], interpreter_ids: Collection[UUID]
) -> None:
    """Lock everything that one action is going to change, in the order that everybody keeps.

    Whoever changes many slots at once calls this first, or waits in a circle with whoever answers.
    """
    queries.lock_sessions(uow.db, session_ids)
    queries.lock_interpreters(uow.db, interpreter_ids)


def sync_session_state(
    uow: UnitOfWork, session: CounsellingSession, *, quiet: bool = False
) -> None:
    """Set the state that the slots of a session come to, and notify the requester when it matters.

    `quiet` leaves it to the caller to notify the requester.
    """
    if session.state not in LIVE:
        return
    live = queries.list_live_of_session(uow.db, session.id)
    confirmed = sum(a.state in SETTLED for a in live)
    asked = confirmed < len(live) or bool(offer_queries.list_open_of_session(uow.db, session.id))
    _sync(uow, session, Filling(session.request.team, confirmed, asked), quiet=quiet)


def sync_many(uow: UnitOfWork, changed: Collection[CounsellingSession]) -> None:
    """The same for many sessions at once; notifying their requesters is left to the caller."""
    live = queries.states_of_sessions(uow.db, [session.id for session in changed])
    asked = offer_queries.sessions_asked_for(uow.db, [session.id for session in changed])
    states: list[tuple[CounsellingSession, SessionState]] = []
    for session in changed:
        if session.state in LIVE:
            found = live.get(session.id, ())
            confirmed = sum(state in SETTLED for state in found)
            waits = confirmed < len(found) or session.id in asked
            states.append((session, Filling(session.request.team, confirmed, waits).state))
    sessions.set_states(uow, states)


def _sync(uow: UnitOfWork, session: CounsellingSession, filling: Filling, *, quiet: bool) -> None:
    state, before = filling.state, session.state
    if state is before:
        return
    sessions.set_state(uow, session, state)
    if quiet:
        return
    if state is SessionState.STAFFED:
        notices.notify_requester(uow, session, SessionNotice.STAFFED)
    elif before is SessionState.STAFFED:
        notices.notify_requester(uow, session, SessionNotice.UNSTAFFED)
