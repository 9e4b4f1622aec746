"""Time off that was taken back, for as long as calendars have to be told."""

import uuid
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base
from interpreters.domain.ids import InterpreterId


class TimeOffTakenBack(Base):
    """Time off that was taken back, under the id that it had: calendars that read it are told so for some weeks."""

    __tablename__ = "time_off_taken_back"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), index=True
    )
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    reason: Mapped[str] = mapped_column(sa.String(20))
    taken_back_at: Mapped[datetime] = mapped_column(index=True)
