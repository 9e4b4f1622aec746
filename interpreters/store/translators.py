"""Every question about who translates."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from interpreters.store.tables import TranslationPair

_ORDER = (TranslationPair.source, TranslationPair.target)


def find(db: Session, pair_id: UUID) -> TranslationPair | None:
    """One pair."""
    return db.get(TranslationPair, pair_id)


def list_of(db: Session, interpreter_id: UUID) -> Sequence[TranslationPair]:
    """The pairs of somebody."""
    return list_of_many(db, [interpreter_id])


def list_of_many(db: Session, ids: Collection[UUID]) -> Sequence[TranslationPair]:
    """The pairs of some people."""
    return db.scalars(
        sa.select(TranslationPair)
        .where(TranslationPair.interpreter_id.in_(ids))
        .order_by(TranslationPair.interpreter_id, *_ORDER)
    ).all()
