"""The wall clock and UTC, across clock changes; every zone agrees with zoneinfo."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.times.zones import day_span, days_span, local_clock, local_day, monday_of, to_utc

SEOUL = ZoneInfo("Asia/Seoul")
LONDON = ZoneInfo("Europe/London")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ZONES = ("Asia/Seoul", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")


def test_seoul_is_nine_hours_ahead_all_year() -> None:
    assert to_utc(date(2026, 11, 23), time(12), SEOUL) == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert to_utc(date(2026, 7, 1), time(0), SEOUL) == datetime(2026, 6, 30, 15, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_means_the_end_of_the_gap() -> None:
    gap_end = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    for minute in (0, 1, 30, 59):
        assert to_utc(date(2026, 3, 29), time(1, minute), LONDON) == gap_end
    assert to_utc(date(2026, 3, 29), time(0, 59), LONDON) == gap_end - timedelta(minutes=1)
    assert to_utc(date(2026, 3, 29), time(2), LONDON) == gap_end


def test_a_time_that_occurs_twice_means_the_first() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_utc(date(2026, 10, 25), time(1, 30), LONDON) == first


def test_half_hour_changes_are_understood_too() -> None:
    gap_end = datetime(2026, 10, 3, 15, 30, tzinfo=UTC)
    assert to_utc(date(2026, 10, 4), time(2, 10), LORD_HOWE) == gap_end
    assert to_utc(date(2026, 10, 4), time(2, 30), LORD_HOWE) == gap_end


def test_days_are_23_24_or_25_hours_long() -> None:
    assert day_span(date(2026, 3, 29), LONDON).minutes == 23 * 60
    assert day_span(date(2026, 3, 30), LONDON).minutes == 24 * 60
    assert day_span(date(2026, 10, 25), LONDON).minutes == 25 * 60
    assert days_span(date(2026, 11, 23), date(2026, 11, 29), SEOUL).minutes == 7 * 24 * 60


def test_a_zone_whose_midnight_is_skipped_begins_its_day_after_the_gap() -> None:
    santiago = ZoneInfo("America/Santiago")
    span = day_span(date(2026, 9, 6), santiago)

    assert span.start == datetime(2026, 9, 6, 4, tzinfo=UTC)
    assert span.minutes == 23 * 60


@given(
    st.dates(date(1990, 1, 1), date(2035, 12, 31)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
@settings(max_examples=200, deadline=None)
def test_the_way_there_and_back_leads_home_unless_the_time_was_skipped(
    day: date, clock: time, name: str
) -> None:
    zone = ZoneInfo(name)
    instant = to_utc(day, clock, zone)
    shown = datetime.combine(local_day(instant, zone), local_clock(instant, zone))
    wished = datetime.combine(day, clock)

    assert instant.tzinfo is UTC
    if shown != wished:
        # Skipped: the instant is the change itself, so a second earlier the offset was another.
        assert shown > wished
        before = (instant - timedelta(seconds=1)).astimezone(zone)
        assert before.utcoffset() != instant.astimezone(zone).utcoffset()
        assert before.replace(tzinfo=None) < wished
    else:
        earlier = instant - timedelta(hours=1)
        assert earlier.astimezone(zone).replace(tzinfo=None) != wished


@given(st.dates(date(1990, 1, 1), date(2035, 12, 30)), st.sampled_from(ZONES))
@settings(max_examples=200, deadline=None)
def test_days_follow_one_another_without_gap_or_overlap(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    assert day_span(day, zone).end == day_span(day + timedelta(days=1), zone).start


@pytest.mark.parametrize("offset", range(7))
def test_every_day_knows_its_monday(offset: int) -> None:
    assert monday_of(date(2026, 11, 23) + timedelta(days=offset)) == date(2026, 11, 23)
