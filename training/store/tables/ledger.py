"""Points of further training, and practice."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from training.domain.renewal import ClaimStatus, CpdArea
from training.store.tables.people import Learner


class CpdClaim(Base):
    """Further training somebody did; a point is an hour. Courses of the centre enter by themselves."""

    __tablename__ = "cpd_claim"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id"),
        sa.Index("ix_cpd_claim_status_learner_id", "status", "learner_id"),
        sa.CheckConstraint("points BETWEEN 1 AND 100", name="points_in_range"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    area: Mapped[CpdArea] = mapped_column(stored_enum(CpdArea))
    points: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    done_on: Mapped[date]
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("enrolment.id"), default=None
    )
    status: Mapped[ClaimStatus] = mapped_column(
        stored_enum(ClaimStatus), default=ClaimStatus.CLAIMED
    )
    claimed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)


class PracticeEntry(Base):
    """A session somebody interpreted, told by dispatch; one row an assignment."""

    __tablename__ = "practice_entry"
    __table_args__ = (sa.CheckConstraint("minutes >= 0", name="minutes_not_negative"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    assignment_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    held_on: Mapped[date]
    minutes: Mapped[int]
    language: Mapped[Language] = mapped_column(stored_enum(Language))
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain))
