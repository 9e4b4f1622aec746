"""What is asked about news that somebody has to be told by telephone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.store.tables import Site
from dispatch.domain.states import BLOCKING
from dispatch.domain.telephone import BOOKING, ToldState
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    TelephoneNews,
    TelephoneNewsCall,
)
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId
from scheduling.store.tables import Request

Condition = sa.ColumnElement[bool]
_SERVING = tuple(BLOCKING)


def _serves(now: datetime | None = None) -> Condition:
    """Whether they serve the session now; with `now`, also whether its details are open to them."""
    found = sa.select(Assignment.id).where(
        Assignment.session_id == TelephoneNews.session_id,
        Assignment.interpreter_id == TelephoneNews.interpreter_id,
        Assignment.state.in_(_SERVING),
    )
    if now is not None:
        found = found.where(
            sa.or_(Assignment.details_from.is_(None), Assignment.details_from <= now)
        )
    return found.correlate(TelephoneNews).exists()


def is_due(now: datetime) -> Condition:
    """Waiting, not over, and true as things stand now.

    A booking holds as long as they serve the session, and is told once its details may be; the rest as
    long as they do not serve it: what a plan has moved may still be taken back.
    """
    is_booking = TelephoneNews.news.in_(BOOKING)
    return sa.and_(
        TelephoneNews.state == ToldState.WAITING,
        TelephoneNews.ends_at > now,
        sa.or_(sa.and_(is_booking, _serves(now)), sa.and_(sa.not_(is_booking), sa.not_(_serves()))),
    )


def _whole() -> tuple[ExecutableOption, ...]:
    session = joinedload(TelephoneNews.session)
    request = session.joinedload(CounsellingSession.request)
    return (
        session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        request.joinedload(Request.organisation),
        request.joinedload(Request.requester),
        joinedload(TelephoneNews.interpreter),
        selectinload(TelephoneNews.calls).joinedload(TelephoneNewsCall.called_by),
    )


def list_due(
    db: Session, now: datetime, *, also: Condition | None = None, limit: int | None = None
) -> Sequence[TelephoneNews]:
    """What has to be told now, the soonest first, with the calls made for it."""
    query = sa.select(TelephoneNews).where(is_due(now)).limit(limit).options(*_whole())
    if also is not None:
        query = query.where(also)
    return db.scalars(query.order_by(TelephoneNews.starts_at, TelephoneNews.id)).all()


def of_session(session_id: SessionId) -> Condition:
    """Those about one session."""
    return TelephoneNews.session_id == session_id


def of_person(interpreter_id: InterpreterId) -> Condition:
    """Those for one person."""
    return TelephoneNews.interpreter_id == interpreter_id


def before(until: datetime) -> Condition:
    """Those about a time up to an instant."""
    return TelephoneNews.starts_at <= until


def find_news(db: Session, news_id: UUID) -> TelephoneNews | None:
    """By id, with everything around it, as it is now."""
    return db.scalar(
        sa.select(TelephoneNews)
        .where(TelephoneNews.id == news_id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    )


def is_due_now(db: Session, news_id: UUID, now: datetime) -> bool:
    """Whether it is still to be told."""
    found = sa.select(TelephoneNews.id).where(TelephoneNews.id == news_id, is_due(now))
    return db.scalar(found) is not None


def list_told(db: Session, since: datetime, now: datetime) -> Sequence[TelephoneNews]:
    """What was told since an instant about sessions that are not over, the latest first."""
    query = sa.select(TelephoneNews).where(
        TelephoneNews.state == ToldState.TOLD,
        TelephoneNews.ended_at >= since,
        TelephoneNews.ends_at > now,
    )
    return db.scalars(query.options(*_whole()).order_by(TelephoneNews.ended_at.desc())).all()


def find_waiting(
    db: Session, session_id: SessionId, interpreter_id: InterpreterId
) -> TelephoneNews | None:
    """What waits to be told to somebody about a session, true at the moment or not."""
    return db.scalar(
        sa.select(TelephoneNews).where(
            TelephoneNews.session_id == session_id,
            TelephoneNews.interpreter_id == interpreter_id,
            TelephoneNews.state == ToldState.WAITING,
        )
    )


def waiting_about(
    db: Session, session_ids: Collection[SessionId]
) -> set[tuple[SessionId, InterpreterId]]:
    """About which of these sessions something waits to be told, and to whom."""
    query = sa.select(TelephoneNews.session_id, TelephoneNews.interpreter_id).where(
        TelephoneNews.session_id.in_(session_ids), TelephoneNews.state == ToldState.WAITING
    )
    return {(row.session_id, row.interpreter_id) for row in db.execute(query)}


def find_served(
    db: Session, session_id: SessionId, interpreter_id: InterpreterId
) -> Assignment | None:
    """The assignment by which somebody serves a session now."""
    return db.scalar(
        sa.select(Assignment)
        .where(
            Assignment.session_id == session_id,
            Assignment.interpreter_id == interpreter_id,
            Assignment.state.in_(_SERVING),
        )
        .limit(1)
    )


def had_booking(db: Session, news: TelephoneNews) -> bool:
    """Whether a booking that had not been told yet was overtaken by this news."""
    earlier = sa.select(TelephoneNews.id).where(
        TelephoneNews.session_id == news.session_id,
        TelephoneNews.interpreter_id == news.interpreter_id,
        TelephoneNews.news.in_(BOOKING),
        TelephoneNews.state == ToldState.OVERTAKEN,
        TelephoneNews.ended_at == news.created_at,
    )
    return bool(db.scalar(sa.select(earlier.exists())))
