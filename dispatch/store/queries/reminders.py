"""What is asked about reminders."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dispatch.domain.reminders import ReminderFor, ReminderKind
from dispatch.domain.states import BLOCKING
from dispatch.store.queries.assignments import with_session
from dispatch.store.tables import Assignment
from dispatch.store.tables.reminders import Reminder


def list_not_reminded(
    db: Session,
    kind: ReminderKind,
    *,
    after: datetime,
    until: datetime,
    made_before: datetime,
    limit: int,
) -> Sequence[Assignment]:
    """Those who have a session that begins in a span, and were not reminded of it at its time; the soonest first.

    Whoever was bound later than `made_before` has just heard of it. They are locked, so that none ends before its
    reminder is there to be kept back; those that are ending in this moment are passed over.
    """
    reminded = sa.exists().where(
        Reminder.assignment_id == Assignment.id,
        Reminder.kind == kind,
        Reminder.reader == ReminderFor.INTERPRETER,
        Reminder.starts_at == Assignment.starts_at,
    )
    query = (
        sa.select(Assignment)
        .where(
            Assignment.state.in_(BLOCKING),
            Assignment.starts_at > after,
            Assignment.starts_at <= until,
            Assignment.created_at <= made_before,
            ~reminded,
        )
        .order_by(Assignment.starts_at, Assignment.id)
        .limit(limit)
        .with_for_update(of=Assignment, skip_locked=True)
        .options(*with_session())
    )
    return db.scalars(query).all()


def claim(
    db: Session,
    assignment: Assignment,
    kind: ReminderKind,
    reader: ReminderFor,
    now: datetime,
) -> bool:
    """Note that somebody is reminded now; False when that was noted before, by whoever was faster."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Reminder)
        .values(
            id=uuid.uuid4(),
            assignment_id=assignment.id,
            kind=kind,
            reader=reader,
            starts_at=assignment.starts_at,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["assignment_id", "kind", "reader", "starts_at"])
        .returning(Reminder.id)
    )
    return db.scalar(statement) is not None


def forget_before(db: Session, before: datetime) -> None:
    """Forget reminders of sessions long past."""
    db.execute(sa.delete(Reminder).where(Reminder.starts_at < before))
