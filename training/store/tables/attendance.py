"""Attendance: marks are added, never changed; the last of a person in a class is the one that counts."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import append_only, register
from training.domain.attendance import MarkSource, Presence


class AttendanceMark(Base):
    """How many minutes somebody was in a class, by whom it was noted.

    `number` counts the marks of one person in one class; a provisional mark (a QR check-in) does
    not count until a further mark confirms it. A withdrawn one says that the place is empty again.
    After the class is locked a mark needs a reason.
    """

    __tablename__ = "attendance_mark"
    __table_args__ = (
        sa.Index("uq_attendance_mark_number", "meeting_id", "enrolment_id", "number", unique=True),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes_in_a_day"),
        sa.CheckConstraint("NOT withdrawn OR minutes = 0", name="withdrawn_has_no_minutes"),
        sa.CheckConstraint("number >= 1", name="marks_count_from_one"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    meeting_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_meeting.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    number: Mapped[int]
    presence: Mapped[Presence] = mapped_column(stored_enum(Presence))
    minutes: Mapped[int]
    source: Mapped[MarkSource] = mapped_column(stored_enum(MarkSource))
    provisional: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)


register(append_only("attendance_mark"))
