"""What more supply would gain, as it was reckoned in a night: the reckoning, and its ranked list."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from dispatch.domain.gains import GainKind
from dispatch.domain.states import RunState
from foundation.database.base import Base, stored_enum
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain

ONE_RECKONING = "uq_coverage_gain_run_running"
_IS_RUNNING = sa.text("is_running")


class CoverageGainRun(Base):
    """One reckoning over some past weeks: how far it has come, and how much it looked at. One runs at a time."""

    __tablename__ = "coverage_gain_run"
    __table_args__ = (
        sa.CheckConstraint("screened <= candidates", name="screened_of_candidates"),
        sa.CheckConstraint(
            "is_running = (state IN ('queued', 'solving'))", name="running_while_it_is_made"
        ),
        sa.Index("ix_coverage_gain_run_asked_at", "asked_at"),
        sa.Index(
            ONE_RECKONING,
            "is_running",
            unique=True,
            sqlite_where=_IS_RUNNING,
            postgresql_where=_IS_RUNNING,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    # queued, solving, done or failed
    state: Mapped[RunState] = mapped_column(stored_enum(RunState))
    is_running: Mapped[bool]
    asked_at: Mapped[datetime]
    # who asked; None for the night's own
    asked_by: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="SET NULL"), default=None
    )
    budget_seconds: Mapped[int] = mapped_column(default=0)
    first_day: Mapped[date | None] = mapped_column(default=None)
    last_day: Mapped[date | None] = mapped_column(default=None)
    weeks: Mapped[int] = mapped_column(default=0)
    # sessions of the weeks that no plan could serve
    unmet: Mapped[int] = mapped_column(default=0)
    candidates: Mapped[int] = mapped_column(default=0)
    screened: Mapped[int] = mapped_column(default=0)
    # of the best, how many were planned anew, over how many of the weeks
    anew: Mapped[int] = mapped_column(default=0)
    anew_weeks: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(sa.String(200), default="")
    # when the forecast was made that the list is scaled by; None where past weeks alone say it
    forecast_at: Mapped[datetime | None] = mapped_column(default=None)

    def end(self, state: RunState, now: datetime) -> None:
        """It came to an end: done or failed."""
        self.state, self.is_running, self.finished_at = state, False, now


class CoverageGain(Base):
    """One thing that could be more, and what it would gain in a year.

    `session_ids` are sessions of the weeks that nobody could serve and somebody would have served. `seats` tells,
    one after the other, which of them each further seat would add, and whose it would be. `screened` is what the
    screen said of the sessions a year where planning anew has corrected it. All figures of a year are those of the past
    weeks times `demand_times`, which the forecast says (1 without one); `past_…` are those of the past weeks alone.
    """

    __tablename__ = "coverage_gain"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "rank", name="uq_coverage_gain_rank"),
        sa.CheckConstraint("demand_times >= 0", name="demand_never_below_nothing"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4, init=False)
    run_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("coverage_gain_run.id", ondelete="CASCADE")
    )
    rank: Mapped[int]
    kind: Mapped[GainKind] = mapped_column(stored_enum(GainKind))
    language: Mapped[Language] = mapped_column(stored_enum(Language))
    level: Mapped[CertificationLevel | None] = mapped_column(stored_enum(CertificationLevel))
    domain: Mapped[Domain | None] = mapped_column(stored_enum(Domain))
    # where the new one would live or the sessions are; "" for no place in particular
    city: Mapped[str] = mapped_column(sa.String(20))
    # a block of hours, of wider availability
    hours: Mapped[str] = mapped_column(sa.String(20))
    low: Mapped[float]
    sessions: Mapped[float]
    high: Mapped[float]
    need: Mapped[float]
    travel_hours: Mapped[float]
    is_anew: Mapped[bool]
    screened: Mapped[float]
    people: Mapped[list[str]] = mapped_column(sa.JSON)
    session_ids: Mapped[list[str]] = mapped_column(sa.JSON)
    seats: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    demand_times: Mapped[float]
    past_low: Mapped[float]
    past_sessions: Mapped[float]
    past_high: Mapped[float]
