"""Class times that block the calendars of those who attend or teach."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base
from interpreters.domain.ids import InterpreterId


class ClassMeeting(Base):
    """One class of a course, from `starts_at` to `ends_at`."""

    __tablename__ = "class_meeting"
    __table_args__ = (
        sa.UniqueConstraint("title", "starts_at"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    title: Mapped[str] = mapped_column(sa.String(120))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]


class ClassPlace(Base):
    """Somebody of the roster who is in a class."""

    __tablename__ = "class_place"

    meeting_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("class_meeting.id", ondelete="CASCADE"), primary_key=True
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), primary_key=True, index=True
    )
