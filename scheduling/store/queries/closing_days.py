"""Questions about closing days."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduling.store.tables import ClosingDay


def list_days(db: Session) -> Sequence[ClosingDay]:
    """All of them, in order."""
    return db.scalars(sa.select(ClosingDay).order_by(ClosingDay.day)).all()


def find_day(db: Session, day: date) -> ClosingDay | None:
    """The entry of a day."""
    return db.scalar(sa.select(ClosingDay).where(ClosingDay.day == day).with_for_update())
