"""Offers: one candidate asked for one slot."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.domain.ids import CascadeId, OfferId, RateCardId, RunId
from dispatch.domain.states import OPEN_OFFERS, DeclineReason, OfferState
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class Offer(Base):
    """A timed question to one candidate for one slot of a session."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name="slot_known"),
        sa.Index("ix_offer_interpreter_id_state", "interpreter_id", "state"),
        sa.Index("ix_offer_session_id_state", "session_id", "state"),
        sa.Index("ix_offer_starts_at", "starts_at"),
        sa.Index("ix_offer_sent_at_id", "sent_at", "id"),
        sa.Index(
            "uq_offer_open",
            "session_id",
            "slot_no",
            "interpreter_id",
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'viewed')"),
            postgresql_where=sa.text("state IN ('sent', 'viewed')"),
        ),
    )

    id: Mapped[OfferId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: OfferId(uuid.uuid4())
    )
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    slot_no: Mapped[int]
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    run_id: Mapped[RunId | None] = mapped_column(sa.ForeignKey("plan_run.id"), default=None)
    # the waves that it belongs to, if any, and in which of them it was sent
    cascade_id: Mapped[CascadeId | None] = mapped_column(
        sa.ForeignKey("cascade.id"), index=True, default=None
    )
    wave: Mapped[int] = mapped_column(default=1)
    state: Mapped[OfferState] = mapped_column(stored_enum(OfferState))
    starts_at: Mapped[datetime]
    travel_minutes: Mapped[int] = mapped_column(default=0)
    pay_won: Mapped[int] = mapped_column(default=0)
    # how it adds up (dispatch/domain/rates.py), and by which card; none of offers older than rate cards
    pay_lines: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default_factory=list[dict[str, Any]], server_default="[]"
    )
    rate_card_id: Mapped[RateCardId | None] = mapped_column(
        sa.ForeignKey("rate_card.id"), default=None
    )
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    decline_reason: Mapped[DeclineReason | None] = mapped_column(
        stored_enum(DeclineReason), default=None
    )
    # a code, where the state alone does not say why it ended
    end_reason: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    # the coordinator's logged reason when a softer rule was set aside; the assignment takes it over
    override_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # the rules it set aside, by code; at the answer it excuses no other
    overridden: Mapped[list[str]] = mapped_column(
        sa.JSON, default_factory=list[str], server_default="[]"
    )
    # when its letter was written; whoever was not told of it is not told of its end either
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    # in which language somebody interprets, where it is not the one asked for
    other_language: Mapped[Language | None] = mapped_column(
        stored_enum(Language, is_checked=False), default=None
    )
    # certified one level lower than the session asks for, as its requester agreed
    lower_level: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)

    @property
    def is_open(self) -> bool:
        """Whether no answer has come, and nobody has ended it; its deadline may have passed."""
        return self.state in OPEN_OFFERS


class AnswerUndo(Base):
    """One answer that was taken back: how often that may be done is limited."""

    __tablename__ = "answer_undo"
    __table_args__ = (
        sa.Index("ix_answer_undo_interpreter_id_undone_at", "interpreter_id", "undone_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    offer_id: Mapped[OfferId] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    undone_at: Mapped[datetime]
