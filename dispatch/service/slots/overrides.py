"""Sending somebody without the level to a session of tier T3: one asks, another agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.eligibility import reasons_against
from dispatch.domain.overrides import needs_two
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OverrideState
from dispatch.service import desk_notices
from dispatch.service.rules import locks
from dispatch.service.situation.reading import Pair, read_pair
from dispatch.store.queries import overrides as queries
from dispatch.store.tables import CounsellingSession, GraveOverride
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, Forbidden, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE

S = OverrideState
LONGEST_REASON = 300
# PostgreSQL names the index, SQLite the columns.
LIVING = ("uq_grave_override_living", "grave_override.session_id, grave_override.interpreter_id")


@dataclass(frozen=True)
class ShownOverride:
    """An override as its page shows it, with what the reader may do about it."""

    row: GraveOverride
    is_open: bool
    is_own: bool


def ask(uow: UnitOfWork, session_id: UUID, interpreter_id: UUID, reason: str) -> GraveOverride:
    """Ask a second person to agree that somebody without the level may go; the reason is kept.

    Only what the tier asks for can be set aside so (`overrides.GRAVE`); every other rule must hold
    or be one that a reason alone sets aside.
    """
    me = _actor(uow)
    session = locks.lock_session(uow, session_id)
    if session.state not in LIVE or session.starts_at <= uow.now:
        raise Conflict(say("This session is over or cancelled."))
    text = reason.strip()
    if not text:
        raise refuse(
            "reason", say("Enter a reason. It is logged, and the second approver reads it.")
        )
    if len(text) > LONGEST_REASON:
        raise refuse("reason", say("Enter the reason in at most 300 characters."))
    check_free_text("reason", text)
    _check_needed(uow, session, interpreter_id)
    row = GraveOverride(
        session_id=SessionId(session_id),
        interpreter_id=InterpreterId(interpreter_id),
        reason=text,
        state=S.ASKED,
        asked_at=uow.now,
        asked_by_id=me,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(row)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in LIVING):
            raise
        raise Conflict(say("This has been requested already.")) from error
    uow.record(
        "override.asked",
        subject=row.id,
        session=session_id,
        interpreter=interpreter_id,
    )
    desk_notices.notify_second(uow, session, _about(row))
    return _get(uow, row.id)


def _check_needed(uow: UnitOfWork, session: CounsellingSession, interpreter_id: UUID) -> None:
    who = locks.lock_interpreter(uow, interpreter_id)
    person, need = read_pair(uow, Pair(session, who, session.starts_at))
    if not needs_two(reasons_against(person, need), person, need):
        raise Conflict(say("A two-person override cannot lift this rule."))


def agree(uow: UnitOfWork, override_id: UUID) -> GraveOverride:
    """Agree, as a second person: from now on this person can be assigned by hand to this session."""
    return _decide(uow, override_id, S.AGREED)


def turn_down(uow: UnitOfWork, override_id: UUID) -> GraveOverride:
    """Say no, as a second person."""
    return _decide(uow, override_id, S.REFUSED)


def _decide(uow: UnitOfWork, override_id: UUID, state: OverrideState) -> GraveOverride:
    me = _actor(uow)
    row = _get(uow, override_id, lock=True)
    if row.asked_by_id == me:
        raise Conflict(say("Somebody else must decide: two different people are responsible."))
    if row.state is not S.ASKED:
        raise Conflict(say("This has been decided already."))
    if row.session.state not in LIVE or row.session.starts_at <= uow.now:
        raise Conflict(say("This session is over or cancelled."))
    row.state, row.decided_at, row.decided_by_id = state, uow.now, me
    outbox.withdraw(uow, _about(row))
    uow.record(
        f"override.{state}",
        subject=row.id,
        session=row.session_id,
        interpreter=row.interpreter_id,
        asked_by=row.asked_by_id,
    )
    uow.db.flush()
    return row


def withdraw(uow: UnitOfWork, override_id: UUID) -> GraveOverride:
    """Take it back: who asked, or any coordinator once it was agreed. An assignment made stays."""
    me = _actor(uow)
    row = _get(uow, override_id, lock=True)
    if row.state not in queries.LIVING:
        raise Conflict(say("This has been decided already."))
    if row.state is S.ASKED and row.asked_by_id != me:
        raise Conflict(
            say("Only the person who requested it can withdraw it. You can approve or refuse.")
        )
    _lapse(uow, row)
    return row


def lapse(uow: UnitOfWork, session_id: UUID) -> None:
    """The session has changed or is cancelled: what was agreed was about another one."""
    for row in queries.list_of_session(uow.db, session_id):
        _lapse(uow, row)


def _lapse(uow: UnitOfWork, row: GraveOverride) -> None:
    row.state = S.WITHDRAWN
    outbox.withdraw(uow, _about(row))
    uow.record("override.withdrawn", subject=row.id, session=row.session_id)
    uow.db.flush()


def select_all(uow: UnitOfWork) -> sa.Select[GraveOverride]:
    """The question behind the list, what waits first; a page reads a part of it."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    return queries.select_overrides()


def show(uow: UnitOfWork, row: GraveOverride) -> ShownOverride:
    """One of them for a reader."""
    is_open = row.state in queries.LIVING and row.session.starts_at > uow.now
    return ShownOverride(
        row, is_open and row.session.state in LIVE, row.asked_by_id == uow.actor.user_id
    )


def of_session(uow: UnitOfWork, session_id: UUID) -> Sequence[ShownOverride]:
    """What is asked for or agreed to in a session."""
    uow.require(DispatchPermission.BOARD_READ)
    return [show(uow, row) for row in queries.list_of_session(uow.db, session_id)]


def count_waiting(uow: UnitOfWork) -> int:
    """How many wait for a second person, for the menu."""
    return (
        queries.count_waiting(uow.db, uow.now)
        if uow.may(DispatchPermission.ASSIGNMENT_CHANGE)
        else 0
    )


def _about(row: GraveOverride) -> str:
    return f"override:{row.id}"


def _actor(uow: UnitOfWork) -> UserId:
    """Who answers for it: a person, never the system."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    if uow.actor.user_id is None:
        raise Forbidden
    return UserId(uow.actor.user_id)


def _get(uow: UnitOfWork, override_id: UUID, *, lock: bool = False) -> GraveOverride:
    found = queries.find(uow.db, override_id, lock=lock)
    if found is None:
        raise NotFound
    return found
