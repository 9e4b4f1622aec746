"""Mentor pairs and what a trainee did beside her mentor."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from interpreters.domain.languages import Language
from training.domain.practicum import EntryStatus, MentorshipStatus, PracticumKind
from training.store.tables.people import Learner


class Mentorship(Base):
    """A trainee and the experienced interpreter of the same language beside whom she works."""

    __tablename__ = "mentorship"
    __table_args__ = (
        sa.CheckConstraint("mentor_id != trainee_id", name="two_people"),
        sa.CheckConstraint(
            "status != 'active' OR (mentor_agreed_at IS NOT NULL AND trainee_agreed_at IS NOT NULL)",
            name="active_once_both_agreed",
        ),
        sa.Index(
            "uq_mentorship_living",
            "trainee_id",
            "language",
            unique=True,
            sqlite_where=sa.text("status IN ('proposed', 'active')"),
            postgresql_where=sa.text("status IN ('proposed', 'active')"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    mentor_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    trainee_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    language: Mapped[Language] = mapped_column(stored_enum(Language))
    status: Mapped[MentorshipStatus] = mapped_column(
        stored_enum(MentorshipStatus), default=MentorshipStatus.PROPOSED
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    ended_because: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    proposed_at: Mapped[datetime]
    mentor_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    trainee_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    mentor: Mapped[Learner] = relationship(
        lazy="raise", init=False, foreign_keys="Mentorship.mentor_id"
    )
    trainee: Mapped[Learner] = relationship(
        lazy="raise", init=False, foreign_keys="Mentorship.trainee_id"
    )


class PracticumEntry(Base):
    """Minutes of practicum; planned ones come from dispatch and name the mentor's assignment."""

    __tablename__ = "practicum_entry"
    __table_args__ = (
        sa.UniqueConstraint("mentorship_id", "assignment_id"),
        sa.CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    mentorship_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("mentorship.id"), index=True)
    kind: Mapped[PracticumKind] = mapped_column(stored_enum(PracticumKind))
    assignment_id: Mapped[uuid.UUID | None] = mapped_column(default=None, index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=0)
    status: Mapped[EntryStatus] = mapped_column(
        stored_enum(EntryStatus), default=EntryStatus.PLANNED
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    mentorship: Mapped[Mentorship] = relationship(lazy="raise", init=False)
