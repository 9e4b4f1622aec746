"""Other calendars of people, and the times that those take."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.calendars.faults import CalendarFault
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId


class BusyCalendar(Base):
    """A calendar of somebody's that blocks time: a file that was read once, or an address that is read again.

    Until `confirmed_at` it is only looked at and blocks nothing. What its entries are called is never kept.
    """

    __tablename__ = "busy_calendar"
    __table_args__ = (
        sa.CheckConstraint("(fault IS NULL) = (failures = 0)", name="fault_with_failures"),
        sa.CheckConstraint("failures >= 0", name="failures_not_negative"),
        sa.CheckConstraint(
            "(encrypted_address = '') = (next_at IS NULL)", name="an_address_is_read_again"
        ),
        sa.Index("ix_busy_calendar_next_at", "next_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(60))
    # of one that is subscribed: it is secret, only its host is shown
    encrypted_address: Mapped[str] = mapped_column(sa.Text, default="")
    host: Mapped[str] = mapped_column(sa.String(255), default="")
    # what the address called its content when it was last read (ETag)
    mark: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    # when it was last heard that what is stored holds, and when it was last read as a whole
    heard_at: Mapped[datetime]
    read_at: Mapped[datetime]
    # the last day whose times are stored
    last_day: Mapped[date]
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    failures: Mapped[int] = mapped_column(default=0)
    fault: Mapped[CalendarFault | None] = mapped_column(stored_enum(CalendarFault), default=None)
    detail: Mapped[str] = mapped_column(sa.String(60), default="")


class BusyTime(Base):
    """Time in which somebody is busy by one of their other calendars."""

    __tablename__ = "busy_time"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.Index("ix_busy_time_interpreter_id_ends_at", "interpreter_id", "ends_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    calendar_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("busy_calendar.id", ondelete="CASCADE"), index=True
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE")
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
