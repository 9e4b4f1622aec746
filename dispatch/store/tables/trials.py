"""Trials: plans that are only compared. They have no drafts, so that nothing of one can ever be sent."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from dispatch.domain.states import RunState
from foundation.database.base import Base, stored_enum


class PlanTrial(Base):
    """A plan of some days by other weights: what it would come to, and nothing of whom it would send."""

    __tablename__ = "plan_trial"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.Index("ix_plan_trial_created_at", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    first_day: Mapped[date]
    last_day: Mapped[date]
    # queued, solving, done or failed
    state: Mapped[RunState] = mapped_column(stored_enum(RunState))
    # {wish: minutes of travel}
    wishes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    # by the weights that counted when it was asked for: the others are compared with it
    is_usual: Mapped[bool]
    requested_by: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]
    limit_seconds: Mapped[int]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    # {best, bound, gap, unfilled, elapsed} of the solver
    progress: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict[str, Any])
    # the figures of dispatch/domain/plan_figures.py
    outcome: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)
    error: Mapped[str] = mapped_column(sa.String(500), default="")
