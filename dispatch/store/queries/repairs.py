"""What the choice of a repair and the page of a run ask of the database: gaps, whose session fell away, downgrades."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.ids import RunId
from dispatch.domain.states import BLOCKING, OPEN_OFFERS, TAKES_TIME, AssignmentState
from dispatch.store.tables import Assignment, CounsellingSession, DraftAssignment, Offer
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


def count_other_language(db: Session, run_id: RunId) -> int:
    """How many slots of a draft are served in another language than the one asked for."""
    query = sa.select(sa.func.count(DraftAssignment.id)).where(
        DraftAssignment.run_id == run_id,
        DraftAssignment.interpreter_id.is_not(None),
        DraftAssignment.other_language.is_not(None),
        sa.not_(DraftAssignment.left_out),
    )
    return db.scalars(query).one()


def count_lower_level(db: Session, first: date, last: date) -> int:
    """How many slots of some days somebody certified one level lower serves or is asked for."""
    slots = [
        sa.select(table.session_id, table.slot_no)
        .join(CounsellingSession, CounsellingSession.id == table.session_id)
        .where(CounsellingSession.day.between(first, last), table.lower_level, condition)
        for table, condition in (
            (Assignment, Assignment.state.in_(TAKES_TIME)),
            (Offer, Offer.state.in_(OPEN_OFFERS)),
        )
    ]
    return db.scalars(sa.select(sa.func.count()).select_from(sa.union(*slots).subquery())).one()
