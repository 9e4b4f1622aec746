"""Every question that training asks of the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from training.store.tables import ClassMeeting, ClassPlace


def list_places(
    db: Session, interpreters: Collection[UUID], start: datetime, end: datetime
) -> Sequence[tuple[InterpreterId, datetime, datetime]]:
    """Who is in a class between two instants, from when to when."""
    rows = db.execute(
        sa.select(ClassPlace.interpreter_id, ClassMeeting.starts_at, ClassMeeting.ends_at)
        .join(ClassMeeting, ClassMeeting.id == ClassPlace.meeting_id)
        .where(ClassPlace.interpreter_id.in_(interpreters))
        .where(ClassMeeting.starts_at < end, ClassMeeting.ends_at > start)
    )
    return [(row.interpreter_id, row.starts_at, row.ends_at) for row in rows]


def find_meeting(db: Session, title: str, starts_at: datetime) -> ClassMeeting | None:
    """One class of a course."""
    return db.scalar(
        sa.select(ClassMeeting).where(
            ClassMeeting.title == title, ClassMeeting.starts_at == starts_at
        )
    )


def interpreters_by_code(db: Session, codes: Collection[str]) -> dict[str, InterpreterId]:
    """Ids of people by their roster codes."""
    rows = db.execute(
        sa.select(Interpreter.code, Interpreter.id).where(Interpreter.code.in_(codes))
    )
    return {row.code: row.id for row in rows}
