"""What is asked about the names of documents."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from training.domain.names import NameStatus
from training.store.tables import Learner, NameEntry

_HOLDER = (
    joinedload(NameEntry.learner).joinedload(Learner.user),
    joinedload(NameEntry.learner).joinedload(Learner.interpreter),
)


def find(db: Session, entry_id: UUID, *, lock: bool = False) -> NameEntry | None:
    """An entry with its person, locked until the transaction ends with `lock`."""
    query = sa.select(NameEntry).where(NameEntry.id == entry_id).options(*_HOLDER)
    if lock:
        query = query.with_for_update(of=NameEntry)
    return db.scalar(query.execution_options(populate_existing=lock))


def waiting_of(db: Session, learner_id: UUID) -> NameEntry | None:
    """What somebody entered and nobody has looked at."""
    return db.scalar(
        sa.select(NameEntry).where(
            NameEntry.learner_id == learner_id, NameEntry.status == NameStatus.ENTERED
        )
    )


def last_decided(db: Session, learner_id: UUID) -> NameEntry | None:
    """The last entry of somebody that was checked or not accepted."""
    return db.scalar(
        sa.select(NameEntry)
        .where(NameEntry.learner_id == learner_id, NameEntry.status != NameStatus.ENTERED)
        .order_by(NameEntry.decided_at.desc(), NameEntry.id)
        .limit(1)
    )


def list_waiting(db: Session) -> Sequence[NameEntry]:
    """Entries that nobody has looked at, the oldest first."""
    return db.scalars(
        sa.select(NameEntry)
        .where(NameEntry.status == NameStatus.ENTERED)
        .options(*_HOLDER)
        .order_by(NameEntry.entered_at, NameEntry.id)
    ).all()
