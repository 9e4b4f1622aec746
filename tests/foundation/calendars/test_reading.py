"""What calendars of other programs say of somebody's time, and those that say nothing that can be read."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from foundation.calendars import reading
from foundation.calendars.faults import CalendarFault, CalendarRefused, fault_said
from foundation.calendars.reading import LARGEST_BYTES, MOST_ENTRIES, BusyTimes, read_busy

SEOUL = ZoneInfo("Asia/Seoul")
# From a Tuesday on.
DAYS = (date(2026, 12, 1), date(2026, 12, 14))
F = CalendarFault
UTC_HOUR = ("DTSTART:20261201T010000Z", "DURATION:PT1H")


def event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""]
    )


def calendar(*parts: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
    return (head + "".join(parts) + "END:VCALENDAR\r\n").encode()


def read(raw: bytes) -> BusyTimes:
    return read_busy(raw, DAYS, SEOUL, own_host="ieum.example")


def clocks(raw: bytes) -> list[str]:
    return [
        f"{s.start.astimezone(SEOUL):%d %H:%M}–{s.end.astimezone(SEOUL):%d %H:%M}"
        for s in read(raw).spans
    ]


FREE_AND_BUSY = (
    "BEGIN:VFREEBUSY\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\n"
    "FREEBUSY:20261201T010000Z/PT2H\r\n"
    "FREEBUSY;FBTYPE=FREE:20261205T010000Z/20261205T020000Z\r\nEND:VFREEBUSY\r\n"
)
MINE = (
    "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:20200101T000000\r\n"
    "TZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([event(*UTC_HOUR)], ["01 10:00–01 11:00"]),
        # without a zone it is the wall of the office; from 10:07 on she is not free at 10:05
        ([event("DTSTART:20261201T100700", "DTEND:20261201T105800")], ["01 10:05–01 11:00"]),
        (
            [event("DTSTART;TZID=Korea Standard Time:20261201T100000", "DURATION:PT30M")],
            ["01 10:00–01 10:30"],
        ),
        (
            [MINE, event("DTSTART;TZID=Mine:20261201T100000", "DURATION:PT1H")],
            ["01 12:00–01 13:00"],
        ),
        ([event("DTSTART;VALUE=DATE:20261202")], ["02 00:00–03 00:00"]),
        (
            [event("DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261204")],
            ["02 00:00–04 00:00"],
        ),
        # touching and overlapping times are one
        (
            [
                event(*UTC_HOUR),
                event("DTSTART:20261201T020000Z", "DURATION:PT1H", uid="2"),
                event("DTSTART:20261201T023000Z", "DURATION:PT15M", uid="3"),
            ],
            ["01 10:00–01 12:00"],
        ),
        (
            [event(*UTC_HOUR, "RRULE:FREQ=WEEKLY;BYDAY=TU,TH", "EXDATE:20261203T010000Z")],
            ["01 10:00–01 11:00", "08 10:00–08 11:00", "10 10:00–10 11:00"],
        ),
        # one of them moved, one of them cancelled
        (
            [
                event(*UTC_HOUR, "RRULE:FREQ=DAILY;COUNT=3"),
                event(
                    "RECURRENCE-ID:20261202T010000Z", "DTSTART:20261202T050000Z", "DURATION:PT1H"
                ),
                event("RECURRENCE-ID:20261203T010000Z", *UTC_HOUR, "STATUS:CANCELLED"),
            ],
            ["01 10:00–01 11:00", "02 14:00–02 15:00"],
        ),
        ([event(*UTC_HOUR, "TRANSP:TRANSPARENT")], []),
        ([event(*UTC_HOUR, "STATUS:CANCELLED")], []),
        ([event(*UTC_HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:FREE")], []),
        ([event("DTSTART:20261201T010000Z")], []),
        ([event("DTSTART:20250101T010000Z", "DURATION:PT1H")], []),
        # what comes from us does not keep her from it
        ([event(*UTC_HOUR, uid="session-1@ieum.example")], []),
        (
            [
                FREE_AND_BUSY,
            ],
            ["01 10:00–01 12:00"],
        ),
        ([], []),
    ],
)
def test_it_is_busy_when_its_entries_take_time(parts: list[str], expected: list[str]) -> None:
    assert clocks(calendar(*parts)) == expected


BROKEN: list[tuple[str, bytes, CalendarFault]] = [
    ("empty", b"", F.NOT_A_CALENDAR),
    ("text", b"hello", F.NOT_A_CALENDAR),
    ("page", b"<!doctype html><title>Sign in</title>", F.NOT_A_CALENDAR),
    ("picture", b"\x89PNG\r\n\x1a\n\xff\xfe", F.NOT_A_CALENDAR),
    ("zip", b"PK\x03\x04\xff\xff", F.NOT_A_CALENDAR),
    ("cp949", "통역".encode("cp949"), F.NOT_A_CALENDAR),
    ("card", b"BEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n", F.NOT_A_CALENDAR),
    ("begun only", b"BEGIN:VCALENDAR", F.NOT_A_CALENDAR),
    ("cut off", calendar(event(*UTC_HOUR))[:-40], F.NOT_A_CALENDAR),
    ("ended twice", b"END:VCALENDAR\r\nEND:VCALENDAR\r\n", F.NOT_A_CALENDAR),
    ("deep", b"BEGIN:VCALENDAR\r\n" * 3000 + b"END:VCALENDAR\r\n" * 10, F.NOT_A_CALENDAR),
    ("no colon", calendar("NONSENSE\r\n", event(*UTC_HOUR)), F.NOT_A_CALENDAR),
    ("too large", b"x" * (LARGEST_BYTES + 1), F.TOO_LARGE),
    ("too many", calendar(event(*UTC_HOUR) * (MOST_ENTRIES + 1)), F.TOO_MANY),
    ("no start", calendar(event("SUMMARY:x")), F.NO_START),
    ("month 13", calendar(event("DTSTART:20261301T010000Z")), F.BROKEN),
    ("a year alone", calendar(event("DTSTART:2026")), F.BROKEN),
    ("words for a start", calendar(event("DTSTART:tomorrow")), F.BROKEN),
    ("two starts", calendar(event(UTC_HOUR[0], UTC_HOUR[0])), F.BROKEN),
    ("a day to a time", calendar(event(UTC_HOUR[0], "DTEND;VALUE=DATE:20261203")), F.BROKEN),
    ("a zone to none", calendar(event(UTC_HOUR[0], "DTEND:20261201T100000")), F.BROKEN),
    ("words for a length", calendar(event(UTC_HOUR[0], "DURATION:long")), F.BROKEN),
    ("for ever", calendar(event(UTC_HOUR[0], "DURATION:P99999999999D")), F.BROKEN),
    ("bad exception", calendar(event(*UTC_HOUR, "EXDATE:never")), F.BROKEN),
    ("bad addition", calendar(event(*UTC_HOUR, "RDATE:always")), F.BROKEN),
    ("bad part", calendar(event(*UTC_HOUR, "RECURRENCE-ID:some")), F.BROKEN),
    ("bad rule", calendar(event(*UTC_HOUR, "RRULE:FREQ=SOMETIMES")), F.BROKEN),
    ("bad until", calendar(event(*UTC_HOUR, "RRULE:FREQ=DAILY;UNTIL=2026")), F.BROKEN),
    ("never the next", calendar(event(*UTC_HOUR, "RRULE:FREQ=DAILY;INTERVAL=0")), F.BROKEN),
    ("backwards", calendar(event(UTC_HOUR[0], "DTEND:20261201T000000Z")), F.ENDS_BEFORE),
    ("less than nothing", calendar(event(UTC_HOUR[0], "DURATION:-PT1H")), F.ENDS_BEFORE),
    ("each second", calendar(event(*UTC_HOUR, "RRULE:FREQ=SECONDLY")), F.TOO_OFTEN),
    ("each minute", calendar(event(*UTC_HOUR, "RRULE:FREQ=MINUTELY;COUNT=9")), F.TOO_OFTEN),
    ("each hour", calendar(event(*UTC_HOUR, "RRULE:FREQ=HOURLY")), F.TOO_OFTEN),
    (
        "by the minute",
        calendar(event(*UTC_HOUR, "RRULE:FREQ=DAILY;BYMINUTE=0,1,2,3")),
        F.TOO_OFTEN,
    ),
    (
        "a zone of nowhere",
        calendar(event("DTSTART;TZID=Mars/Olympus:20261201T100000", "DURATION:PT1H")),
        F.UNKNOWN_ZONE,
    ),
    (
        "a zone of nowhere at the end",
        calendar(event(UTC_HOUR[0], "DTEND;TZID=Mars/Olympus:20261201T100000")),
        F.UNKNOWN_ZONE,
    ),
    (
        "a zone of nowhere among the exceptions",
        calendar(event(*UTC_HOUR, "EXDATE;TZID=Mars/Olympus:20261201T100000")),
        F.UNKNOWN_ZONE,
    ),
]


@pytest.mark.parametrize(
    ("raw", "fault"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN]
)
def test_what_cannot_be_read_is_refused_in_words(raw: bytes, fault: CalendarFault) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read(raw)
    assert refused.value.fault is fault
    said = str(fault_said(refused.value.fault, refused.value.detail))
    assert said.endswith(".")
    assert "%" not in said


def test_a_bomb_of_many_repetitions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_REPEATED", 30)
    daily = event(*UTC_HOUR, "RRULE:FREQ=DAILY")
    over = event(*UTC_HOUR, "RRULE:FREQ=DAILY;UNTIL=20261130T000000Z")
    assert len(read(calendar(daily * 2, over * 3)).spans) == len(range(14))
    with pytest.raises(CalendarRefused) as refused:
        read(calendar(daily * 3))
    assert refused.value.fault is F.TOO_MANY


def test_many_dates_one_by_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LISTED", 2)
    with pytest.raises(CalendarRefused) as refused:
        read(calendar(event(*UTC_HOUR, "RDATE:" + ",".join(["20261203T010000Z"] * 3))))
    assert refused.value.fault is F.TOO_MANY


def test_the_entry_and_the_zone_are_named() -> None:
    with pytest.raises(CalendarRefused) as refused:
        read(calendar(event(*UTC_HOUR), event("DTSTART;TZID=Mars/Olympus:20261201T100000")))
    assert refused.value.detail == "Mars/Olympus"
    with pytest.raises(CalendarRefused) as refused:
        read(calendar(event(*UTC_HOUR), event("SUMMARY:x")))
    assert refused.value.detail == "2"
