"""Forecasts without a database: intervals, days off, what is rare, what comes of comparing, and what supply is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest

from dispatch.domain.band_charts import BandPoint, band_chart
from dispatch.domain.coverage import Daypart
from dispatch.domain.forecasts import (
    HIGH,
    LOW,
    DemandCell,
    ForecastGrain,
    ForecastMethod,
    day_pattern,
    is_enough,
    quantile_of,
)
from dispatch.domain.supply import LevelSupply, Supplier, supply_by_level
from dispatch.service.coverage.forecasting_levels import level_ahead, mean_ahead
from dispatch.service.coverage.forecasting_pooling import DemandHistory, compare, forecast
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from training.domain.validity import HeldCertification

MONDAY = date(2026, 1, 5)
TODAY = date(2026, 12, 2)
WEEK = date(2026, 11, 30)
SHARES = (8, 6, 6, 6, 3, 1, 0)


@pytest.mark.parametrize(
    ("mean", "spread", "low", "high"),
    # Poisson and negative binomial quantiles of scipy 1.17.
    [
        (0.05, 0.0, 0, 0),
        (3.0, 0.0, 1, 5),
        (3.0, 0.5, 0, 7),
        (40.0, 0.02, 29, 51),
        (900, 0.0, 862, 938),
    ],
)
def test_an_interval_is_that_of_the_distribution(
    mean: float, spread: float, low: int, high: int
) -> None:
    assert (quantile_of(mean, spread, LOW), quantile_of(mean, spread, HIGH)) == (low, high)


def test_days_off_say_little_until_they_have_been_seen() -> None:
    days = {MONDAY + timedelta(days=n): 10 * SHARES[n % 7] for n in range(70)}
    seen = day_pattern(days, set())
    assert seen.shares[0] == pytest.approx(8 / 30, abs=0.01)
    assert seen.closed_share == 0.5
    # Two Tuesdays on which next to nothing was asked for.
    closed = {MONDAY + timedelta(days=1), MONDAY + timedelta(days=8)}
    days |= dict.fromkeys(closed, 1)
    pattern = day_pattern(days, closed)
    assert pattern.closed_share < 0.08
    assert pattern.weight(MONDAY, closed) == pytest.approx(
        1 - 0.2 * (1 - pattern.closed_share), abs=0.01
    )
    assert pattern.weight(MONDAY + timedelta(weeks=5), closed) == pytest.approx(1)


def a_history(weeks: int = 30, seed: int = 3, growth: float = 0.0) -> DemandHistory:
    """Two languages, a frequent and a rare one, in two fields, three cities and two parts of the day."""
    dice = np.random.default_rng(seed)
    cells = [
        DemandCell(*each)
        for each in product(
            ("km", "vi"),
            (Domain.LEGAL, Domain.EDUCATION),
            ("ansan", "suwon", "osan"),
            (Daypart.MORNING, Daypart.AFTERNOON),
        )
    ]
    means = np.array(
        [(1 if c.language == "km" else 9) * (3 if c.city == "ansan" else 1) / 6 for c in cells]
    )
    rising = 1 + growth * np.arange(weeks)
    counts = dice.poisson(means[:, None] * rising[None, :]).astype(float)
    days = {MONDAY + timedelta(days=n): int(counts[:, n // 7].sum()) // 7 for n in range(7 * weeks)}
    return DemandHistory(first=MONDAY, cells=cells, weeks=counts, days=days, closed=frozenset())


def test_numbers_add_up_and_what_is_rare_borrows_from_what_is_like_it() -> None:
    history = a_history()
    counts = history.weeks.copy()
    lonely = history.cells.index(DemandCell("km", Domain.LEGAL, "ansan", Daypart.MORNING))
    counts[lonely] = 0
    said = forecast(replace(history, weeks=counts), mean_ahead)
    assert said.shape == (24, 12)
    assert said.sum(axis=0) == pytest.approx(counts.sum(axis=0)[-8:].mean(), rel=0.02)
    assert (
        0
        < said[lonely, 0]
        < said[history.cells.index(DemandCell("vi", *history.cells[lonely][1:])), 0]
    )


def test_forecasts_are_compared_with_what_they_did_not_know() -> None:
    found = compare(a_history(), mean_ahead)
    assert found.origins == 7
    of = {(each.grain, each.method): each for each in found.errors}
    for grain in ForecastGrain:
        ours = of[grain, ForecastMethod.OURS]
        assert ours.rmsse < of[grain, ForecastMethod.WEEK_BEFORE].rmsse
        assert ours.pinball < of[grain, ForecastMethod.WEEK_BEFORE].pinball
    assert 0.7 < of[ForecastGrain.CELL, ForecastMethod.OURS].inside <= 1
    assert compare(a_history(weeks=20), mean_ahead).origins == 0


def test_a_week_with_a_holiday_is_a_smaller_one() -> None:
    history = a_history()
    coming = history.first + timedelta(weeks=31)
    with_holiday = replace(
        history, closed=frozenset({coming + timedelta(days=n) for n in range(3)})
    )
    said = forecast(with_holiday, mean_ahead).sum(axis=0)
    assert said[1] < 0.85 * said[0]
    assert said[2] == pytest.approx(said[0])


def test_little_history_is_no_history() -> None:
    assert not is_enough(7, 400)
    assert not is_enough(20, 39)
    assert is_enough(8, 40)


@pytest.mark.wide
@pytest.mark.parametrize("growth", [0.0, 0.04], ids=["steady", "growing"])
def test_smoothing_beats_both_that_need_no_method(growth: float) -> None:
    seeds: Sequence[int] = range(3)
    sums: dict[tuple[ForecastGrain, ForecastMethod], float] = {}
    for seed in seeds:
        for each in compare(a_history(weeks=40, seed=seed, growth=growth), level_ahead).errors:
            key = each.grain, each.method
            sums[key] = sums.get(key, 0.0) + each.rmsse
    for grain in ForecastGrain:
        ours = sums[grain, ForecastMethod.OURS]
        assert ours < sums[grain, ForecastMethod.WEEK_BEFORE], grain
        # Steady weeks with nothing to learn: the mean of eight is as good for the whole, worse for its parts.
        margin = 1.05 if grain is ForecastGrain.ALL and not growth else 1.0
        assert ours < margin * sums[grain, ForecastMethod.EIGHT_WEEKS], grain


@pytest.mark.wide
def test_smoothing_follows_a_trend_and_says_the_mean_of_few_weeks() -> None:
    ahead = level_ahead([100 + 5 * n + (n * 7) % 3 for n in range(30)], 12)
    assert 245 < ahead[0] < ahead[-1] < 310
    assert level_ahead([3, 5, 4, 4, 3, 5, 4, 4], 3) == [4, 4, 4]
    assert level_ahead([0.0] * 30, 2) == [0, 0]


def a_supplier(**values: object) -> Supplier:
    """Somebody who offers six hours on five days under a cap of twenty, with two certifications."""

    def held(
        until: date, level: CertificationLevel = CertificationLevel.COMMUNITY
    ) -> HeldCertification:
        return HeldCertification(level, Language.KHMER, date(2025, 1, 1), until)

    columns: dict[str, object] = {
        "minutes_by_weekday": [360] * 5 + [0, 0],
        "cap": 1200,
        "held": (held(date(2027, 1, 11)), held(date(2027, 4, 1), CertificationLevel.MEDICAL)),
        "away": frozenset(),
        "weeks_before": [1200, 1150, 600, 0, 0, 0, 0, 0],
    }
    return Supplier(**(columns | values))  # pyright: ignore[reportArgumentType]  any of its columns


def test_supply_is_lost_to_endings_leave_and_caps() -> None:
    found = supply_by_level([a_supplier()], WEEK, TODAY)
    ends_first, later = (
        found["km", CertificationLevel.COMMUNITY],
        found["km", CertificationLevel.MEDICAL],
    )
    assert ends_first == LevelSupply(
        people=1,
        offered_minutes=14_400,
        ending_soon=1,
        ending_later=1,
        ending_minutes=7_200,
        on_leave=0,
        leave_minutes=0,
        full_weeks=2,
        full_minutes=600 * 2 * 12 // 8,
    )
    assert (later.ending_soon, later.ending_later, later.ending_minutes) == (0, 1, 0)
    # Three days at home of five: two of six hours are left in that week.
    away = frozenset(WEEK + timedelta(days=n) for n in range(3))
    assert (
        supply_by_level([a_supplier(away=away)], WEEK, TODAY)[
            "km", CertificationLevel.MEDICAL
        ].leave_minutes
        == 480
    )
    # What is renewed without a gap goes on.
    again = HeldCertification(
        CertificationLevel.COMMUNITY, Language.KHMER, date(2027, 1, 11), date(2030, 1, 11)
    )
    renewed = a_supplier(held=(*a_supplier().held, again))
    assert (
        supply_by_level([renewed], WEEK, TODAY)["km", CertificationLevel.COMMUNITY].ending_later
        == 0
    )
    # Whoever offers less than the cap is never stopped by it.
    assert (
        supply_by_level([a_supplier(cap=2400)], WEEK, TODAY)[
            "km", CertificationLevel.MEDICAL
        ].full_weeks
        == 0
    )


def test_a_band_is_drawn_around_what_is_expected() -> None:
    points = [
        BandPoint(name="1 {Nov}", came=12),
        BandPoint(name="8 Nov", expected=14, low=9, high=21),
        BandPoint(name="15 Nov", expected=15, low=9, high=22),
    ]
    svg = band_chart("w", "Weeks", "12; 14; 15", points).svg()
    assert svg.count("<polyline") == 2
    assert "<polygon" in svg
    assert ">30</text>" in svg
    assert "1 &#123;Nov&#125;" in svg
    assert "<polygon" not in band_chart("w", "Weeks", "", points[:1]).svg()
