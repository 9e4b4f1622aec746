"""Cohorts with their quotas, their class meetings, and who of the roster is in one."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, SiteId, UserId
from accounts.store.tables import Organisation, Site
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from training.domain.courses import CohortStatus, MeetingStatus
from training.store.tables.courses import CourseVersion


class Cohort(Base):
    """One run of a course: who hosts it, where, for how many, when one may apply."""

    __tablename__ = "cohort"
    __table_args__ = (
        sa.UniqueConstraint("course_version_id", "number"),
        sa.CheckConstraint("capacity > 0", name="has_seats"),
        sa.CheckConstraint("minimum >= 0 AND minimum <= capacity", name="minimum_within_capacity"),
        sa.CheckConstraint("opens_at < closes_at", name="window_ends_after_it_starts"),
        sa.CheckConstraint("cutoff_hours >= 0", name="cutoff_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    course_version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_version.id"))
    number: Mapped[int]
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    city: Mapped[str] = mapped_column(sa.String(20))
    site_id: Mapped[SiteId | None] = mapped_column(sa.ForeignKey("site.id"), default=None)
    online: Mapped[bool] = mapped_column(default=False)
    screening: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    cutoff_hours: Mapped[int] = mapped_column(default=24)
    offer_hours: Mapped[int] = mapped_column(default=24)
    status: Mapped[CohortStatus] = mapped_column(
        stored_enum(CohortStatus), default=CohortStatus.DRAFT, index=True
    )
    cancelled_because: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    version_row: Mapped[int] = mapped_column("row_version", init=False)
    version: Mapped[CourseVersion] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    site: Mapped[Site | None] = relationship(lazy="raise", init=False)
    quotas: Mapped[list["LanguageQuota"]] = relationship(
        lazy="raise", init=False, cascade="all, delete-orphan"
    )
    meetings: Mapped[list["ClassMeeting"]] = relationship(
        lazy="raise", init=False, order_by="ClassMeeting.starts_at", back_populates="cohort"
    )

    __mapper_args__ = {"version_id_col": version_row}  # noqa: RUF012  as SQLAlchemy declares it


class LanguageQuota(Base):
    """At most so many of a cohort's seats go to speakers of one language."""

    __tablename__ = "language_quota"
    __table_args__ = (sa.CheckConstraint("seats >= 0", name="seats_not_negative"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[Language] = mapped_column(stored_enum(Language), primary_key=True)
    seats: Mapped[int]


class ClassMeeting(Base):
    """One class, from `starts_at` to `ends_at`; without a cohort it is held by somebody else.

    `sequence` counts its changes, so that a calendar that has an older one replaces it.
    `checkin_key` is the secret from which the rotating check-in tokens are made.
    """

    __tablename__ = "class_meeting"
    __table_args__ = (
        sa.Index(
            "uq_class_meeting_elsewhere",
            "title",
            "starts_at",
            unique=True,
            sqlite_where=sa.text("cohort_id IS NULL"),
            postgresql_where=sa.text("cohort_id IS NULL"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("planned_minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("cohort.id"), index=True, default=None
    )
    title: Mapped[str] = mapped_column(sa.String(120))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    planned_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    trainer_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), index=True, default=None
    )
    site_id: Mapped[SiteId | None] = mapped_column(sa.ForeignKey("site.id"), default=None)
    room: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    link: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    status: Mapped[MeetingStatus] = mapped_column(
        stored_enum(MeetingStatus), default=MeetingStatus.PLANNED, server_default="planned"
    )
    locked_at: Mapped[datetime | None] = mapped_column(default=None)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    checkin_key: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    cohort: Mapped[Cohort | None] = relationship(
        lazy="raise", init=False, back_populates="meetings"
    )
    site: Mapped[Site | None] = relationship(lazy="raise", init=False)


class ClassPlace(Base):
    """Somebody of the roster who is in a class that belongs to no cohort."""

    __tablename__ = "class_place"

    meeting_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("class_meeting.id", ondelete="CASCADE"), primary_key=True
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), primary_key=True, index=True
    )
