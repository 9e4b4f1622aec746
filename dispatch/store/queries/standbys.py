"""What is asked about standbys."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from accounts.store.tables import Site
from dispatch.domain.live import StandbyState
from dispatch.store.tables import Standby
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.domain.states import RequestState, SessionState
from scheduling.store.tables import CounsellingSession, Request


def named_of_people(
    db: Session, interpreter_ids: Collection[UUID], within: Span
) -> Sequence[Standby]:
    """What these people are the standby for, that meets a span."""
    query = (
        sa.select(Standby)
        .where(
            Standby.interpreter_id.in_([InterpreterId(each) for each in interpreter_ids]),
            Standby.state == StandbyState.NAMED,
            Standby.ends_at > within.start,
            Standby.starts_at < within.end,
        )
        .order_by(Standby.starts_at)
        .options(*_with_session())
    )
    return db.scalars(query).all()


def named_of_user(db: Session, user_id: UUID, within: Span) -> Sequence[Standby]:
    """What a user stands by for that begins within a span, in order of time."""
    query = (
        sa.select(Standby)
        .join(Interpreter, Interpreter.id == Standby.interpreter_id)
        .where(
            Interpreter.user_id == user_id,
            Standby.state == StandbyState.NAMED,
            Standby.ends_at > within.start,
            Standby.starts_at < within.end,
        )
        .order_by(Standby.starts_at)
        .options(*_with_session())
    )
    return db.scalars(query).all()


def named_of_sessions(db: Session, session_ids: Collection[UUID]) -> Mapping[SessionId, Standby]:
    """The standby of each of these sessions that has one."""
    query = (
        sa.select(Standby)
        .where(
            Standby.session_id.in_([SessionId(each) for each in session_ids]),
            Standby.state == StandbyState.NAMED,
        )
        .options(*_with_session())
    )
    return {row.session_id: row for row in db.scalars(query)}


def named_within(db: Session, within: Span, limit: int) -> Sequence[Standby]:
    """Standbys that begin within a span, the first ones."""
    query = (
        sa.select(Standby)
        .where(
            Standby.state == StandbyState.NAMED,
            Standby.starts_at > within.start,
            Standby.starts_at < within.end,
        )
        .order_by(Standby.starts_at, Standby.id)
        .limit(limit)
        .options(*_with_session())
    )
    return db.scalars(query).all()


def find_standby(db: Session, standby_id: UUID) -> Standby | None:
    """By id, as it is now."""
    query = (
        sa.select(Standby)
        .where(Standby.id == standby_id)
        .options(*_with_session())
        .execution_options(populate_existing=True)
    )
    return db.scalar(query)


def were_asked(db: Session, session_id: UUID) -> set[InterpreterId]:
    """Whoever cannot be, or was released as, the standby of a session."""
    query = sa.select(Standby.interpreter_id).where(
        Standby.session_id == SessionId(session_id), Standby.state != StandbyState.NAMED
    )
    return set(db.scalars(query))


def without_standby(
    db: Session, now: datetime, until: datetime, priority: int, limit: int
) -> Sequence[CounsellingSession]:
    """Sessions ahead of that priority or graver that somebody serves and nobody stands by for."""
    named = (
        sa.select(Standby.id)
        .where(Standby.session_id == CounsellingSession.id, Standby.state == StandbyState.NAMED)
        .correlate(CounsellingSession)
        .exists()
    )
    query = (
        sa.select(CounsellingSession)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            CounsellingSession.starts_at > now,
            CounsellingSession.starts_at < until,
            CounsellingSession.state == SessionState.STAFFED,
            Request.state == RequestState.APPROVED,
            Request.priority <= priority,
            ~named,
        )
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
        .limit(limit)
        .options(joinedload(CounsellingSession.request), joinedload(CounsellingSession.site))
    )
    return db.scalars(query).all()


def standbys_over(db: Session, now: datetime, limit: int) -> Sequence[Standby]:
    """Standbys whose session has begun, or is served by nobody who could drop out any more."""
    query = (
        sa.select(Standby)
        .where(Standby.state == StandbyState.NAMED, Standby.ends_at <= now)
        .order_by(Standby.ends_at)
        .limit(limit)
        .options(*_with_session())
    )
    return db.scalars(query).all()


def use_standby(db: Session, session_id: UUID, interpreter_id: UUID, now: datetime) -> None:
    """Whoever stood by for a session and serves it now, or is asked to, stands by no more."""
    db.execute(
        sa.update(Standby)
        .where(
            Standby.session_id == SessionId(session_id),
            Standby.interpreter_id == InterpreterId(interpreter_id),
            Standby.state == StandbyState.NAMED,
        )
        .values(state=StandbyState.CALLED, ended_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _with_session() -> tuple[ExecutableOption, ...]:
    session = joinedload(Standby.session)
    request = session.joinedload(CounsellingSession.request)
    return (
        session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        request.joinedload(Request.organisation),
        request.joinedload(Request.requester),
        joinedload(Standby.interpreter),
    )
