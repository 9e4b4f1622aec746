"""Hours of a day: an end at midnight is the end of the day, an end before the start lies on the next."""

from datetime import date, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from foundation.times.hours import (
    MIDNIGHT,
    ends_next_day,
    hours_span,
    hours_text,
    make_sense,
    minutes_between,
    with_midnight,
)

SEOUL = ZoneInfo("Asia/Seoul")
DAY = date(2026, 11, 23)
CLOCKS = [time(hour, minute) for hour in range(24) for minute in (0, 5, 55)]


def test_every_pair_of_clocks_is_as_long_as_its_span() -> None:
    for starts, ends in product(CLOCKS, CLOCKS):
        span = hours_span(DAY, starts, ends, SEOUL)
        assert span is not None
        assert span.minutes == minutes_between(starts, ends)
        assert 0 < span.minutes <= 24 * 60
        days = (span.end.astimezone(SEOUL) - timedelta(seconds=1)).date() - DAY
        assert (days == timedelta(days=1)) == ends_next_day(starts, ends)


def test_the_evening_to_midnight_touches_the_morning_after() -> None:
    evening = hours_span(DAY, time(20), MIDNIGHT, SEOUL)
    morning = hours_span(DAY + timedelta(days=1), MIDNIGHT, time(6), SEOUL)
    assert evening is not None
    assert morning is not None
    assert evening.end == morning.start


@pytest.mark.parametrize(
    ("starts", "ends", "sense"),
    [
        ("20:00", "00:00", True),
        ("00:00", "00:00", True),
        ("22:00", "02:00", True),
        ("20:00", "08:00", True),
        ("09:00", "08:00", False),
        ("18:00", "09:00", False),
        ("10:00", "10:00", False),
    ],
)
def test_a_night_is_meant_and_a_slip_is_not(starts: str, ends: str, sense: bool) -> None:
    assert make_sense(time.fromisoformat(starts), time.fromisoformat(ends)) is sense


def test_midnight_is_read_and_shown_as_the_end_of_the_day() -> None:
    assert [with_midnight(text) for text in ("24:00", "24:00:00", "24:05", "8:00")] == [
        "00:00",
        "00:00",
        "24:05",
        "8:00",
    ]
    assert hours_text(time(20), MIDNIGHT) == "20:00–24:00"
