"""Plan runs, the slots of their drafts, and what was sent of them."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from dispatch.domain.ids import RunId
from dispatch.domain.states import ChangeKind, RunKind, RunState, SendingState
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
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
        sa.Index("uq_plan_run_group_id_rank", "group_id", "rank", unique=True),
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
    # what each of them lacks: {session id: {rules, gains, to_certify}}, the last being ids of people
    lacks: Mapped[dict[str, Any]] = mapped_column(
        default_factory=dict[str, Any], server_default="{}"
    )
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    kind: Mapped[RunKind] = mapped_column(
        stored_enum(RunKind), default=RunKind.PLAN, server_default="plan"
    )
    # {language, level, city, sessions}: what one more interpreter would have covered
    worth: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default_factory=list[dict[str, Any]], server_default="[]"
    )
    # when a person dropped the draft, who may fetch it back for a while
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    # asked for by a person and closed by itself: there was nothing to change
    found_nothing: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # repairs to choose from: the id of the one with the fewest changes, and their order from 1
    group_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    rank: Mapped[int | None] = mapped_column(default=None)
    # ready, and not what the board shows as its draft: another repair, or somebody's open draft, is
    is_beside: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class PlanSending(Base):
    """One sending of a draft or of a part of it: whole or not at all, and taken back as a whole."""

    __tablename__ = "plan_sending"
    __table_args__ = (
        sa.CheckConstraint(
            "state NOT IN ('sent', 'taken_back') OR sent_at IS NOT NULL", name="sent_when"
        ),
        sa.Index(
            "uq_plan_sending_under_way",
            "run_id",
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        ),
        sa.Index("ix_plan_sending_state_sent_at", "state", "sent_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    run_id: Mapped[RunId] = mapped_column(sa.ForeignKey("plan_run.id", ondelete="CASCADE"))
    state: Mapped[SendingState] = mapped_column(stored_enum(SendingState))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"))
    # how many slots it changes, how many people it asks, and how many changes no longer fitted
    changes: Mapped[int]
    offers: Mapped[int] = mapped_column(default=0)
    unfit: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    # until when its letters are kept back, and when they were written
    letters_due_at: Mapped[datetime | None] = mapped_column(default=None)
    letters_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


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
    # in which language somebody interprets, where it is not the one asked for
    other_language: Mapped[Language | None] = mapped_column(
        stored_enum(Language, is_checked=False), default=None
    )
    left_out: Mapped[bool] = mapped_column(default=False)
    # with which sending it goes out, or went out, and when
    sending_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("plan_sending.id", ondelete="SET NULL"), default=None, index=True
    )
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    interpreter: Mapped[Interpreter | None] = relationship(
        lazy="raise", init=False, foreign_keys=[interpreter_id]
    )
    previous_interpreter: Mapped[Interpreter | None] = relationship(
        lazy="raise", init=False, foreign_keys=[previous_interpreter_id]
    )
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
