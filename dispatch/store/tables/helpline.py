"""Calls on demand, who is there for them, and the watch over what is urgent."""

import uuid
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.helpline import CallEnd, CallResult
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class DutyHours(Base):
    """Weekly hours in which somebody is on duty for calls, in wall-clock time (0 is Monday)."""

    __tablename__ = "duty_hours"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_in_week"),
        sa.CheckConstraint("starts <> ends", name="some_time_in_it"),
        sa.UniqueConstraint("interpreter_id", "weekday", "starts"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE")
    )
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)


class AvailableNow(Base):
    """Somebody has said that calls may come until an instant; it ends by itself, or earlier by them."""

    __tablename__ = "available_now"
    __table_args__ = (
        sa.CheckConstraint("since < until", name="until_after_since"),
        sa.Index("ix_available_now_until", "until"),
        sa.Index(
            "uq_available_now_open",
            "interpreter_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE")
    )
    since: Mapped[datetime]
    until: Mapped[datetime]
    # when they ended it, or began it anew; None while nobody has, though `until` may have passed
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class HelplineCall(Base):
    """One press of "Interpreter now": its session says what is needed, this row how it went.

    It is connected while its session has an interpreter and it has not ended.
    """

    __tablename__ = "helpline_call"
    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_with_a_cause"),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_above_zero"),
        sa.CheckConstraint("minutes IS NULL OR ending = 'held'", name="minutes_only_if_held"),
        sa.Index("ix_helpline_call_opened_at", "opened_at"),
        sa.Index(
            "ix_helpline_call_open",
            "opened_at",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id"), unique=True
    )
    opened_by_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    opened_at: Mapped[datetime]
    connected_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ending: Mapped[CallEnd | None] = mapped_column(stored_enum(CallEnd), default=None)
    # what it really took, rounded up
    minutes: Mapped[int | None] = mapped_column(default=None)
    result: Mapped[CallResult | None] = mapped_column(stored_enum(CallResult), default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    opened_by: Mapped[User] = relationship(lazy="raise", init=False)


class UrgentWatch(Base):
    """What coordinators were told of one urgent session that nobody serves, and who has taken it."""

    __tablename__ = "urgent_watch"
    __table_args__ = (
        sa.CheckConstraint("alerts >= 0", name="alerts_counted"),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken_by_somebody"),
    )

    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id"), primary_key=True
    )
    since: Mapped[datetime]
    alerts: Mapped[int] = mapped_column(default=0)
    alerted_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by: Mapped[User | None] = relationship(lazy="raise", init=False)
