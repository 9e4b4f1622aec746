"""What is asked about trials."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.states import RunState
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import PlanRun, PlanTrial


def find(db: Session, trial_id: UUID, *, lock: bool = False) -> PlanTrial | None:
    """One trial; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(PlanTrial).where(PlanTrial.id == trial_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.scalar(query)


def list_of_days(db: Session, first_day: date, last_day: date) -> list[PlanTrial]:
    """The trials of exactly these days, the first asked first."""
    query = (
        sa.select(PlanTrial)
        .where(PlanTrial.first_day == first_day, PlanTrial.last_day == last_day)
        .order_by(PlanTrial.created_at, PlanTrial.is_usual.desc(), PlanTrial.id)
    )
    return list(db.scalars(query))


def newest(db: Session) -> PlanTrial | None:
    """The one asked for last."""
    query = sa.select(PlanTrial).order_by(PlanTrial.created_at.desc(), PlanTrial.id)
    return db.scalar(query.limit(1))


def list_running(db: Session) -> list[PlanTrial]:
    """Those that are being made."""
    return list(db.scalars(sa.select(PlanTrial).where(PlanTrial.state.in_(RUNNING))))


def remove_older(db: Session, than: datetime) -> None:
    """Forget trials asked for before an instant."""
    db.execute(sa.delete(PlanTrial).where(PlanTrial.created_at < than))


def drafts_ahead(db: Session, today: date) -> list[PlanRun]:
    """Drafts that wait to be sent, the next days first: what somebody may want to compare with."""
    query = (
        sa.select(PlanRun)
        .where(PlanRun.state == RunState.DONE, PlanRun.last_day >= today)
        .order_by(PlanRun.first_day, PlanRun.id)
    )
    return list(db.scalars(query))
