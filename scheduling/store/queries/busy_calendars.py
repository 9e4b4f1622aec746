"""Questions about people's other calendars and the times that those take."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.store.busy_calendars import BusyCalendar, BusyTime


def find(db: Session, calendar_id: UUID) -> BusyCalendar | None:
    """By id."""
    return db.get(BusyCalendar, calendar_id)


def lock(db: Session, calendar_id: UUID) -> BusyCalendar | None:
    """By id, for nobody else until the transaction ends."""
    return db.scalar(
        sa.select(BusyCalendar).where(BusyCalendar.id == calendar_id).with_for_update()
    )


def list_of(db: Session, interpreter_id: UUID) -> Sequence[BusyCalendar]:
    """Somebody's calendars, the oldest first."""
    return db.scalars(
        sa.select(BusyCalendar)
        .where(BusyCalendar.interpreter_id == interpreter_id)
        .order_by(BusyCalendar.created_at, BusyCalendar.id)
    ).all()


def list_busy(
    db: Session, interpreters: Collection[UUID], span: Span
) -> Mapping[InterpreterId, list[Span]]:
    """When these people are busy by their other calendars within a span."""
    rows = db.execute(
        sa.select(BusyTime.interpreter_id, BusyTime.starts_at, BusyTime.ends_at)
        .join(BusyCalendar, BusyCalendar.id == BusyTime.calendar_id)
        .where(
            BusyTime.interpreter_id.in_(interpreters),
            BusyTime.ends_at > span.start,
            BusyTime.starts_at < span.end,
            BusyCalendar.confirmed_at.is_not(None),
        )
        .order_by(BusyTime.starts_at)
    )
    found: dict[InterpreterId, list[Span]] = defaultdict(list)
    for row in rows:
        found[row.interpreter_id].append(Span(row.starts_at, row.ends_at))
    return found


def list_spans(db: Session, calendar_id: UUID, after: datetime) -> list[Span]:
    """The times of one calendar that are not over, in order, confirmed or not."""
    rows = db.execute(
        sa.select(BusyTime.starts_at, BusyTime.ends_at)
        .where(BusyTime.calendar_id == calendar_id, BusyTime.ends_at > after)
        .order_by(BusyTime.starts_at)
    )
    return [Span(row.starts_at, row.ends_at) for row in rows]


def list_due(db: Session, now: datetime, most: int) -> Sequence[UUID]:
    """Confirmed calendars whose addresses are to be read, the longest due first."""
    return db.scalars(
        sa.select(BusyCalendar.id)
        .where(BusyCalendar.next_at <= now, BusyCalendar.confirmed_at.is_not(None))
        .order_by(BusyCalendar.next_at)
        .limit(most)
    ).all()


def forget(db: Session, *, looked_at_before: datetime, ended_before: datetime) -> None:
    """Forget calendars that were looked at and never confirmed, and times that are over."""
    waiting = sa.select(BusyCalendar.id).where(
        BusyCalendar.confirmed_at.is_(None), BusyCalendar.created_at < looked_at_before
    )
    db.execute(sa.delete(BusyTime).where(BusyTime.calendar_id.in_(waiting)))
    db.execute(sa.delete(BusyCalendar).where(BusyCalendar.id.in_(waiting)))
    db.execute(sa.delete(BusyTime).where(BusyTime.ends_at < ended_before))
