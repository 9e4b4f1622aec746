"""Every question about who translates."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from interpreters.domain.standing import Standing
from interpreters.domain.translators import TextLanguage
from interpreters.store.tables import Interpreter, TranslationPair

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


def list_with_pair(
    db: Session, source: TextLanguage, target: TextLanguage
) -> Sequence[TranslationPair]:
    """The pairs of one direction, each with its person and her restrictions; nobody who has left."""
    return db.scalars(
        sa.select(TranslationPair)
        .join(TranslationPair.interpreter)
        .options(
            contains_eager(TranslationPair.interpreter).selectinload(Interpreter.restrictions),
            contains_eager(TranslationPair.interpreter).options(
                selectinload(Interpreter.languages)
            ),
        )
        .where(
            TranslationPair.source == source,
            TranslationPair.target == target,
            Interpreter.standing != Standing.LEFT,
        )
        .order_by(Interpreter.code)
    ).all()
