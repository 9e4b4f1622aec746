"""Reminders that were written, so that each is written once."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.domain.ids import AssignmentId
from dispatch.domain.reminders import ReminderFor, ReminderKind
from foundation.database.base import Base, stored_enum


class Reminder(Base):
    """A reminder that was written to one of two for an assignment at its time; moved, it is due once more."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint(
            "assignment_id", "kind", "reader", "starts_at", name="uq_reminder_once"
        ),
        sa.Index("ix_reminder_starts_at", "starts_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    assignment_id: Mapped[AssignmentId] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="CASCADE")
    )
    kind: Mapped[ReminderKind] = mapped_column(stored_enum(ReminderKind))
    reader: Mapped[ReminderFor] = mapped_column(stored_enum(ReminderFor))
    starts_at: Mapped[datetime]
    created_at: Mapped[datetime]
