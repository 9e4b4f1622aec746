"""What the choice of a repair asks of the database: gaps of today, and whose session fell away."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.states import BLOCKING, OPEN_OFFERS, AssignmentState
from dispatch.store.tables import Assignment, CounsellingSession, Offer
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE, RequestState
from scheduling.store.tables import Request


def short_between(db: Session, first: date, last: date, now: datetime) -> set[SessionId]:
    """Sessions of some days that can still begin and have a slot that nobody has or is asked for."""
    within = CounsellingSession.day.between(first, last)
    taken = sa.union(
        sa.select(Assignment.session_id, Assignment.slot_no)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(within, Assignment.state.in_(BLOCKING)),
        sa.select(Offer.session_id, Offer.slot_no)
        .join(CounsellingSession, CounsellingSession.id == Offer.session_id)
        .where(within, Offer.state.in_(OPEN_OFFERS)),
    ).subquery()
    filled = (
        sa.select(taken.c.session_id, sa.func.count().label("slots"))
        .group_by(taken.c.session_id)
        .subquery()
    )
    query = (
        sa.select(CounsellingSession.id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .outerjoin(filled, filled.c.session_id == CounsellingSession.id)
        .where(
            within,
            CounsellingSession.state.in_(LIVE),
            CounsellingSession.latest_start_at > now,
            Request.state == RequestState.APPROVED,
            sa.func.coalesce(filled.c.slots, 0) < Request.team,
        )
    )
    return set(db.scalars(query))


def freed_late(db: Session, first: date, last: date, now: datetime) -> Sequence[Assignment]:
    """Assignments still ahead, on some days, that ended because their session was cancelled late.

    Each with its session and request; whoever lost several comes with the last one that was cancelled.
    """
    query = (
        sa.select(Assignment)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(
            CounsellingSession.day.between(first, last),
            CounsellingSession.cancelled_late,
            CounsellingSession.starts_at > now,
            Assignment.state == AssignmentState.CANCELLED,
        )
        .options(joinedload(Assignment.session).joinedload(CounsellingSession.request))
        .order_by(Assignment.ended_at)
    )
    found = {row.interpreter_id: row for row in db.scalars(query)}
    return list(found.values())


def people_freed_late(
    db: Session, first: date, last: date, now: datetime
) -> Collection[InterpreterId]:
    """Whose sessions these were."""
    return frozenset(row.interpreter_id for row in freed_late(db, first, last, now))
