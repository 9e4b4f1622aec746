"""What is asked for the watch over urgent requests and calls on demand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.helpline import CallEnd
from dispatch.store.queries.now import Conditions, unserved_urgent
from dispatch.store.tables import Assignment, HelplineCall, UrgentWatch
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession, Request

_FAILED = (CallEnd.NOBODY_ON_DUTY, CallEnd.REFUSED, CallEnd.NOBODY_ANSWERED)
# Calls that failed longer ago are in the list of calls, and nobody waits for them any more.
_OPEN_TAKEN = UrgentWatch.taken_at.is_not(None)


def list_rows(db: Session, session_ids: Collection[UUID]) -> Mapping[SessionId, UrgentWatch]:
    """What is kept of some sessions, by session, with who has taken them."""
    rows = db.scalars(
        sa.select(UrgentWatch)
        .where(UrgentWatch.session_id.in_(session_ids))
        .options(joinedload(UrgentWatch.taken_by))
    )
    return {row.session_id: row for row in rows}


def lock_row(db: Session, session_id: UUID) -> UrgentWatch | None:
    """What is kept of a session, locked until the end of the transaction."""
    return db.scalar(
        sa.select(UrgentWatch)
        .where(UrgentWatch.session_id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_calls(db: Session, failed_since: datetime) -> Sequence[HelplineCall]:
    """Calls that wait for a yes, and those that nobody has answered since an instant; the oldest first."""
    session = joinedload(HelplineCall.session)
    return db.scalars(
        sa.select(HelplineCall)
        .where(waiting_call(failed_since))
        .order_by(HelplineCall.opened_at, HelplineCall.id)
        .options(
            session.joinedload(CounsellingSession.request).joinedload(Request.organisation),
            session.joinedload(CounsellingSession.site),
        )
    ).all()


def waiting_call(failed_since: datetime) -> Conditions:
    """Not answered: still open, or failed since an instant and taken by nobody."""
    taken = (
        sa.select(UrgentWatch.session_id)
        .where(UrgentWatch.session_id == HelplineCall.session_id, _OPEN_TAKEN)
        .exists()
    )
    is_open = sa.and_(HelplineCall.ended_at.is_(None), HelplineCall.connected_at.is_(None))
    has_failed = sa.and_(
        HelplineCall.opened_at >= failed_since, HelplineCall.ending.in_(_FAILED), sa.not_(taken)
    )
    return sa.or_(is_open, has_failed)


def waiting_calls(failed_since: datetime) -> sa.ScalarSelect[int]:
    """How many calls wait, as a part of a statement."""
    return (
        sa.select(sa.func.count(HelplineCall.id))
        .where(waiting_call(failed_since))
        .scalar_subquery()
    )


def last_freed(db: Session, session_ids: Collection[UUID]) -> Mapping[SessionId, datetime]:
    """When somebody who had one of these sessions lost it last."""
    query = (
        sa.select(Assignment.session_id, sa.func.max(Assignment.ended_at))
        .where(Assignment.session_id.in_(session_ids), Assignment.ended_at.is_not(None))
        .group_by(Assignment.session_id)
    )
    return {who: at for who, at in db.execute(query) if at is not None}


def forget_served(db: Session, waiting: Collection[UUID], before: datetime) -> None:
    """Drop what is kept of urgent sessions that wait no longer; of calls it stays for a while."""
    of_call = sa.select(HelplineCall.session_id).where(
        HelplineCall.session_id == UrgentWatch.session_id, HelplineCall.opened_at >= before
    )
    db.execute(
        sa.delete(UrgentWatch)
        .where(UrgentWatch.session_id.not_in(waiting), sa.not_(of_call.exists()))
        .execution_options(synchronize_session=False)
    )


def count_untaken(
    db: Session,
    now: datetime,
    urgent_until: datetime,
    *,
    failed_since: datetime,
    taken_since: datetime,
) -> tuple[int, int]:
    """In one statement: how many urgent sessions and how many calls wait without anybody who has taken them."""
    taken = (
        sa.select(UrgentWatch.session_id)
        .where(UrgentWatch.session_id == CounsellingSession.id, UrgentWatch.taken_at > taken_since)
        .correlate(CounsellingSession)
        .exists()
    )
    urgent = (
        sa.select(sa.func.count())
        .select_from(CounsellingSession)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(unserved_urgent(now, urgent_until), sa.not_(taken))
        .scalar_subquery()
    )
    answered = (
        sa.select(UrgentWatch.session_id)
        .where(UrgentWatch.session_id == HelplineCall.session_id, _OPEN_TAKEN)
        .exists()
    )
    calls = (
        sa.select(sa.func.count(HelplineCall.id))
        .where(waiting_call(failed_since), sa.not_(answered))
        .scalar_subquery()
    )
    row = db.execute(sa.select(urgent, calls)).one()
    return row[0], row[1]
