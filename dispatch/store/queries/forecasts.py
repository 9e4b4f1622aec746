"""What a forecast is made from, and what is kept of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.coverage import Covered
from dispatch.domain.forecasts import DemandCell
from dispatch.domain.reports import REFUSED_FOR_WANT
from dispatch.domain.states import TAKES_TIME
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    CoverageDay,
    DemandForecast,
    DemandOutlook,
    ForecastRun,
    ForecastScore,
    LevelOutlook,
)
from foundation.database.base import Base
from foundation.database.many import write_new
from foundation.times.hours import minutes_between
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import CertificationLevel
from scheduling.domain.states import RequestState, SessionState
from scheduling.store.tables import Request, WeeklyAvailability

# What was cancelled asks for nobody any more, and what was not for this office never did.
DEMAND = (Covered.FULL, Covered.PARTLY, Covered.NOT, Covered.OPEN)
_FORECASTING = 0x1E0F


def lock_forecasting(db: Session) -> None:
    """Let nobody else keep a forecast until the transaction ends; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_FORECASTING)))


def find_first_day(db: Session) -> date | None:
    """The first day with any demand that was counted."""
    query = sa.select(sa.func.min(CoverageDay.day)).where(CoverageDay.outcome.in_(DEMAND))
    return db.scalar(query)


def demand_by_day(db: Session, first: date, end: date) -> Sequence[tuple[date, DemandCell, int]]:
    """Sessions of the days from one up to another by cell."""
    day = CoverageDay
    keys = (day.day, day.language, day.domain, day.city, day.daypart)
    rows: Any = db.execute(
        sa.select(*keys, sa.func.sum(day.sessions))
        .where(day.day >= first, day.day < end, day.outcome.in_(DEMAND))
        .group_by(*keys)
    )
    return [(row[0], DemandCell(*row[1:5]), int(row[5])) for row in rows]


def levels_asked(
    db: Session, first: date, end: date
) -> Mapping[tuple[str, CertificationLevel], tuple[int, int]]:
    """Sessions and minutes by language and the level that they asked for."""
    day = CoverageDay
    query = (
        sa.select(day.language, day.level, sa.func.sum(day.sessions), sa.func.sum(day.minutes))
        .where(day.day >= first, day.day < end, day.outcome.in_(DEMAND))
        .group_by(day.language, day.level)
    )
    return {
        (language, level): (int(sessions), int(minutes))
        for language, level, sessions, minutes in db.execute(query)
    }


def asked_for_already(db: Session, first: date, end: date) -> Sequence[tuple[date, str, int]]:
    """Sessions of coming days that stand, by day and language."""
    language = sa.func.coalesce(sa.cast(Request.language, sa.String), Request.other_language)
    wanting = [code.value for code in REFUSED_FOR_WANT]
    stands = sa.or_(
        sa.and_(
            Request.state.not_in((RequestState.REFUSED, RequestState.REFERRED)),
            CounsellingSession.state != SessionState.CANCELLED,
        ),
        Request.state == RequestState.REFERRED,
        sa.cast(Request.refusal, sa.String).in_(wanting),
    )
    rows: Any = db.execute(
        sa.select(CounsellingSession.day, language, sa.func.count())
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(CounsellingSession.day >= first, CounsellingSession.day < end, stands)
        .group_by(CounsellingSession.day, language)
    )
    return [(day, spoken, int(count)) for day, spoken, count in rows]


def weekly_minutes(
    db: Session, people: Collection[InterpreterId], day: date
) -> Mapping[InterpreterId, list[int]]:
    """The minutes that these people offer on each weekday, by the pattern that holds on a day."""
    weekly = WeeklyAvailability
    found: dict[InterpreterId, list[int]] = defaultdict(lambda: [0] * 7)
    query = sa.select(weekly.interpreter_id, weekly.weekday, weekly.starts, weekly.ends).where(
        weekly.first_day <= day, sa.or_(weekly.last_day.is_(None), weekly.last_day >= day)
    )
    for who, weekday, starts, ends in db.execute(query):
        if who in people:
            found[who][weekday] += minutes_between(starts, ends)
    return found


