"""Courses that dispatch proposes, who is invited to one, and what it brought."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base, stored_enum
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from training.domain.proposals import LIVE_PROPOSALS, CourseProposalState, ProposalKind
from training.store.tables.cohorts import Cohort
from training.store.tables.people import Learner

_LIVE = sa.text(
    "state IN (" + ", ".join(f"'{state.value}'" for state in sorted(LIVE_PROPOSALS)) + ")"
)


class TrainingProposal(Base):
    """A course that would cover what could not be covered; `gained` counts sessions of a year.

    `subject` says in one word what is lacking. What is `expected` was reckoned with the seats and the yield when its
    cohort was drafted, and stays: what came of it is compared with that.
    """

    __tablename__ = "training_proposal"
    __table_args__ = (
        sa.Index(
            "uq_training_proposal_live",
            "subject",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        sa.CheckConstraint("seats > 0", name="has_seats"),
        sa.CheckConstraint(
            "gained_low <= gained AND gained <= gained_high", name="gain_within_its_interval"
        ),
        sa.CheckConstraint(
            "(state IN ('drafted', 'running', 'closed')) = (cohort_id IS NOT NULL)",
            name="cohort_while_held",
        ),
        sa.CheckConstraint(
            "(state = 'dismissed') = (dismissed_because != '')", name="dismissed_for_a_reason"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    subject: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[ProposalKind] = mapped_column(stored_enum(ProposalKind))
    language: Mapped[Language] = mapped_column(stored_enum(Language))
    level: Mapped[CertificationLevel] = mapped_column(stored_enum(CertificationLevel))
    domain: Mapped[Domain | None] = mapped_column(stored_enum(Domain), default=None)
    city: Mapped[str] = mapped_column(sa.String(20), default="")
    seats: Mapped[int]
    gained_low: Mapped[float]
    gained: Mapped[float]
    gained_high: Mapped[float]
    why: Mapped[dict[str, Any]]
    session_ids: Mapped[list[str]]
    people: Mapped[list[str]]
    gain_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    state: Mapped[CourseProposalState] = mapped_column(
        stored_enum(CourseProposalState), default=CourseProposalState.OPEN, index=True
    )
    created_at: Mapped[datetime]
    figures_at: Mapped[datetime]
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    dismissed_because: Mapped[str] = mapped_column(sa.String(300), default="")
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("cohort.id"), index=True, default=None
    )
    expected_low: Mapped[float | None] = mapped_column(default=None)
    expected: Mapped[float | None] = mapped_column(default=None)
    expected_high: Mapped[float | None] = mapped_column(default=None)
    cohort: Mapped[Cohort | None] = relationship(lazy="raise", init=False)


class CohortInvitation(Base):
    """Somebody is invited to apply for a cohort, once; the letter goes out when the cohort is announced."""

    __tablename__ = "cohort_invitation"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "learner_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    cohort_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("cohort.id"))
    learner_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("learner.id", ondelete="CASCADE"), index=True
    )
    invited_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    declined_at: Mapped[datetime | None] = mapped_column(default=None)
    cohort: Mapped[Cohort] = relationship(lazy="raise", init=False)
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)


class OutcomeReview(Base):
    """What was predicted of a course and what it brought, in so many days from `first_day` on."""

    __tablename__ = "outcome_review"
    __table_args__ = (
        sa.CheckConstraint("realised >= 0", name="realised_not_negative"),
        sa.CheckConstraint("certified >= 0", name="certified_not_negative"),
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("training_proposal.id"), primary_key=True
    )
    counted_at: Mapped[datetime]
    first_day: Mapped[date | None] = mapped_column(default=None)
    days: Mapped[int] = mapped_column(default=0)
    certified: Mapped[int] = mapped_column(default=0)
    predicted: Mapped[float] = mapped_column(default=0.0)
    realised: Mapped[int] = mapped_column(default=0)
    proposal: Mapped[TrainingProposal] = relationship(lazy="raise", init=False)
