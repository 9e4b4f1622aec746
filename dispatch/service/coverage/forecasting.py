"""What is expected of the coming weeks, from what a job keeps: as the page shows it, for others to reckon with, and as files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dispatch.domain.forecasts import (
    WEEKS,
    DemandCell,
    ForecastError,
    ForecastGrain,
    ForecastMethod,
    is_enough,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import Dimension
from dispatch.domain.supply import LATER_DAYS
from dispatch.service.reports.figures import name_of
from dispatch.store.queries import forecasts as queries
from dispatch.store.tables import DemandOutlook, ForecastRun, ForecastScore, LevelOutlook
from foundation.database.work import Office, UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.tables.spreadsheet import WrittenSheet
from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import CertificationStatus
from training.domain.permissions import TrainingPermission
from training.domain.validity import last_day
from training.service.certification import certifications

MAKE_FORECAST = "dispatch.make_forecast"
# So many are named whose certification ends; the list behind has them all.
MOST_NAMED = 15
COLUMNS = ("domain", "city", "daypart")


@dataclass(frozen=True, kw_only=True)
class EndingCertification:
    """Somebody whose certification ends before long."""

    certification_id: UUID
    name: str
    language: Language | None
    level: CertificationLevel
    last_day: date


@dataclass(frozen=True, kw_only=True)
class ForecastSeen:
    """The forecast as the page shows it, of one language or of all; `run` is None before the first one."""

    language: str
    run: ForecastRun | None
    is_enough: bool
    weeks: Sequence[DemandOutlook]
    by_language: Sequence[tuple[str, float]]
    by: Mapping[str, Sequence[tuple[str, float]]]
    scores: Mapping[ForecastGrain, Mapping[ForecastMethod, ForecastScore]]
    levels: Sequence[LevelOutlook]
    ending: Sequence[EndingCertification]

    @property
    def past(self) -> Sequence[DemandOutlook]:
        """The weeks that came."""
        return [each for each in self.weeks if each.sessions is not None]

    @property
    def coming(self) -> Sequence[DemandOutlook]:
        """The weeks to come."""
        return [each for each in self.weeks if each.sessions is None]


@dataclass(frozen=True, kw_only=True)
class ExpectedDemand:
    """Sessions expected of one cell in each of the coming weeks, the first one first."""

    cell: DemandCell
    weeks: Sequence[float]


def ask_for_forecast(uow: UnitOfWork) -> None:
    """Have it made now; once, however often it is asked for within a minute."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    key = f"{MAKE_FORECAST}@{uow.now:%Y-%m-%dT%H:%M}"
    if uow.enqueue(MAKE_FORECAST, dedupe_key=key) is not None:
        uow.record("forecast.asked_for")


def make_forecast(office: Office) -> None:
    """Make it from what is counted, and keep it; safe to repeat. A job does this."""
    from dispatch.service.coverage import forecasting_work  # loads NumPy, which no page needs

    forecasting_work.make(office)


@dataclass(frozen=True, kw_only=True)
class ForecastJudged:
    """How far off forecasts were that knew only the weeks before."""

    weeks: int
    sessions: int
    origins: int
    errors: Sequence[ForecastError]


def judge(uow: UnitOfWork) -> ForecastJudged:
    """Forecast from earlier weeks on and compare with what came, now; nothing is kept."""
    from dispatch.service.coverage import forecasting_work  # loads NumPy, which no page needs

    uow.require(DispatchPermission.SEE_COVERAGE)
    history, found = forecasting_work.judge(uow)
    return ForecastJudged(
        weeks=history.length,
        sessions=int(history.weeks.sum()),
        origins=found.origins,
        errors=found.errors,
    )


