"""Files for calendars, read back by the libraries that other programs use."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from foundation.calendars.writing import CalendarEntry, calendar_file, sequence_at

SEOUL = ZoneInfo("Asia/Seoul")
TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
SCRIPTS = (
    "통역",
    "Tiếng Việt",
    "中文传译",
    "通訳",
    "ภาษาไทย",
    "Русский",
    "Монгол",
    "العربية",
    "नेपाली",
    "ភាសាខ្មែរ",
    "မြန်မာ",
    "සිංහල",
)


def entry(**values: Any) -> CalendarEntry:
    usual: dict[str, Any] = {
        "uid": "a@ieum.example",
        "starts": TEN,
        "ends": TEN + timedelta(hours=1),
        "title": "통역",
    }
    return CalendarEntry(**usual | values)


def read_back(text: str) -> list[Any]:
    read: Any = Calendar.from_ical(text)
    return list(read.walk("VEVENT"))


def test_it_is_read_back_with_the_zone_that_it_brings() -> None:
    text = calendar_file([entry(place="안산", link="https://x.example/a?b=1&c=2")], SEOUL)
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "DTSTART;TZID=Asia/Seoul:20261201T100000" in text
    [found] = read_back(text)
    assert found["DTSTART"].dt == TEN
    assert (found["SUMMARY"], found["LOCATION"]) == ("통역", "안산")
    assert found["URL"] == "https://x.example/a?b=1&c=2"
    start, end = date(2026, 12, 1), date(2026, 12, 2)
    assert len(recurring_ical_events.of(Calendar.from_ical(text)).between(start, end)) == 1


def test_whole_days_have_no_clock() -> None:
    text = calendar_file([entry(starts=date(2026, 12, 1), ends=date(2026, 12, 3))], SEOUL)
    assert "DTSTART;VALUE=DATE:20261201" in text
    assert "VTIMEZONE" not in text
    found = recurring_ical_events.of(Calendar.from_ical(text)).between(
        date(2026, 12, 2), date(2026, 12, 3)
    )
    assert len(found) == 1


def test_a_change_and_a_cancellation_replace_what_was_there() -> None:
    later = TEN + timedelta(minutes=1)
    sequences = [sequence_at(at) for at in (TEN, later)]
    assert sequences[0] < sequences[1]
    [before], [after] = (
        read_back(calendar_file([entry(sequence=n, cancelled=n == sequences[1])], SEOUL))
        for n in sequences
    )
    assert before["UID"] == after["UID"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt


def test_it_is_the_same_to_the_letter_until_something_changes() -> None:
    assert calendar_file([entry()], SEOUL) == calendar_file([entry()], SEOUL)


def test_a_file_publishes_and_a_feed_says_how_often_to_ask() -> None:
    assert "METHOD:PUBLISH" in calendar_file([entry()], SEOUL)
    feed = calendar_file([entry()], SEOUL, name="통역", refresh=timedelta(hours=1))
    assert "METHOD" not in feed
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in feed


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_comes_back_and_no_line_is_too_long(text: str) -> None:
    title = f"{text} " * 12
    written = calendar_file([entry(title=title, place=text, about=text)], SEOUL)
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    [found] = read_back(written)
    assert found["SUMMARY"] == title.strip()
    assert (found["LOCATION"], found["DESCRIPTION"]) == (text, text)


INJECTED = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\x00\x0b\u2028\u2029\x85; \\n, "


@pytest.mark.parametrize("field", ["uid", "title", "place", "about", "link"])
def test_nothing_that_is_written_ends_its_line(field: str) -> None:
    text = calendar_file([entry(**{field: INJECTED})], SEOUL)
    assert [str(each["UID"]) for each in read_back(text)] != ["evil"]
    assert len(read_back(text)) == 1
    lines = text.replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("UID:evil")]
    assert not {"\x00", "\x0b", "\u2028", "\x85"} & {*text}
