"""What the page of the audit trail asks about the roster."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foundation.database.searching import holds
from interpreters.store.tables import Interpreter


def names(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of people on the roster."""
    query = sa.select(Interpreter.id, Interpreter.full_name).where(Interpreter.id.in_(ids))
    return {row.id: row.full_name for row in db.execute(query)}


def called(db: Session, text: str) -> set[UUID]:
    """People whose name holds a text, or whose code it is."""
    named = holds(Interpreter.full_name, text)
    query = sa.select(Interpreter.id).where(named | (Interpreter.code == text))
    return set(db.scalars(query))
