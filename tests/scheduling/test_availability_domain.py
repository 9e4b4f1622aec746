"""Weekly patterns, exceptions and leave become spans; clock changes do not lose or invent time."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.times.spans import Span
from foundation.times.zones import days_span, to_utc
from scheduling.domain.availability import (
    DatedTime,
    WeeklyTime,
    first_overlap,
    free_time,
    reason_against_times,
)

SEOUL, NEW_YORK, LORD_HOWE = (
    ZoneInfo(name) for name in ("Asia/Seoul", "America/New_York", "Australia/Lord_Howe")
)
MONDAY = date(2026, 11, 23)
FIRST = date(2026, 1, 1)


def weekly(weekday: int, starts: str, ends: str, **days: date | None) -> WeeklyTime:
    return WeeklyTime(
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        first_day=days.get("first_day") or FIRST,
        last_day=days.get("last_day"),
    )


def dated(day: date, starts: str = "", ends: str = "", *, available: bool = False) -> DatedTime:
    return DatedTime(
        first_day=day,
        last_day=day,
        starts=time.fromisoformat(starts) if starts else None,
        ends=time.fromisoformat(ends) if ends else None,
        available=available,
    )


def at(day: date, clock: str, zone: ZoneInfo = SEOUL) -> datetime:
    return to_utc(day, time.fromisoformat(clock), zone)


def span(day: date, starts: str, ends: str) -> Span:
    return Span(at(day, starts), at(day, ends))


def test_a_weekly_time_occurs_once_a_week() -> None:
    found = free_time(
        [weekly(0, "09:00", "12:00")], [], (MONDAY, MONDAY + timedelta(days=13)), SEOUL
    )
    assert found == [
        span(MONDAY, "09:00", "12:00"),
        span(MONDAY + timedelta(days=7), "09:00", "12:00"),
    ]


@pytest.mark.parametrize(
    ("exception", "left"),
    [
        (dated(MONDAY), []),
        (dated(MONDAY, "10:00", "11:00"), [("09:00", "10:00"), ("11:00", "12:00")]),
        (dated(MONDAY, "09:00", "12:00"), []),
        (dated(MONDAY, "12:00", "13:00", available=True), [("09:00", "13:00")]),
        (dated(MONDAY, "14:00", "15:00", available=True), [("09:00", "12:00"), ("14:00", "15:00")]),
        (dated(MONDAY + timedelta(days=1)), [("09:00", "12:00")]),
    ],
)
def test_an_exception_changes_its_own_day(
    exception: DatedTime, left: list[tuple[str, str]]
) -> None:
    found = free_time([weekly(0, "09:00", "12:00")], [exception], (MONDAY, MONDAY), SEOUL)
    assert found == [span(MONDAY, *pair) for pair in left]


def test_leave_wins_over_extra_time() -> None:
    exceptions = [dated(MONDAY, available=True), dated(MONDAY)]
    assert free_time([], exceptions, (MONDAY, MONDAY), SEOUL) == []


def test_a_pattern_holds_between_its_days_only() -> None:
    part = weekly(0, "09:00", "10:00", first_day=MONDAY, last_day=MONDAY + timedelta(days=7))
    days = (MONDAY - timedelta(days=7), MONDAY + timedelta(days=21))
    assert len(free_time([part], [], days, SEOUL)) == 2


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (weekly(0, "09:00", "12:00"), weekly(0, "12:00", "13:00"), False),
        (weekly(0, "09:00", "12:00"), weekly(0, "11:55", "13:00"), True),
        (weekly(0, "09:00", "12:00"), weekly(1, "09:00", "12:00"), False),
        (weekly(0, "09:00", "18:00"), weekly(0, "10:00", "11:00"), True),
        (
            weekly(0, "09:00", "12:00", last_day=MONDAY),
            weekly(0, "09:00", "12:00", first_day=MONDAY + timedelta(days=1)),
            False,
        ),
        (
            weekly(0, "09:00", "12:00", last_day=MONDAY),
            weekly(0, "09:00", "12:00", first_day=MONDAY),
            True,
        ),
    ],
)
def test_times_that_say_the_same_hour_twice_overlap(
    first: WeeklyTime, second: WeeklyTime, overlap: bool
) -> None:
    assert (first_overlap([first, second]) is not None) is overlap
    assert (first_overlap([second, first]) is not None) is overlap


@pytest.mark.parametrize(
    ("starts", "ends", "fine"),
    [("09:00", "12:00", True), ("12:00", "12:00", False), ("13:00", "12:00", False)],
)
def test_a_stretch_ends_after_it_starts(starts: str, ends: str, fine: bool) -> None:
    reason = reason_against_times(time.fromisoformat(starts), time.fromisoformat(ends))
    assert (reason is None) is fine


def test_times_are_given_in_steps_of_five_minutes() -> None:
    assert "five minutes" in str(reason_against_times(time(9, 1), time(10)))


SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # Sundays, 02:00 in New York


def test_a_morning_in_new_york_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    part = weekly(6, "01:00", "05:00")
    spring = free_time([part], [], (SPRING, SPRING), NEW_YORK)
    autumn = free_time([part], [], (AUTUMN, AUTUMN), NEW_YORK)
    assert [s.minutes for s in spring] == [180]
    assert [s.minutes for s in autumn] == [300]


def test_a_time_that_the_clock_skips_is_no_time() -> None:
    assert free_time([weekly(6, "02:10", "02:50")], [], (SPRING, SPRING), NEW_YORK) == []


CLOCKS = st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5))
DAYS = st.dates(date(2026, 2, 25), date(2026, 11, 10))
ZONES = st.sampled_from([SEOUL, NEW_YORK, LORD_HOWE])


@st.composite
def patterns(draw: st.DrawFn) -> list[WeeklyTime]:
    parts: list[WeeklyTime] = []
    for _ in range(draw(st.integers(0, 5))):
        starts, ends = sorted((draw(CLOCKS), draw(CLOCKS)))
        if starts < ends:
            parts.append(
                WeeklyTime(
                    weekday=draw(st.integers(0, 6)), starts=starts, ends=ends, first_day=FIRST
                )
            )
    return parts


@st.composite
def exceptions(draw: st.DrawFn) -> list[DatedTime]:
    found: list[DatedTime] = []
    for _ in range(draw(st.integers(0, 4))):
        first = draw(DAYS)
        starts, ends = sorted((draw(CLOCKS), draw(CLOCKS)))
        whole = draw(st.booleans()) or starts == ends
        found.append(
            DatedTime(
                first_day=first,
                last_day=first + timedelta(days=draw(st.integers(0, 5))),
                starts=None if whole else starts,
                ends=None if whole else ends,
                available=draw(st.booleans()),
            )
        )
    return found


@settings(deadline=None, max_examples=60)
@given(patterns(), exceptions(), DAYS, ZONES, st.randoms(use_true_random=False))
def test_every_minute_is_free_exactly_when_the_wall_clock_says_so(
    pattern: list[WeeklyTime],
    away: list[DatedTime],
    first: date,
    zone: ZoneInfo,
    random: Random,
) -> None:
    last = first + timedelta(days=3)
    whole = days_span(first, last, zone)
    found = free_time(pattern, away, (first, last), zone)

    assert all(whole.covers(s) for s in found)
    assert all(a.end < b.start for a, b in pairwise(found))
    for _ in range(40):
        minute = whole.start + timedelta(minutes=random.randrange(whole.minutes))
        local = minute.astimezone(zone)
        if local.fold or _in_an_hour_that_comes_twice(minute, zone):
            continue
        is_free = any(s.start <= minute < s.end for s in found)
        assert is_free is _says_free(pattern, away, local.date(), local.time())


def _in_an_hour_that_comes_twice(minute: datetime, zone: ZoneInfo) -> bool:
    # "The first is meant" makes a time in such an hour end before the second hour: told apart above.
    local = minute.astimezone(zone).replace(tzinfo=None)
    return (
        local.replace(tzinfo=zone, fold=0).utcoffset()
        != local.replace(tzinfo=zone, fold=1).utcoffset()
    )


def _says_free(pattern: list[WeeklyTime], away: list[DatedTime], day: date, clock: time) -> bool:
    def touches(one: DatedTime) -> bool:
        inside = one.starts is None or one.ends is None or one.starts <= clock < one.ends
        return one.first_day <= day <= one.last_day and inside

    if any(touches(one) for one in away if not one.available):
        return False
    if any(touches(one) for one in away if one.available):
        return True
    return any(p.holds_on(day) and p.starts <= clock < p.ends for p in pattern)


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (weekly(0, "20:00", "00:00"), weekly(1, "00:00", "06:00"), False),
        (weekly(0, "20:00", "00:00"), weekly(0, "23:00", "23:30"), True),
        (weekly(0, "22:00", "02:00"), weekly(1, "01:00", "06:00"), True),
        (weekly(0, "22:00", "02:00"), weekly(1, "02:00", "06:00"), False),
        (weekly(6, "22:00", "02:00"), weekly(0, "00:00", "01:00"), True),
        (weekly(0, "00:00", "00:00"), weekly(0, "09:00", "10:00"), True),
    ],
)
def test_midnight_ends_a_day_and_a_night_reaches_into_the_next(
    first: WeeklyTime, second: WeeklyTime, overlap: bool
) -> None:
    assert first.overlaps(second) is overlap
    assert second.overlaps(first) is overlap
    days = (MONDAY, MONDAY + timedelta(days=6))
    one, other = (free_time([part], [], days, SEOUL) for part in (first, second))
    assert any(a.overlaps(b) for a in one for b in other) is overlap


def test_evening_and_small_hours_join_over_midnight() -> None:
    pattern = [weekly(0, "20:00", "00:00"), weekly(1, "00:00", "06:00")]
    tuesday = MONDAY + timedelta(days=1)
    assert free_time(pattern, [], (MONDAY, tuesday), SEOUL) == [
        Span(at(MONDAY, "20:00"), at(tuesday, "06:00"))
    ]


def test_the_night_before_belongs_to_a_day_too() -> None:
    tuesday = MONDAY + timedelta(days=1)
    night = Span(at(MONDAY, "22:00"), at(tuesday, "02:00"))
    assert free_time([weekly(0, "22:00", "02:00")], [], (tuesday, tuesday), SEOUL) == [night]
    assert dated(MONDAY, "22:00", "02:00").spans(tuesday, tuesday, SEOUL) == [night]
    assert dated(MONDAY, "22:00", "23:00").spans(tuesday, tuesday, SEOUL) == []
    off = dated(MONDAY, "23:00", "01:00")
    assert free_time([weekly(0, "22:00", "02:00")], [off], (MONDAY, MONDAY), SEOUL) == [
        Span(at(MONDAY, "22:00"), at(MONDAY, "23:00")),
        Span(at(tuesday, "01:00"), at(tuesday, "02:00")),
    ]
