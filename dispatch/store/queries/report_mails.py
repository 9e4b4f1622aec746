"""Questions about reports by mail."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.report_mails import ReportRhythm
from dispatch.store.tables import ReportMail, ReportSubscription


def list_subscriptions(db: Session) -> Sequence[ReportSubscription]:
    """Everybody who receives reports, by name."""
    return db.scalars(_shown().order_by(User.full_name, ReportSubscription.rhythm)).all()


def find(db: Session, subscription_id: uuid.UUID) -> ReportSubscription | None:
    """By its id."""
    return db.scalars(_shown().where(ReportSubscription.id == subscription_id)).one_or_none()


def _shown() -> sa.Select[ReportSubscription]:
    return (
        sa.select(ReportSubscription)
        .join(ReportSubscription.user)
        .options(
            joinedload(ReportSubscription.user).selectinload(User.memberships),
            joinedload(ReportSubscription.organisation),
        )
    )


def last_written(
    db: Session, user_ids: Collection[UserId]
) -> Mapping[tuple[UserId, ReportRhythm], datetime]:
    """When each of them was last written to."""
    query = (
        sa.select(ReportMail.user_id, ReportMail.rhythm, sa.func.max(ReportMail.written_at))
        .where(ReportMail.user_id.in_(user_ids))
        .group_by(ReportMail.user_id, ReportMail.rhythm)
    )
    return {(user_id, rhythm): at for user_id, rhythm, at in db.execute(query)}


def subscribe(db: Session, **values: Any) -> uuid.UUID | None:
    """Note that somebody receives reports; None when they do so already, whoever was faster."""
    return _insert_once(db, ReportSubscription, ("user_id", "rhythm"), values)


def claim(
    db: Session, user_id: UserId, rhythm: ReportRhythm, first_day: date, now: datetime
) -> bool:
    """Note that somebody is written to about a period; False when that was noted before."""
    values = {"user_id": user_id, "rhythm": rhythm, "first_day": first_day, "written_at": now}
    return _insert_once(db, ReportMail, ("user_id", "rhythm", "first_day"), values) is not None


def _insert_once(
    db: Session,
    table: type[ReportMail] | type[ReportSubscription],
    key: Sequence[str],
    values: Mapping[str, Any],
) -> uuid.UUID | None:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(table)
        .values(id=uuid.uuid4(), **values)
        .on_conflict_do_nothing(index_elements=list(key))
        .returning(table.id)
    )
    return db.scalar(statement)


def remove(db: Session, subscription_id: uuid.UUID) -> bool:
    """Take somebody off; False when that was done already."""
    statement = sa.delete(ReportSubscription).where(ReportSubscription.id == subscription_id)
    return db.execute(statement.returning(ReportSubscription.id)).first() is not None
