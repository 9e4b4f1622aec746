"""Plan runs with their drafts, offers, and assignments with the guard against double booking."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from dispatch.domain.ids import AssignmentId, OfferId, RunId
from dispatch.domain.states import (
    AssignmentState,
    ChangeKind,
    DeclineReason,
    OfferState,
    RunKind,
    RunState,
)
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, register
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class PlanRun(Base):
    """One run of the solver over the days from `first_day` to `last_day`, kept for replay."""

    __tablename__ = "plan_run"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.Index("ix_plan_run_first_day_last_day", "first_day", "last_day"),
    )

    id: Mapped[RunId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: RunId(uuid.uuid4())
    )
    first_day: Mapped[date]
    last_day: Mapped[date]
    state: Mapped[RunState] = mapped_column(stored_enum(RunState), index=True)
    requested_by: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    limit_seconds: Mapped[int]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    # {best, bound, gap, unfilled, elapsed} of the running solver
    progress: Mapped[dict[str, Any]] = mapped_column(default_factory=dict[str, Any])
    # the whole problem and plan in the solver's own format: ids and minutes, nobody's story
    problem: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)
    plan: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)
    # [{label, before, now}] as plain measures
    measures: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default_factory=list[dict[str, Any]]
    )
    # why each unfilled session stayed unfilled: {session id: cause}
    causes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict[str, Any])
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    kind: Mapped[RunKind] = mapped_column(
        stored_enum(RunKind), default=RunKind.PLAN, server_default="plan"
    )
    # {language, level, city, sessions}: what one more interpreter would have covered
    worth: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default_factory=list[dict[str, Any]], server_default="[]"
    )


class DraftAssignment(Base):
    """One slot as a run would have it, beside who has it now; a person may leave it out."""

    __tablename__ = "draft_assignment"
    __table_args__ = (sa.UniqueConstraint("run_id", "session_id", "slot_no"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    run_id: Mapped[RunId] = mapped_column(sa.ForeignKey("plan_run.id", ondelete="CASCADE"))
    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id", ondelete="CASCADE"), index=True
    )
    slot_no: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(stored_enum(ChangeKind))
    starts_at: Mapped[datetime]
    modality: Mapped[Modality] = mapped_column(stored_enum(Modality))
    interpreter_id: Mapped[InterpreterId | None] = mapped_column(
        sa.ForeignKey("interpreter.id"), default=None
    )
    previous_interpreter_id: Mapped[InterpreterId | None] = mapped_column(
        sa.ForeignKey("interpreter.id"), default=None
    )
    left_out: Mapped[bool] = mapped_column(default=False)
    interpreter: Mapped[Interpreter | None] = relationship(
        lazy="raise", init=False, foreign_keys=[interpreter_id]
    )
    previous_interpreter: Mapped[Interpreter | None] = relationship(
        lazy="raise", init=False, foreign_keys=[previous_interpreter_id]
    )
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)


class Offer(Base):
    """A timed question to one candidate for one slot of a session."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name="slot_known"),
        sa.Index("ix_offer_interpreter_id_state", "interpreter_id", "state"),
        sa.Index("ix_offer_session_id_state", "session_id", "state"),
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
    wave: Mapped[int] = mapped_column(default=1)
    state: Mapped[OfferState] = mapped_column(stored_enum(OfferState))
    starts_at: Mapped[datetime]
    travel_minutes: Mapped[int] = mapped_column(default=0)
    pay_won: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    decline_reason: Mapped[DeclineReason | None] = mapped_column(
        stored_enum(DeclineReason), default=None
    )
    # the coordinator's logged reason when a softer rule was set aside; the assignment takes it over
    override_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)


class Assignment(Base):
    """An interpreter bound to a slot.

    The calendar is blocked from `busy_from` (the start less the way there from the session before,
    on the same day) to `busy_to` (the end). The guard below refuses any overlap of two blocking
    assignments of one interpreter, whoever writes it and however.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        sa.CheckConstraint("busy_from < busy_to", name="busy_is_a_span"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("busy_from <= starts_at AND ends_at <= busy_to", name="busy_covers_it"),
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name="slot_known"),
        sa.UniqueConstraint("offer_id"),
        sa.Index("ix_assignment_interpreter_id_busy_from", "interpreter_id", "busy_from"),
        sa.Index("ix_assignment_session_id", "session_id"),
        sa.Index(
            "uq_assignment_live_slot",
            "session_id",
            "slot_no",
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'confirmed')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed')"),
        ),
    )

    id: Mapped[AssignmentId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: AssignmentId(uuid.uuid4())
    )
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    slot_no: Mapped[int]
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    offer_id: Mapped[OfferId | None] = mapped_column(sa.ForeignKey("offer.id"), default=None)
    state: Mapped[AssignmentState] = mapped_column(stored_enum(AssignmentState))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    busy_from: Mapped[datetime]
    busy_to: Mapped[datetime]
    pinned: Mapped[bool] = mapped_column(default=False)
    # the coordinator's logged reason when a softer rule was set aside
    override_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)


NO_OVERLAP = "ex_assignment_no_overlap"
_BLOCKING = "('held', 'confirmed')"


def _overlap_trigger(name: str, action: str) -> tuple[str, str]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            # fixed names, nothing from outside
            f"CREATE TRIGGER {name} BEFORE {action} ON assignment FOR EACH ROW "  # noqa: S608
            f"WHEN NEW.state IN {_BLOCKING} BEGIN SELECT RAISE(ABORT, '{NO_OVERLAP}') WHERE EXISTS ("
            "SELECT 1 FROM assignment a WHERE a.interpreter_id = NEW.interpreter_id "
            f"AND a.state IN {_BLOCKING} AND a.id IS NOT NEW.id "
            "AND a.busy_from < NEW.busy_to AND a.busy_to > NEW.busy_from); END"
        ),
    )


register(
    Guard(
        NO_OVERLAP,
        "assignment",
        sqlite=(
            *_overlap_trigger("assignment_no_overlap_insert", "INSERT"),
            *_overlap_trigger(
                "assignment_no_overlap_update",
                "UPDATE OF interpreter_id, busy_from, busy_to, state",
            ),
        ),
        postgresql=(
            f"ALTER TABLE assignment DROP CONSTRAINT IF EXISTS {NO_OVERLAP}",
            (
                f"ALTER TABLE assignment ADD CONSTRAINT {NO_OVERLAP} EXCLUDE USING gist "
                "(interpreter_id WITH =, tstzrange(busy_from, busy_to, '[)') WITH &&) "
                f"WHERE (state IN {_BLOCKING})"
            ),
        ),
    )
)
