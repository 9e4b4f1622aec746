"""The forecast is made by a job each night, after coverage is counted, and whenever somebody asks; it replaces the one before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from dispatch.domain.forecasts import (
    HIGH,
    LOW,
    MOST_WEEKS,
    WEEKS,
    DemandCell,
    ForecastGrain,
    is_enough,
)
from dispatch.domain.supply import (
    WEEKS_BACK,
    LevelSupply,
    SuppliedLevel,
    Supplier,
    supply_by_level,
)
from dispatch.service.coverage.forecasting_levels import level_ahead
from dispatch.service.coverage.forecasting_pooling import (
    Backtest,
    DemandHistory,
    Floats,
    Level,
    Places,
    compare,
    forecast,
    quantiles,
)
from dispatch.store.queries import forecasts as queries
from dispatch.store.tables import (
    DemandForecast,
    DemandOutlook,
    ForecastRun,
    ForecastScore,
    LevelOutlook,
)
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from foundation.times.zones import days_span, local_day, monday_of
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import CertificationLevel
from interpreters.service import directory
from scheduling.domain.holidays import holiday_name
from scheduling.service import availability, closing_days
from training.service.certification import certifications

# So many past weeks are shown before the coming ones.
WEEKS_SHOWN = 13
# Which level is asked for is taken from so many past weeks.
WEEKS_OF_LEVELS = 26
_WEEK = timedelta(weeks=1)


def make(office: Office, level: Level = level_ahead) -> None:
    """Make it from what is counted, and keep it; safe to repeat."""
    system = the_system("coverage")
    with reading(office, system) as uow:
        first_week = monday_of(uow.today)
        history = read_history(uow)
        asked = queries.asked_for_already(uow.db, first_week, first_week + WEEKS * _WEEK)
        levels = queries.levels_asked(
            uow.db, first_week - min(history.length, WEEKS_OF_LEVELS) * _WEEK, first_week
        )
        supply = supply_by_level(_suppliers(uow, first_week), first_week, uow.today)
    compared = Backtest(origins=0, errors=[], spreads={})
    said: Floats | None = None
    # Nothing is locked while this computes.
    if is_enough(history.length, int(history.weeks.sum())):
        compared, said = compare(history, level), forecast(history, level)
    with begin(office, system) as uow:
        queries.lock_forecasting(uow.db)
        run = ForecastRun(
            made_at=uow.now,
            first_week=first_week,
            weeks=history.length,
            sessions=int(history.weeks.sum()),
            origins=compared.origins,
            day_shares=list(history.pattern.shares),
            closed_share=history.pattern.closed_share,
        )
        scores = [ForecastScore(run_id=run.id, **asdict(each)) for each in compared.errors]
        outlook = _outlook(run.id, history, asked, said, compared)
        cells = [] if said is None else _cells(run.id, history, said, compared)
        beside = _levels(run.id, outlook, levels, supply)
        queries.replace_run(uow.db, run, outlook, cells, scores, beside)
        uow.record("forecast.made", weeks=history.length, sessions=run.sessions)


def judge(uow: UnitOfWork) -> tuple[DemandHistory, Backtest]:
    """What is counted, and how far off forecasts of it were that knew only the weeks before."""
    history = read_history(uow)
    return history, compare(history, level_ahead)


def read_history(uow: UnitOfWork) -> DemandHistory:
    """The demand of the whole weeks before this one, two years at most."""
    end = monday_of(uow.today)
    begun = queries.find_first_day(uow.db)
    first = end if begun is None else min(end, monday_of(begun + timedelta(days=6)))
    first = max(first, end - MOST_WEEKS * _WEEK)
    rows = queries.demand_by_day(uow.db, first, end)
    cells = sorted({cell for _, cell, _ in rows})
    place = {cell: n for n, cell in enumerate(cells)}
    length = (end - first).days // 7
    weeks = np.zeros((len(cells), length))
    days = {first + timedelta(days=n): 0 for n in range(7 * length)}
    for day, cell, sessions in rows:
        weeks[place[cell], (day - first).days // 7] += sessions
        days[day] += sessions
    return DemandHistory(
        first=first,
        cells=cells,
        weeks=weeks,
        days=days,
        closed=_closed_days(uow, first, end + WEEKS * _WEEK),
    )


def _closed_days(uow: UnitOfWork, first: date, end: date) -> frozenset[date]:
    """Public holidays, and the days on which the centre is closed."""
    entered = closing_days.known(uow)
    days = (first + timedelta(days=n) for n in range((end - first).days))
    return frozenset(day for day in days if day in entered or holiday_name(day) is not None)


def _outlook(
    run_id: UUID,
    history: DemandHistory,
    asked: Sequence[tuple[date, str, int]],
    said: Floats | None,
    compared: Backtest,
) -> list[DemandOutlook]:
    """The weeks of every language and of all together: those shown before this one, and the coming ones."""
    first_week = history.first + history.length * _WEEK
    standing = defaultdict[tuple[str, date], int](int)
    for day, language, count in asked:
        for key in ("", language):
            standing[key, monday_of(day)] += count
    places = Places(history.cells)
    rows: list[DemandOutlook] = []
    for grain in (ForecastGrain.ALL, ForecastGrain.LANGUAGE):
        came = places.grouped(history.weeks, grain)
        coming = None if said is None else places.grouped(said, grain)
        names = [""] if grain is ForecastGrain.ALL else _languages(history.cells)
        for place, name in enumerate(names[: len(came)]):
            rows += [
                DemandOutlook(
                    run_id=run_id,
                    language=name,
                    week=history.first + n * _WEEK,
                    sessions=int(came[place, n]),
                )
                for n in range(max(0, history.length - WEEKS_SHOWN), history.length)
            ]
            if coming is None:
                continue
            low, high = (
                quantiles(coming[place : place + 1], compared.spreads[grain], share)[0]
                for share in (LOW, HIGH)
            )
            for n in range(WEEKS):
                week = first_week + n * _WEEK
                rows.append(
                    DemandOutlook(
                        run_id=run_id,
                        language=name,
                        week=week,
                        expected=float(coming[place, n]),
                        low=int(low[n]),
                        high=int(high[n]),
                        asked_for=standing[name, week],
                    )
                )
    return rows


def _languages(cells: Sequence[DemandCell]) -> list[str]:
    """The languages in the order in which cells are grouped."""
    return list(dict.fromkeys(cell.language for cell in cells))


def _cells(
    run_id: UUID, history: DemandHistory, said: Floats, compared: Backtest
) -> list[DemandForecast]:
    first_week = history.first + history.length * _WEEK
    low, high = (
        quantiles(said, compared.spreads[ForecastGrain.CELL], share) for share in (LOW, HIGH)
    )
    return [
        DemandForecast(
            run_id=run_id,
            language=cell.language,
            domain=cell.domain,
            city=cell.city,
            daypart=cell.daypart,
            week=first_week + n * _WEEK,
            expected=float(said[place, n]),
            low=int(low[place, n]),
            high=int(high[place, n]),
        )
        for place, cell in enumerate(history.cells)
        for n in range(WEEKS)
    ]


def _levels(
    run_id: UUID,
    outlook: Sequence[DemandOutlook],
    asked: Mapping[tuple[str, CertificationLevel], tuple[int, int]],
    supply: Mapping[SuppliedLevel, LevelSupply],
) -> list[LevelOutlook]:
    """What is expected of a language, by the levels asked for so far, beside who holds them."""
    expected, all_asked = defaultdict[str, float](float), defaultdict[str, int](int)
    for each in outlook:
        expected[each.language] += each.expected or 0.0
    for (language, _), (sessions, _) in asked.items():
        all_asked[language] += sessions
    rows: list[LevelOutlook] = []
    for key in sorted({*asked, *supply}):
        language, level = key
        sessions, minutes = asked.get(key, (0, 0))
        ahead = expected[language] * sessions / max(1, all_asked[language])
        rows.append(
            LevelOutlook(
                run_id=run_id,
                language=language,
                level=level,
                expected=ahead,
                expected_minutes=round(ahead * minutes / max(1, sessions)),
                **asdict(supply.get(key, LevelSupply())),
            )
        )
    return rows


def _suppliers(uow: UnitOfWork, first_week: date) -> list[Supplier]:
    """Everybody active, with what they offer and what takes it away."""
    zone = uow.settings.zone
    people = directory.list_active(uow)
    ids = {each.id for each in people}
    last = first_week + WEEKS * _WEEK - timedelta(days=1)
    before = first_week - WEEKS_BACK * _WEEK
    held = certifications.held_by(uow, ids)
    weekly = queries.weekly_minutes(uow.db, ids, uow.today)
    away = availability.whole_days_away(uow, ids, first_week, last)
    taken = defaultdict[InterpreterId, list[int]](lambda: [0] * WEEKS_BACK)
    for who, span in queries.times_taken(
        uow.db, days_span(before, first_week - timedelta(days=1), zone)
    ):
        week = (local_day(span.start, zone) - before).days // 7
        taken[who][week] += span.minutes
    return [
        Supplier(
            minutes_by_weekday=weekly.get(each.id, [0] * 7),
            cap=each.max_minutes_per_week,
            held=held.get(each.id, ()),
            away=away.get(each.id, frozenset()),
            weeks_before=taken[each.id],
        )
        for each in people
    ]
