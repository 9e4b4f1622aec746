"""What is asked about past periods played by other rules."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import SandboxRun


def find(db: Session, run_id: UUID, *, lock: bool = False) -> SandboxRun | None:
    """One of them; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(SandboxRun).where(SandboxRun.id == run_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.scalar(query)


def list_all(db: Session) -> Sequence[SandboxRun]:
    """All of them, the newest first."""
    return db.scalars(
        sa.select(SandboxRun).order_by(SandboxRun.created_at.desc(), SandboxRun.id)
    ).all()


def list_by_ids(db: Session, ids: Collection[UUID]) -> Sequence[SandboxRun]:
    """Some of them, the oldest first."""
    return db.scalars(
        sa.select(SandboxRun)
        .where(SandboxRun.id.in_(ids))
        .order_by(SandboxRun.created_at, SandboxRun.id)
    ).all()


def list_running(db: Session) -> Sequence[SandboxRun]:
    """Those that are being made."""
    return db.scalars(sa.select(SandboxRun).where(SandboxRun.state.in_(RUNNING))).all()


def count(db: Session) -> int:
    """How many are kept."""
    return db.scalar(sa.select(sa.func.count()).select_from(SandboxRun)) or 0