def times_taken(db: Session, span: Span) -> Sequence[tuple[InterpreterId, Span]]:
    """Whose time was taken from when until when."""
    query = sa.select(Assignment.interpreter_id, Assignment.starts_at, Assignment.ends_at).where(
        Assignment.starts_at >= span.start,
        Assignment.starts_at < span.end,
        Assignment.state.in_(TAKES_TIME),
    )
    return [(who, Span(starts, ends)) for who, starts, ends in db.execute(query)]


def replace_run(db: Session, run: ForecastRun, *rows: Sequence[Base]) -> None:
    """Keep a forecast with all its rows in place of the one before."""
    for table in (DemandForecast, DemandOutlook, ForecastScore, LevelOutlook, ForecastRun):
        db.execute(sa.delete(table))
    write_new(db, [run])
    for some in rows:
        write_new(db, some)


def find_run(db: Session) -> ForecastRun | None:
    """The forecast that is kept."""
    return db.scalar(sa.select(ForecastRun).order_by(ForecastRun.made_at.desc()).limit(1))


def outlook_of(db: Session, run_id: UUID, language: str) -> Sequence[DemandOutlook]:
    """The weeks of a language, or of all of them (""), in order."""
    return db.scalars(
        sa.select(DemandOutlook)
        .where(DemandOutlook.run_id == run_id, DemandOutlook.language == language)
        .order_by(DemandOutlook.week)
    ).all()


def sums_by_language(db: Session, run_id: UUID) -> Mapping[str, float]:
    """What is expected of each language in all weeks together."""
    query = (
        sa.select(DemandOutlook.language, sa.func.sum(DemandOutlook.expected))
        .where(DemandOutlook.run_id == run_id, DemandOutlook.expected.is_not(None))
        .group_by(DemandOutlook.language)
    )
    return {language: float(total or 0) for language, total in db.execute(query)}


def sums_by(db: Session, run_id: UUID, language: str, name: str) -> Mapping[str, float]:
    """The same by a column of the cells, of one language or of all of them ("")."""
    column: Any = getattr(DemandForecast, name)
    query = (
        sa.select(column, sa.func.sum(DemandForecast.expected))
        .where(DemandForecast.run_id == run_id)
        .group_by(column)
    )
    if language:
        query = query.where(DemandForecast.language == language)
    rows: Any = db.execute(query)
    return {str(key): float(total) for key, total in rows}


def cells_of(db: Session, run_id: UUID, language: str) -> Sequence[tuple[DemandCell, date, float]]:
    """What is expected of each cell in each week, of one language or of all of them ("")."""
    cell = DemandForecast
    query = (
        sa.select(cell.language, cell.domain, cell.city, cell.daypart, cell.week, cell.expected)
        .where(cell.run_id == run_id)
        .order_by(cell.language, cell.domain, cell.city, cell.daypart, cell.week)
    )
    if language:
        query = query.where(cell.language == language)
    return [(DemandCell(*row[:4]), row[4], row[5]) for row in db.execute(query)]


def scores_of(db: Session, run_id: UUID) -> Sequence[ForecastScore]:
    """How far off each method was."""
    return db.scalars(sa.select(ForecastScore).where(ForecastScore.run_id == run_id)).all()


def levels_of(db: Session, run_id: UUID, language: str) -> Sequence[LevelOutlook]:
    """Demand and supply by level, of one language or of all of them (""); most wanted first."""
    query = sa.select(LevelOutlook).where(LevelOutlook.run_id == run_id)
    if language:
        query = query.where(LevelOutlook.language == language)
    return db.scalars(
        query.order_by(LevelOutlook.expected.desc(), LevelOutlook.language, LevelOutlook.level)
    ).all()
