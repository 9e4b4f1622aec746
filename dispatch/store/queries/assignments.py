"""What is asked about assignments."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.store.tables import Site
from dispatch.domain.states import BLOCKING, OPEN_OFFERS, SETTLED, TAKES_TIME, AssignmentState
from dispatch.store.tables import Assignment, Offer
from foundation.database.searching import holds
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession, Request

# Databases take so many values in one question without complaint.
_IDS_AT_ONCE = 500
# Assignments to be completed once their session has ended.
SERVING = SETTLED


def with_session() -> tuple[ExecutableOption, ...]:
    """Everything a page says about the session of an assignment."""
    session = joinedload(Assignment.session)
    request = session.joinedload(CounsellingSession.request)
    return (
        session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        request.joinedload(Request.organisation),
        request.joinedload(Request.requester),
        joinedload(Assignment.interpreter),
    )


def lock_sessions(db: Session, session_ids: Collection[UUID]) -> Sequence[CounsellingSession]:
    """Sessions with their requests, held until the end of the transaction, always in one order.

    SQLite writes one at a time anyway; on PostgreSQL the lock does not stand in the way of rows
    that merely refer to them.
    """
    return (
        db.scalars(
            sa.select(CounsellingSession)
            .where(CounsellingSession.id.in_([SessionId(i) for i in session_ids]))
            .order_by(CounsellingSession.id)
            .options(
                joinedload(CounsellingSession.request, innerjoin=True),
                joinedload(CounsellingSession.site),
            )
            .with_for_update(key_share=True, of=CounsellingSession)
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def lock_interpreters(db: Session, interpreter_ids: Collection[UUID]) -> Sequence[Interpreter]:
    """Interpreters with what the roster knows of them, held until the end, always in one order."""
    return db.scalars(
        _whole_interpreters()
        .where(Interpreter.id.in_([InterpreterId(i) for i in interpreter_ids]))
        .order_by(Interpreter.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def hold_sessions(db: Session, session_ids: Collection[UUID]) -> None:
    """Lock sessions as `lock_sessions` does, reading nothing of them."""
    query = (
        sa.select(CounsellingSession.id)
        .where(CounsellingSession.id.in_([SessionId(i) for i in session_ids]))
        .order_by(CounsellingSession.id)
        .with_for_update(key_share=True)
    )
    db.execute(query).all()


def hold_interpreters(db: Session, interpreter_ids: Collection[UUID]) -> None:
    """Lock interpreters as `lock_interpreters` does, reading nothing of them."""
    query = (
        sa.select(Interpreter.id)
        .where(Interpreter.id.in_([InterpreterId(i) for i in interpreter_ids]))
        .order_by(Interpreter.id)
        .with_for_update(key_share=True)
    )
    db.execute(query).all()


def find_interpreter(db: Session, interpreter_id: UUID) -> Interpreter | None:
    """Somebody on the roster, with what it knows of them."""
    return db.scalar(_whole_interpreters().where(Interpreter.id == interpreter_id))


def find_interpreter_of(db: Session, user_id: UUID) -> Interpreter | None:
    """The interpreter that a user is."""
    return db.scalar(sa.select(Interpreter).where(Interpreter.user_id == user_id))


def _whole_interpreters() -> sa.Select[Interpreter]:
    return sa.select(Interpreter).options(
        selectinload(Interpreter.languages),
        selectinload(Interpreter.restrictions),
    )


def find_assignment(db: Session, assignment_id: UUID) -> Assignment | None:
    """By id, with its session and interpreter, as it is now."""
    return db.scalar(
        sa.select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(*with_session())
        .execution_options(populate_existing=True)
    )


def list_live_of_session(db: Session, session_id: UUID) -> Sequence[Assignment]:
    """Held and confirmed assignments of a session, by slot."""
    return db.scalars(
        sa.select(Assignment)
        .where(Assignment.session_id == session_id, Assignment.state.in_(BLOCKING))
        .order_by(Assignment.slot_no)
        .options(*with_session())
    ).all()


def list_serving_of_session(db: Session, session_id: UUID) -> Sequence[Assignment]:
    """Assignments of a session that have not ended early, by slot: of whoever serves or has served it."""
    return db.scalars(
        sa.select(Assignment)
        .where(
            Assignment.session_id == session_id,
            Assignment.state.in_((*SERVING, AssignmentState.COMPLETED)),
        )
        .order_by(Assignment.slot_no, Assignment.created_at)
        .options(*with_session())
    ).all()


def states_of_sessions(
    db: Session, session_ids: Collection[UUID]
) -> Mapping[SessionId, list[AssignmentState]]:
    """The states of the held and confirmed assignments of some sessions."""
    query = sa.select(Assignment.session_id, Assignment.state).where(
        Assignment.session_id.in_([SessionId(i) for i in session_ids]),
        Assignment.state.in_(BLOCKING),
    )
    found: dict[SessionId, list[AssignmentState]] = defaultdict(list)
    for row in db.execute(query):
        found[row.session_id].append(row.state)
    return found


def list_live_of_interpreter(
    db: Session,
    interpreter_id: UUID,
    within: Span,
    states: Collection[AssignmentState] = BLOCKING,
) -> Sequence[Assignment]:
    """Held and confirmed assignments of somebody that start within a span, in order of time."""
    return db.scalars(
        sa.select(Assignment)
        .where(
            Assignment.interpreter_id == interpreter_id,
            Assignment.state.in_(states),
            Assignment.starts_at >= within.start,
            Assignment.starts_at < within.end,
        )
        .order_by(Assignment.starts_at)
        .options(*with_session())
    ).all()


def list_live_meeting(db: Session, interpreter_id: UUID, span: Span) -> Sequence[Assignment]:
    """Held and confirmed assignments of somebody that lie in a span, if only in part."""
    return db.scalars(
        sa.select(Assignment)
        .where(
            Assignment.interpreter_id == interpreter_id,
            Assignment.state.in_(BLOCKING),
            Assignment.ends_at > span.start,
            Assignment.starts_at < span.end,
        )
        .order_by(Assignment.starts_at)
        .options(*with_session())
    ).all()


def sessions_ahead(db: Session, interpreter_id: UUID, within: Span) -> set[SessionId]:
    """The sessions within a span that somebody is bound to or asked about."""
    bound = sa.select(Assignment.session_id).where(
        Assignment.interpreter_id == interpreter_id,
        Assignment.state.in_(BLOCKING),
        Assignment.starts_at >= within.start,
        Assignment.starts_at < within.end,
    )
    asked = sa.select(Offer.session_id).where(
        Offer.interpreter_id == interpreter_id,
        Offer.state.in_(OPEN_OFFERS),
        Offer.expires_at > within.start,
    )
    return {*db.scalars(bound), *db.scalars(asked)}


def list_of_interpreter(
    db: Session, interpreter_id: UUID, *, ending_after: datetime, before: datetime
) -> Sequence[Assignment]:
    """Somebody's assignments that were not given up, from now on, in order of time."""
    return db.scalars(
        sa.select(Assignment)
        .where(
            Assignment.interpreter_id == interpreter_id,
            Assignment.state.in_(TAKES_TIME),
            Assignment.ends_at > ending_after,
            Assignment.starts_at < before,
        )
        .order_by(Assignment.starts_at)
        .options(*with_session())
    ).all()


