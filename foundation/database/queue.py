"""The job table: written with the action that asks for the job, so it is the outbox too."""

import secrets
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.database.base import Base, stored_enum

# Set after a commit that asked for a job, so that a waiting worker thread of this process looks at once.
WAKE = threading.Event()


class JobState(StrEnum):
    """Where a job stands; `dead` means it failed too often and a person must look."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class JobRow(Base):
    """One piece of background work and the lease of whoever does it."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_ready", "state", "run_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    name: Mapped[str] = mapped_column(sa.String(80))
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True, default=None)
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    state: Mapped[JobState] = mapped_column(stored_enum(JobState), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(sa.Text, default=None)


@dataclass(frozen=True)
class Lease:
    """A job that this worker has taken, until the lease runs out."""

    job_id: uuid.UUID
    name: str
    payload: dict[str, Any]
    attempts: int
    token: str


def put(
    db: Session,
    name: str,
    payload: dict[str, Any],
    *,
    run_at: datetime,
    now: datetime,
    dedupe_key: str | None = None,
) -> uuid.UUID | None:
    """Add a job in the caller's transaction; None when one with this key was added before."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(JobRow)
        .values(
            id=uuid.uuid4(),
            name=name,
            payload=payload,
            dedupe_key=dedupe_key,
            created_at=now,
            run_at=run_at,
            state=JobState.QUEUED,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(JobRow.id)
    )
    return db.scalar(statement)


def claim(db: Session, now: datetime, lease_seconds: int) -> Lease | None:
    """Take the next job that is due, or one whose worker has gone silent."""
    due = sa.or_(
        sa.and_(JobRow.state == JobState.QUEUED, JobRow.run_at <= now),
        sa.and_(JobRow.state == JobState.RUNNING, JobRow.lease_until < now),
    )
    first = sa.select(JobRow.id).where(due).order_by(JobRow.run_at, JobRow.id).limit(1)
    if db.get_bind().dialect.name == "postgresql":
        first = first.with_for_update(skip_locked=True)
    token = secrets.token_hex(16)
    row = db.execute(
        sa.update(JobRow)
        .where(JobRow.id == first.scalar_subquery())
        .values(
            state=JobState.RUNNING,
            attempts=JobRow.attempts + 1,
            lease_token=token,
            lease_until=now + timedelta(seconds=lease_seconds),
        )
        .returning(JobRow.id, JobRow.name, JobRow.payload, JobRow.attempts)
        .execution_options(synchronize_session=False)
    ).first()
    return None if row is None else Lease(row.id, row.name, row.payload, row.attempts, token)


def renew(db: Session, lease: Lease, now: datetime, lease_seconds: int) -> bool:
    """Say that the worker is alive; False when somebody else has taken the job over."""
    return _mine(db, lease, lease_until=now + timedelta(seconds=lease_seconds))


def finish(db: Session, lease: Lease, now: datetime) -> bool:
    """Mark the job done, in the same transaction as its effects; False when the lease was lost."""
    return _mine(db, lease, state=JobState.DONE, finished_at=now, lease_until=None)


def forget_done(db: Session, name: str, before: datetime) -> None:
    """Forget the done jobs of a kind whose payload somebody typed; others stay, for their keys count."""
    old = JobRow.finished_at < before
    db.execute(sa.delete(JobRow).where(JobRow.name == name, JobRow.state == JobState.DONE, old))


def give_up(
    db: Session, lease: Lease, now: datetime, *, error: str, attempts_allowed: int
) -> JobState:
    """Put a failed job back with growing pauses, or declare it dead."""
    dead = lease.attempts >= attempts_allowed
    state = JobState.DEAD if dead else JobState.QUEUED
    pause = timedelta(seconds=min(600, 2**lease.attempts))
    _mine(
        db, lease, state=state, run_at=now + pause, lease_token=None, lease_until=None, error=error
    )
    return state


def _mine(db: Session, lease: Lease, **values: object) -> bool:
    result = db.execute(
        sa.update(JobRow)
        .where(JobRow.id == lease.job_id, JobRow.lease_token == lease.token)
        .where(JobRow.state == JobState.RUNNING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
