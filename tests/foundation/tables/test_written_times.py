"""Days and times as offices write them: read, or refused because they could mean two things."""

from datetime import date

import pytest

from foundation.tables.written_times import clock_text, day_of, minutes_of
from foundation.text.message import LazyText

SEVENTH = date(2026, 12, 7)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-07",
        "2026-12-7",
        "2026.12.7",
        "2026.12.07.",
        "2026. 12. 7.",
        "2026. 12. 7. (월)",
        "2026. 12. 7.(월요일)",
        "2026/12/7",
        "2026년 12월 7일",
        "2026년12월7일 월요일",
        "2026년 12월 7일 (월)",
        "20261207",
        "２０２６．１２．７",
        "2026-12-07 00:00:00",
        "2026-12-07T00:00:00",
        "2026-12-07 오전 12:00:00",
        "2026-12-07 (Mon)",
        "2026-12-07 Monday",
    ],
)
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert day_of(text) == SEVENTH


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12/7/2026", "two ways: write 2026-12-07 or 2026-07-12"),
        ("7.12.2026", "two ways: write 2026-07-12 or 2026-12-07"),
        ("25/12/2026", "the year first"),
        ("7/7/2026", "the year first"),
        ("26.12.7", "four digits"),
        ("26년 12월 7일", "four digits"),
        ("12/7", "the year is missing"),
        ("12월 7일", "the year is missing"),
        ("2026. 12. 7. (화)", "falls on another weekday"),
        ("2026-02-30", "is not a date"),
        ("2026-13-01", "is not a date"),
        ("1899-12-31", "is not a date"),
        ("46363", "is not a date"),
        ("20261307", "is not a date"),
        ("2026-12-07 09:30", "is not a date"),
        ("2026-12-07~2026-12-09", "is not a date"),
        ("내일", "is not a date"),
        ("", "is not a date"),
    ],
)
def test_a_doubtful_day_is_refused_with_what_to_write(text: str, reason: str) -> None:
    found = day_of(text)

    assert isinstance(found, LazyText)
    assert reason in str(found)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("09:30", "09:30"),
        ("9:30", "09:30"),
        ("9:30:00", "09:30"),
        ("오전 9:30:00", "09:30"),
        ("오전9:30", "09:30"),
        ("오후 2:00", "14:00"),
        ("오후 2시", "14:00"),
        ("오후 2시 30분", "14:30"),
        ("오후 2시 반", "14:30"),
        ("오전 12:00", "00:00"),
        ("오전 12:30:00", "00:30"),
        ("오후 12:00", "12:00"),
        ("오후 12:30", "12:30"),
        ("오후 14:00", "14:00"),
        ("9:30 AM", "09:30"),
        ("2:00 pm", "14:00"),
        ("2:00 p.m.", "14:00"),
        ("2PM", "14:00"),
        ("AM 9:30", "09:30"),
        ("12:00 AM", "00:00"),
        ("12:00 PM", "12:00"),
        ("14시 30분", "14:30"),
        ("14시", "14:00"),
        ("１４：３０", "14:30"),
        ("0:30", "00:30"),
        ("02:30", "02:30"),
        ("오전 2:30", "02:30"),
        ("6:30", "06:30"),
        ("0930", "09:30"),
        ("24:00", "24:00"),
        ("24시", "24:00"),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, clock: str) -> None:
    found = minutes_of(text)

    assert isinstance(found, int)
    assert clock_text(found) == clock


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2:30", "two ways: write 14:30, or 02:30 for the night"),
        ("5시", "two ways: write 17:00, or 05:00 for the night"),
        ("오전 13:00", "is not a time"),
        ("오전 9:30 PM", "is not a time"),
        ("9:30:30", "is not a time"),
        ("9:60", "is not a time"),
        ("24:30", "is not a time"),
        ("25:00", "is not a time"),
        ("9", "is not a time"),
        ("930", "is not a time"),
        ("09:00-12:00", "is not a time"),
        ("저녁", "is not a time"),
    ],
)
def test_a_doubtful_time_is_refused_with_what_to_write(text: str, reason: str) -> None:
    found = minutes_of(text)

    assert isinstance(found, LazyText)
    assert reason in str(found)
