"""Portfolios of courses: a budget, and the choice that would cover most under it."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from dispatch.domain.states import RunState
from foundation.database.base import Base, stored_enum


class CoveragePortfolio(Base):
    """One budget with what was chosen for it; the result is as `dispatch/service/coverage/portfolio_work.py` writes it."""

    __tablename__ = "coverage_portfolio"
    __table_args__ = (sa.Index("ix_coverage_portfolio_asked_at", "asked_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    # queued, solving, done or failed
    state: Mapped[RunState] = mapped_column(stored_enum(RunState))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="SET NULL")
    )
    budget: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    proposed_at: Mapped[datetime | None] = mapped_column(default=None)
