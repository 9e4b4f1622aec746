"""What is expected of the coming weeks: made by a job each night and kept until the next one."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.domain.coverage import Daypart
from dispatch.domain.forecasts import ForecastGrain, ForecastMethod
from foundation.database.base import Base, stored_enum
from interpreters.domain.qualifications import CertificationLevel, Domain

_INTERVAL = "low <= high AND low >= 0 AND expected >= 0"


class ForecastRun(Base):
    """When it was made, from how many whole weeks before `first_week`, and how a week was made of its days.

    `origins` is from how many earlier weeks a forecast was compared with what came.
    """

    __tablename__ = "forecast_run"
    __table_args__ = (sa.CheckConstraint("weeks >= 0", name="weeks_counted"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    made_at: Mapped[datetime]
    first_week: Mapped[date]
    weeks: Mapped[int]
    sessions: Mapped[int]
    origins: Mapped[int]
    # Monday first
    day_shares: Mapped[list[float]] = mapped_column(sa.JSON)
    closed_share: Mapped[float]


class DemandForecast(Base):
    """Sessions expected in a week, of one language, field, city and part of the day."""

    __tablename__ = "demand_forecast"
    __table_args__ = (sa.CheckConstraint(_INTERVAL, name="interval"),)

    run_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("forecast_run.id", ondelete="CASCADE"), primary_key=True
    )
    # one of the pool's languages, or the name that was typed
    language: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain), primary_key=True)
    city: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    daypart: Mapped[Daypart] = mapped_column(stored_enum(Daypart), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    expected: Mapped[float]
    low: Mapped[int]
    high: Mapped[int]


class DemandOutlook(Base):
    """A week of a language, or of all of them (""): what came, or what is expected and how much of it is asked for already."""

    __tablename__ = "demand_outlook"
    __table_args__ = (
        sa.CheckConstraint("(sessions IS NULL) <> (expected IS NULL)", name="past_or_coming"),
        sa.CheckConstraint(f"expected IS NULL OR ({_INTERVAL})", name="interval"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("forecast_run.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    sessions: Mapped[int | None] = mapped_column(default=None)
    expected: Mapped[float | None] = mapped_column(default=None)
    low: Mapped[int | None] = mapped_column(default=None)
    high: Mapped[int | None] = mapped_column(default=None)
    asked_for: Mapped[int] = mapped_column(default=0)


class ForecastScore(Base):
    """How far off a method was, at one grain, on weeks that it had not seen."""

    __tablename__ = "forecast_score"

    run_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("forecast_run.id", ondelete="CASCADE"), primary_key=True
    )
    grain: Mapped[ForecastGrain] = mapped_column(stored_enum(ForecastGrain), primary_key=True)
    method: Mapped[ForecastMethod] = mapped_column(stored_enum(ForecastMethod), primary_key=True)
    rmsse: Mapped[float]
    pinball: Mapped[float]
    inside: Mapped[float]


class LevelOutlook(Base):
    """Demand for a level of a language in the coming weeks, beside the people who hold it and what is lost of their time.

    Minutes are those of all these weeks together. `full_weeks` counts, for each holder, the weeks of the last eight in which no
    further session fitted under the cap.
    """

    __tablename__ = "level_outlook"
    __table_args__ = (
        sa.CheckConstraint("ending_soon <= ending_later", name="soon_is_also_later"),
        sa.CheckConstraint("ending_later <= people", name="ending_are_people"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("forecast_run.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    level: Mapped[CertificationLevel] = mapped_column(
        stored_enum(CertificationLevel), primary_key=True
    )
    expected: Mapped[float]
    expected_minutes: Mapped[int]
    people: Mapped[int]
    offered_minutes: Mapped[int]
    ending_soon: Mapped[int]
    ending_later: Mapped[int]
    ending_minutes: Mapped[int]
    on_leave: Mapped[int]
    leave_minutes: Mapped[int]
    full_weeks: Mapped[int]
    full_minutes: Mapped[int]
