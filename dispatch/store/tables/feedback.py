"""Complaints and praise, and the notes of whoever works on them; what people wrote is encrypted."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.feedback import FeedbackGiver, FeedbackKind, FeedbackState, FeedbackTopic
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import append_only, register
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class Feedback(Base):
    """Something that somebody told the office, anonymously without `given_by_id`; found again by its code."""

    __tablename__ = "feedback"
    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('answered', 'closed')) = (answered_at IS NOT NULL)",
            name="answered_before_it_is_closed",
        ),
        sa.CheckConstraint(
            "state = 'received' OR assigned_to_id IS NOT NULL", name="worked_on_by_somebody"
        ),
        sa.Index("ix_feedback_received_at", "received_at"),
        sa.Index("ix_feedback_state_due_on", "state", "due_on"),
        sa.Index("ix_feedback_interpreter_id", "interpreter_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[FeedbackKind] = mapped_column(stored_enum(FeedbackKind))
    topic: Mapped[FeedbackTopic] = mapped_column(stored_enum(FeedbackTopic))
    giver: Mapped[FeedbackGiver] = mapped_column(stored_enum(FeedbackGiver))
    state: Mapped[FeedbackState] = mapped_column(stored_enum(FeedbackState))
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    encrypted_words: Mapped[str] = mapped_column(sa.Text)
    given_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), index=True, default=None
    )
    # who of the office wrote down what somebody else said
    entered_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    session_id: Mapped[SessionId | None] = mapped_column(
        sa.ForeignKey("counselling_session.id"), index=True, default=None
    )
    interpreter_id: Mapped[InterpreterId | None] = mapped_column(
        sa.ForeignKey("interpreter.id"), default=None
    )
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True, default=None
    )
    assigned_to_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    encrypted_answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    # from when on the interpreter whom a complaint is about may read it
    shared_at: Mapped[datetime | None] = mapped_column(default=None)
    # when whoever works on it, or everybody while nobody does, was reminded that it is due
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    session: Mapped[CounsellingSession | None] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter | None] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)
    assigned_to: Mapped[User | None] = relationship(
        lazy="raise", init=False, foreign_keys=[assigned_to_id]
    )


class FeedbackNote(Base):
    """What somebody of the office wrote down while working on it; never changed."""

    __tablename__ = "feedback_note"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    feedback_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("feedback.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    encrypted_text: Mapped[str] = mapped_column(sa.Text)
    by: Mapped[User] = relationship(lazy="raise", init=False)


register(append_only("feedback_note"))
