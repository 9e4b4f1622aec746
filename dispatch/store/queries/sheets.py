"""What is asked about the sheets of days."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, defer, joinedload

from accounts.domain.ids import OrganisationId
from dispatch.store.tables import DaySheet, Interpreter
from interpreters.domain.ids import InterpreterId

# So many are listed.
LISTED = 60


def list_kept(db: Session, organisations: Collection[UUID] | None) -> Sequence[DaySheet]:
    """Sheets that are kept, of some organisations or all, the newest first, without their pages."""
    query = (
        sa.select(DaySheet)
        .order_by(DaySheet.made_at.desc(), DaySheet.id)
        .limit(LISTED)
        .options(defer(DaySheet.encrypted_pdf), joinedload(DaySheet.organisation))
    )
    if organisations is not None:
        query = query.where(
            DaySheet.organisation_id.in_([OrganisationId(o) for o in organisations])
        )
    return db.scalars(query).all()


def find(db: Session, sheet_id: UUID) -> DaySheet | None:
    """By id, with its pages."""
    return db.get(DaySheet, sheet_id)


def forget(db: Session, before: date) -> int:
    """Remove the sheets of days before one; how many."""
    result = db.execute(sa.delete(DaySheet).where(DaySheet.day < before))
    return cast("CursorResult[object]", result).rowcount


def people(db: Session, ids: Collection[InterpreterId]) -> Mapping[InterpreterId, Interpreter]:
    """People on the roster, by id."""
    found = db.scalars(sa.select(Interpreter).where(Interpreter.id.in_(ids)))
    return {row.id: row for row in found}
