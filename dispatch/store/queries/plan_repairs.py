"""What repairs ask of the database: promises of a day, and runs that fill gaps again."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from dispatch.domain.states import BLOCKING, OPEN_OFFERS, ChangeKind, RunKind, RunState
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    PlanRun,
)

QUEUEING = 7_002


def is_first() -> sa.ColumnElement[bool]:
    """The condition that a run stands alone, or has the fewest changes of those to choose from."""
    return sa.or_(PlanRun.rank.is_(None), PlanRun.rank == 1)


def count_choices(db: Session, groups: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Of how many ready repairs one may be chosen, by group."""
    query = (
        sa.select(PlanRun.group_id, sa.func.count(PlanRun.id))
        .where(PlanRun.group_id.in_(groups), PlanRun.state == RunState.DONE)
        .group_by(PlanRun.group_id)
    )
    return {group: ready for group, ready in db.execute(query) if group is not None}


def choices_seen(db: Session, run: PlanRun) -> Sequence[PlanRun]:
    """The repairs that stand beside each other, in their order, without the engine's own large files."""
    same = PlanRun.id == run.id if run.group_id is None else PlanRun.group_id == run.group_id
    query = (
        sa.select(PlanRun)
        .where(same)
        .order_by(PlanRun.rank)
        .options(defer(PlanRun.problem), defer(PlanRun.plan))
    )
    return db.scalars(query).all()


def lock_queue(db: Session) -> None:
    """Let one repair at a time be queued; SQLite's writing transactions are alone anyway.

    Taken last, after the rows of sessions and people, and not the lock of publishing: sending
    takes that one first.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(QUEUEING)))


def queued_over(db: Session, first_day: date, last_day: date) -> Sequence[PlanRun]:
    """Runs over any of these days that nobody has begun to make, locked, oldest first."""
    query = (
        sa.select(PlanRun)
        .where(PlanRun.state == RunState.QUEUED, PlanRun.stop_asked.is_(False))
        .where(PlanRun.first_day <= last_day, PlanRun.last_day >= first_day)
        .order_by(PlanRun.created_at, PlanRun.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.scalars(query).all()


def count_stale(db: Session, first_day: date, last_day: date, since: datetime) -> int:
    """How many repairs of some days, asked for by nobody, the situation has overtaken since an instant."""
    query = sa.select(sa.func.count(PlanRun.id)).where(
        PlanRun.kind == RunKind.REPAIR,
        PlanRun.state == RunState.STALE,
        PlanRun.requested_by.is_(None),
        PlanRun.created_at >= since,
        PlanRun.first_day <= last_day,
        PlanRun.last_day >= first_day,
    )
    return db.scalars(query).one()


def ready_repairs(db: Session, from_day: date) -> Sequence[PlanRun]:
    """Repairs that wait for a person's review and change something, the first of each group, first days first."""
    changes = sa.select(DraftAssignment.id).where(
        DraftAssignment.run_id == PlanRun.id, DraftAssignment.kind != ChangeKind.KEPT
    )
    query = (
        sa.select(PlanRun)
        .where(PlanRun.kind == RunKind.REPAIR, PlanRun.state == RunState.DONE)
        .where(PlanRun.last_day >= from_day, changes.exists(), is_first())
        .order_by(PlanRun.first_day, PlanRun.created_at)
        .options(defer(PlanRun.problem), defer(PlanRun.plan))
    )
    return db.scalars(query).all()


def has_promises(db: Session, day: date) -> bool:
    """Whether anybody has been asked or confirmed for a session of a day."""
    of_day = CounsellingSession.day == day
    bound = sa.select(Assignment.id).join(CounsellingSession).where(of_day)
    asked = sa.select(Offer.id).join(CounsellingSession).where(of_day)
    return bool(
        db.scalar(
            sa.select(
                sa.or_(
                    bound.where(Assignment.state.in_(BLOCKING)).exists(),
                    asked.where(Offer.state.in_(OPEN_OFFERS)).exists(),
                )
            )
        )
    )
