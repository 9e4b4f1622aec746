"""Periods, rates and the spread of the load, without a database."""

from datetime import date
from fractions import Fraction

from dispatch.domain.reports import (
    PeriodKind,
    ReportPeriod,
    Tally,
    fill_rate,
    load_spread,
    percent,
)


def test_periods_and_the_ones_before() -> None:
    quarter = ReportPeriod.around(PeriodKind.QUARTER, date(2026, 11, 23))
    assert (quarter.first, quarter.last, quarter.code) == (
        date(2026, 10, 1),
        date(2026, 12, 31),
        "2026-Q4",
    )
    assert quarter.before.code == "2026-Q3"
    january = ReportPeriod.around(PeriodKind.MONTH, date(2026, 1, 31))
    assert january.before.code == "2025-12"
    assert ReportPeriod.around(PeriodKind.YEAR, date(2026, 2, 1)).before.code == "2025"
    days = ReportPeriod(kind=PeriodKind.DAYS, first=date(2026, 3, 8), last=date(2026, 3, 14))
    assert (days.before.first, days.before.last) == (date(2026, 3, 1), date(2026, 3, 7))


def test_a_rate_leaves_out_what_was_not_decided() -> None:
    assert fill_rate(Tally(asked=9, filled=2, unmet=1, open=3, called_off=3)) == Fraction(2, 3)
    assert fill_rate(Tally(asked=3, called_off=3)) is None
    assert [percent(Fraction(2, 3)), percent(None), percent(Fraction(1))] == ["66.7", "-", "100.0"]


def test_the_spread_of_the_load() -> None:
    spread = load_spread([*range(10, 110, 10)])
    assert spread is not None
    assert (spread.people, spread.median, spread.low, spread.high) == (10, 55, 10, 100)
    assert spread.top_share == Fraction(100, 550)
    assert load_spread([]) is None