def list_every_of_interpreter(
    db: Session, interpreter_id: UUID, within: Span
) -> Sequence[Assignment]:
    """Somebody's assignments that start within a span, those that ended too, in the order in which they were made."""
    return db.scalars(
        sa.select(Assignment)
        .where(
            Assignment.interpreter_id == interpreter_id,
            Assignment.starts_at >= within.start,
            Assignment.starts_at < within.end,
        )
        .order_by(Assignment.created_at, Assignment.id)
        .options(*with_session())
    ).all()


def find_of_offer(db: Session, offer_id: UUID) -> Assignment | None:
    """The assignment that an accepted offer made."""
    return db.scalar(
        sa.select(Assignment).where(Assignment.offer_id == offer_id).options(*with_session())
    )


def list_ended(db: Session, now: datetime, overrun: datetime, limit: int) -> Sequence[Assignment]:
    """Assignments that are still open although their sessions have ended, the oldest first.

    What is in progress by somebody's word counts once it should have ended before `overrun`.
    """
    goes_on = sa.and_(
        CounsellingSession.state == SessionState.IN_PROGRESS, Assignment.ends_at > overrun
    )
    session = joinedload(Assignment.session)
    interpreter = joinedload(Assignment.interpreter)
    return db.scalars(
        sa.select(Assignment)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(Assignment.state.in_(SERVING), Assignment.ends_at <= now, sa.not_(goes_on))
        .order_by(Assignment.ends_at, Assignment.id)
        .limit(limit)
        .options(
            session.joinedload(CounsellingSession.request),
            interpreter.selectinload(Interpreter.languages),
        )
    ).all()


def select_sessions_served_by(name: str) -> sa.Select[SessionId]:
    """The ids of sessions that people whose name holds `name` serve or have served."""
    return (
        sa.select(Assignment.session_id)
        .join(Interpreter, Assignment.interpreter_id == Interpreter.id)
        .where(
            holds(Interpreter.full_name, name),
            Assignment.state.in_(TAKES_TIME),
        )
    )


def names_serving(db: Session, session_ids: Collection[UUID]) -> Iterator[tuple[UUID, str]]:
    """Sessions with the name of each who serves or has served them, read in parts."""
    ids = [SessionId(each) for each in session_ids]
    for start in range(0, len(ids), _IDS_AT_ONCE):
        rows = db.execute(
            sa.select(Assignment.session_id, Interpreter.full_name)
            .join(Interpreter, Assignment.interpreter_id == Interpreter.id)
            .where(
                Assignment.session_id.in_(ids[start : start + _IDS_AT_ONCE]),
                Assignment.state.in_(TAKES_TIME),
            )
            .order_by(Assignment.slot_no)
        )
        yield from ((row.session_id, row.full_name) for row in rows)
