"""Past periods played by other rules: only figures are kept, so that nothing of one can ever be sent."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from dispatch.domain.states import RunState
from foundation.database.base import Base, stored_enum


class SandboxRun(Base):
    """A past period planned once by the rules as they are and once by others, under a name."""

    __tablename__ = "sandbox_run"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("name != ''", name="has_a_name"),
        sa.CheckConstraint(
            "(state = 'done') = (before IS NOT NULL AND after IS NOT NULL)",
            name="figures_when_done",
        ),
        sa.Index("ix_sandbox_run_created_at", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    name: Mapped[str] = mapped_column(sa.String(80))
    first_day: Mapped[date]
    last_day: Mapped[date]
    # queued, solving, done or failed
    state: Mapped[RunState] = mapped_column(stored_enum(RunState))
    # the rules of dispatch/domain/sandbox.py
    rules: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    requested_by: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]
    limit_seconds: Mapped[int]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    # the figures of dispatch/domain/sandbox.py, by the rules as they are and by these
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    error: Mapped[str] = mapped_column(sa.String(500), default="")