def see_forecast(uow: UnitOfWork, language: str) -> ForecastSeen:
    """The forecast that is kept, of a language or of all of them (""); what is no language of it is NotFound."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    run = queries.find_run(uow.db)
    if run is None:
        return ForecastSeen(
            language="",
            run=None,
            is_enough=False,
            weeks=[],
            by_language=[],
            by={},
            scores={},
            levels=[],
            ending=[],
        )
    sums = queries.sums_by_language(uow.db, run.id)
    if language and language not in sums and language not in {*Language}:
        raise NotFound
    scores = defaultdict[ForecastGrain, dict[ForecastMethod, ForecastScore]](dict)
    for each in queries.scores_of(uow.db, run.id):
        scores[each.grain][each.method] = each
    return ForecastSeen(
        language=language,
        run=run,
        is_enough=is_enough(run.weeks, run.sessions),
        weeks=queries.outlook_of(uow.db, run.id, language),
        by_language=_most(sums),
        by={name: _most(queries.sums_by(uow.db, run.id, language, name)) for name in COLUMNS},
        scores=scores,
        levels=queries.levels_of(uow.db, run.id, language),
        ending=_ending(uow, language),
    )


def expected_demand(uow: UnitOfWork, language: str = "") -> Sequence[ExpectedDemand]:
    """Sessions expected of every cell in the coming weeks; nothing while there is too little history."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    run = queries.find_run(uow.db)
    if run is None:
        return []
    found = defaultdict[DemandCell, list[float]](lambda: [0.0] * WEEKS)
    for cell, week, expected in queries.cells_of(uow.db, run.id, language):
        found[cell][(week - run.first_week).days // 7] = expected
    return [ExpectedDemand(cell=cell, weeks=weeks) for cell, weeks in found.items()]


def _most(sums: Mapping[str, float]) -> list[tuple[str, float]]:
    """What is expected most first; without the sum of all."""
    return sorted(
        ((key, total) for key, total in sums.items() if key), key=lambda each: (-each[1], each[0])
    )


def _ending(uow: UnitOfWork, language: str) -> list[EndingCertification]:
    """Whose certifications end before long, for whoever may read them."""
    if not uow.may(TrainingPermission.CERTIFICATION_READ) or language not in {"", *Language}:
        return []
    query = certifications.search(
        uow,
        statuses=[CertificationStatus.GRANTED],
        language=Language(language) if language else None,
        ends=(uow.today, uow.today + timedelta(days=LATER_DAYS + 1)),
    )
    rows = uow.db.scalars(query.limit(MOST_NAMED)).unique()
    return [
        EndingCertification(
            certification_id=row.id,
            name=row.learner.full_name,
            language=row.language,
            level=row.scheme.level,
            last_day=last_day(row.valid_until),
        )
        for row in rows
        if row.valid_until is not None and row.scheme.level is not None
    ]


def export_forecast(uow: UnitOfWork, language: str, reader: str, form: str) -> bytes:
    """The forecast of a language or of all as a workbook, or its cells as CSV; noted in the trail."""
    seen = see_forecast(uow, language)
    if seen.run is None:
        raise NotFound
    uow.record("forecast.exported")
    expected = expected_demand(uow, language)
    weeks = [each.week.isoformat() for each in seen.coming]
    header = [translate(text, reader) for text in _CELL_HEADS]
    cells = [
        [
            name_of(Dimension.LANGUAGE, each.cell.language, reader),
            label(each.cell.domain, reader),
            name_of(Dimension.CITY, each.cell.city, reader),
            label(each.cell.daypart, reader),
            *(f"{value:.2f}" for value in each.weeks),
        ]
        for each in expected
    ]
    if form == "csv":
        return spreadsheet.write_csv([*header, *weeks], cells)
    return spreadsheet.write_pages(
        [
            WrittenSheet(
                title=translate(say("Weeks"), reader),
                header=[translate(text, reader) for text in _WEEK_HEADS],
                rows=[_week(each) for each in seen.weeks],
            ),
            WrittenSheet(
                title=translate(say("Demand"), reader), header=[*header, *weeks], rows=cells
            ),
            WrittenSheet(
                title=translate(say("Lost supply"), reader),
                header=[translate(text, reader) for text in _LEVEL_HEADS],
                rows=[_level(each, reader) for each in seen.levels],
            ),
        ]
    )


def _week(each: DemandOutlook) -> list[str]:
    if each.expected is None:
        return [each.week.isoformat(), str(each.sessions), "", "", "", ""]
    return [
        each.week.isoformat(),
        "",
        f"{each.expected:.1f}",
        str(each.low),
        str(each.high),
        str(each.asked_for),
    ]


def _level(each: LevelOutlook, reader: str) -> list[str]:
    return [
        name_of(Dimension.LANGUAGE, each.language, reader),
        label(each.level, reader),
        f"{each.expected:.1f}",
        str(each.expected_minutes),
        str(each.people),
        str(each.offered_minutes),
        str(each.ending_soon),
        str(each.ending_later),
        str(each.ending_minutes),
        str(each.on_leave),
        str(each.leave_minutes),
        str(each.full_weeks),
        str(each.full_minutes),
    ]


_CELL_HEADS = (say("Language"), say("Field"), say("City"), say("Part of the day"))
_WEEK_HEADS: tuple[LazyText, ...] = (
    say("Week from"),
    say("Requested sessions"),
    say("Expected"),
    say("At least"),
    say("At most"),
    say("Asked for already"),
)
_LEVEL_HEADS: tuple[LazyText, ...] = (
    say("Language"),
    say("Level"),
    say("Expected"),
    say("Expected (minutes)"),
    say("People"),
    say("Offered (minutes)"),
    say("Certification ends within 90 days"),
    say("Certification ends within 180 days"),
    say("Lost to certifications that end (minutes)"),
    say("On leave"),
    say("Lost to leave (minutes)"),
    say("Weeks without room, of the last eight"),
    say("Lost to used-up caps (minutes)"),
)
