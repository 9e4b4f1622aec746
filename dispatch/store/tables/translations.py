"""Translation jobs: what is asked for, its steps, who is asked for them, what was handed in and said."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.ids import (
    RateCardId,
    TranslationCascadeId,
    TranslationJobId,
    TranslationOfferId,
    TranslationStepId,
)
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.domain.translations import (
    CorrectionReason,
    NoTranslationReason,
    TranslatedKind,
    TranslationJobState,
    TranslationMeasure,
    TranslationStepKind,
    TranslationStepState,
)
from foundation.database.base import Base, CodeText, stored_enum
from foundation.files.keeping import KeptFile
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage
from interpreters.store.tables import Interpreter
from scheduling.domain.states import CancelReason

# One person has one of translation, revision and review; the check is the translator's own.
TWO_PEOPLE = "uq_translation_step_two_people"
ONE_WINNER = "uq_translation_offer_won"
ONE_HAND_IN = "uq_translation_hand_in_step_id_version"
_NOT_CHECK = sa.text("kind <> 'check'")


class TranslationJob(Base):
    """A text that an organisation wants translated by a deadline. It names a case by code only."""

    __tablename__ = "translation_job"
    __table_args__ = (
        sa.CheckConstraint("source <> target", name="two_languages"),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000", name="some_size"),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority_known"),
        sa.CheckConstraint("placed_at < deadline_at", name="deadline_ahead"),
        sa.Index("ix_translation_job_state_deadline_at", "state", "deadline_at"),
        sa.Index("ix_translation_job_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[TranslationJobId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: TranslationJobId(uuid.uuid4())
    )
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    organisation_id: Mapped[OrganisationId] = mapped_column(sa.ForeignKey("organisation.id"))
    requester_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    source: Mapped[TextLanguage] = mapped_column(stored_enum(TextLanguage))
    target: Mapped[TextLanguage] = mapped_column(stored_enum(TextLanguage))
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain))
    kind: Mapped[TranslatedKind] = mapped_column(stored_enum(TranslatedKind))
    measure: Mapped[TranslationMeasure] = mapped_column(stored_enum(TranslationMeasure))
    amount: Mapped[int]
    deadline_at: Mapped[datetime]
    certified: Mapped[bool]
    priority: Mapped[int]
    case_code: Mapped[str] = mapped_column(CodeText(40), default="")
    encrypted_note: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[TranslationJobState] = mapped_column(stored_enum(TranslationJobState))
    placed_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[CancelReason | None] = mapped_column(
        stored_enum(CancelReason), default=None
    )
    # when the requester was reminded to answer the delivery
    answer_reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    # when what was said and asked for in words was erased
    forgotten_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    requester: Mapped[User] = relationship(lazy="raise", init=False)
    steps: Mapped[list["TranslationStep"]] = relationship(
        lazy="raise", init=False, order_by="TranslationStep.position", back_populates="job"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  as SQLAlchemy declares it


class TranslationStep(Base):
    """One step of a job: whose it is, until when, and what was handed in for it.

    `rounds` counts what was handed in; `units` are of the job's measure. `accepted_at` says that it is to be paid.
    """

    __tablename__ = "translation_step"
    __table_args__ = (
        sa.UniqueConstraint("job_id", "kind"),
        sa.CheckConstraint("units >= 1", name="some_units"),
        sa.CheckConstraint(
            "state <> 'handed_in' OR (interpreter_id IS NOT NULL AND units IS NOT NULL)",
            name="handed_in_by_somebody",
        ),
        sa.Index(
            TWO_PEOPLE,
            "job_id",
            "interpreter_id",
            unique=True,
            sqlite_where=_NOT_CHECK,
            postgresql_where=_NOT_CHECK,
        ),
        sa.Index("ix_translation_step_interpreter_id_state", "interpreter_id", "state"),
    )

    id: Mapped[TranslationStepId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: TranslationStepId(uuid.uuid4())
    )
    job_id: Mapped[TranslationJobId] = mapped_column(
        sa.ForeignKey("translation_job.id", ondelete="CASCADE")
    )
    kind: Mapped[TranslationStepKind] = mapped_column(stored_enum(TranslationStepKind))
    position: Mapped[int]
    state: Mapped[TranslationStepState] = mapped_column(stored_enum(TranslationStepState))
    due_at: Mapped[datetime] = mapped_column(index=True)
    interpreter_id: Mapped[InterpreterId | None] = mapped_column(
        sa.ForeignKey("interpreter.id"), default=None
    )
    begun_at: Mapped[datetime | None] = mapped_column(default=None)
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    units: Mapped[int | None] = mapped_column(default=None)
    rounds: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    # when whoever has it was reminded, and when the coordinators were told that it is late
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    late_told_at: Mapped[datetime | None] = mapped_column(default=None)
    job: Mapped[TranslationJob] = relationship(lazy="raise", init=False, back_populates="steps")
    interpreter: Mapped[Interpreter | None] = relationship(lazy="raise", init=False)


class TranslationOffer(Base):
    """A timed question to one person for one step; several may be asked at once, and the first yes wins."""

    __tablename__ = "translation_offer"
    __table_args__ = (
        sa.Index(
            "uq_translation_offer_open",
            "step_id",
            "interpreter_id",
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'viewed')"),
            postgresql_where=sa.text("state IN ('sent', 'viewed')"),
        ),
        sa.Index(
            ONE_WINNER,
            "step_id",
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        ),
        sa.Index("ix_translation_offer_interpreter_id_state", "interpreter_id", "state"),
        sa.Index("ix_translation_offer_state_answer_by", "state", "answer_by"),
    )

    id: Mapped[TranslationOfferId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: TranslationOfferId(uuid.uuid4())
    )
    step_id: Mapped[TranslationStepId] = mapped_column(
        sa.ForeignKey("translation_step.id", ondelete="CASCADE")
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    state: Mapped[OfferState] = mapped_column(stored_enum(OfferState))
    sent_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    pay_won: Mapped[int] = mapped_column(default=0, server_default="0")
    # how it adds up, and by which card; none where the centre has entered no rates, and for staff
    pay_lines: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default_factory=list[dict[str, Any]], server_default="[]"
    )
    rate_card_id: Mapped[RateCardId | None] = mapped_column(
        sa.ForeignKey("rate_card.id"), default=None
    )
    # the waves that it is part of, and the number of its wave; 0: asked by hand
    cascade_id: Mapped[TranslationCascadeId | None] = mapped_column(
        sa.ForeignKey("translation_cascade.id", ondelete="SET NULL"), default=None, index=True
    )
    wave: Mapped[int] = mapped_column(default=0, server_default="0")
    # the yes or no was said on the telephone and entered by a coordinator
    by_phone: Mapped[bool] = mapped_column(default=False)
    no_reason: Mapped[NoTranslationReason | None] = mapped_column(
        stored_enum(NoTranslationReason), default=None
    )
    step: Mapped[TranslationStep] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)

    @property
    def is_open(self) -> bool:
        """Whether no answer has come, and nobody has ended it; its deadline may have passed."""
        return self.state in OPEN_OFFERS


class TranslationHandIn(Base):
    """What was handed in for a step: one for each version. Nothing of it is changed later."""

    __tablename__ = "translation_hand_in"
    __table_args__ = (
        sa.UniqueConstraint("step_id", "version", name=ONE_HAND_IN),
        sa.CheckConstraint("version >= 1 AND units >= 1", name="counted_from_one"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    step_id: Mapped[TranslationStepId] = mapped_column(
        sa.ForeignKey("translation_step.id", ondelete="CASCADE")
    )
    version: Mapped[int]
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    units: Mapped[int]
    handed_in_at: Mapped[datetime]


class TranslationRemark(Base):
    """What somebody said about a step; with a `reason` it sent the job back to this step."""

    __tablename__ = "translation_remark"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    step_id: Mapped[TranslationStepId] = mapped_column(
        sa.ForeignKey("translation_step.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    reason: Mapped[CorrectionReason | None] = mapped_column(
        stored_enum(CorrectionReason), default=None
    )
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    written_at: Mapped[datetime]
    author: Mapped[User | None] = relationship(lazy="raise", init=False)


class TranslationFile(Base):
    """A file of a job: a text of the requester (version 0), or what was handed in for a round of a step."""

    __tablename__ = "translation_file"
    __table_args__ = (
        sa.UniqueConstraint("kept_file_id"),
        sa.CheckConstraint("(step_id IS NULL) = (version = 0)", name="version_of_a_step"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    job_id: Mapped[TranslationJobId] = mapped_column(
        sa.ForeignKey("translation_job.id", ondelete="CASCADE"), index=True
    )
    step_id: Mapped[TranslationStepId | None] = mapped_column(
        sa.ForeignKey("translation_step.id", ondelete="CASCADE"), default=None
    )
    version: Mapped[int] = mapped_column(default=0)
    kept_file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("kept_file.id"))
    added_at: Mapped[datetime]
    kept_file: Mapped[KeptFile] = relationship(lazy="raise", init=False)
