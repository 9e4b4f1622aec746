"""The job table: written with the action that asks for the job, so it is the outbox too."""

import secrets
import threading
import uuid
from collections.abc import Collection, Sequence
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
# How long the rows of ended jobs are kept: done ones, those whose key must be remembered, dead ones.
KEPT, KEPT_WITH_A_KEY, KEPT_DEAD = timedelta(days=7), timedelta(days=400), timedelta(days=90)


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


@dataclass(frozen=True)
class Wanted:
    """A job that somebody asks for, beside others of its kind."""

    payload: dict[str, Any]
    run_at: datetime
    dedupe_key: str


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


def put_many(db: Session, name: str, jobs: Sequence[Wanted], *, now: datetime) -> None:
    """Add many jobs of one kind, whose keys are new, in one statement."""
    rows = [
        {
            "id": uuid.uuid4(),
            "name": name,
            "payload": job.payload,
            "dedupe_key": job.dedupe_key,
            "created_at": now,
            "run_at": job.run_at,
            "state": JobState.QUEUED,
            "attempts": 0,
        }
        for job in jobs
    ]
    if rows:
        db.execute(sa.insert(JobRow), rows)


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


def hand_back(db: Session, lease: Lease, now: datetime) -> None:
    """Put a job back that was stopped and not tried to its end: the next worker begins it at once."""
    _mine(
        db,
        lease,
        state=JobState.QUEUED,
        run_at=now,
        lease_token=None,
        lease_until=None,
        attempts=lease.attempts - 1,
    )


def forget_done(db: Session, name: str, before: datetime) -> None:
    """Forget the done jobs of a kind whose payload somebody typed; others stay, for their keys count."""
    old = JobRow.finished_at < before
    db.execute(sa.delete(JobRow).where(JobRow.name == name, JobRow.state == JobState.DONE, old))


def forget_finished(db: Session, now: datetime, most: int) -> int:
    """Forget at most so many jobs that ended long ago; how many.

    A key that keeps a thing from being done twice is remembered for longer than its job.
    """
    recurring = sa.or_(JobRow.dedupe_key.is_(None), JobRow.dedupe_key.startswith(JobRow.name + "@"))
    letters = JobRow.dedupe_key.startswith("send:")
    done = JobRow.state == JobState.DONE
    old = sa.or_(
        sa.and_(done, sa.or_(recurring, letters), JobRow.finished_at < now - KEPT),
        sa.and_(done, JobRow.finished_at < now - KEPT_WITH_A_KEY),
        sa.and_(JobRow.state == JobState.DEAD, JobRow.run_at < now - KEPT_DEAD),
    )
    # Done and dead ones alone: written again, because the index begins with the state.
    ended = JobRow.state.in_((JobState.DONE, JobState.DEAD))
    some = sa.select(JobRow.id).where(ended, old).order_by(JobRow.run_at).limit(most)
    gone = sa.delete(JobRow).where(JobRow.id.in_(some))
    result = db.execute(gone.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount


def list_dead(db: Session) -> Sequence[JobRow]:
    """The jobs that were given up, the latest first."""
    query = sa.select(JobRow).where(JobRow.state == JobState.DEAD)
    return db.scalars(query.order_by(JobRow.run_at.desc(), JobRow.id)).all()


def revive(db: Session, job_ids: Collection[uuid.UUID], now: datetime) -> int:
    """Have dead jobs done from the beginning, now; how many there were among these."""
    result = db.execute(
        sa.update(JobRow)
        .where(JobRow.id.in_(job_ids), JobRow.state == JobState.DEAD)
        .values(state=JobState.QUEUED, attempts=0, run_at=now, error=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


def hurry(db: Session, dedupe_key: str, now: datetime) -> bool:
    """Have a job that waits for its next attempt done now; False when there is none."""
    result = db.execute(
        sa.update(JobRow)
        .where(JobRow.dedupe_key == dedupe_key, JobRow.state == JobState.QUEUED)
        .values(run_at=now)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def give_up(
    db: Session, lease: Lease, now: datetime, *, error: str, pause: timedelta | None
) -> JobState:
    """Put a failed job back until a pause is over; without one it is dead."""
    state = JobState.DEAD if pause is None else JobState.QUEUED
    again_at = now + (pause or timedelta(0))
    _mine(db, lease, state=state, run_at=again_at, lease_token=None, lease_until=None, error=error)
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
