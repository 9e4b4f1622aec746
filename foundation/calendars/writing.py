"""Dates as a file that every calendar reads; with `reading.py` the only file that speaks icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

PRODUCT = "-//Ieum//KO"
# Nothing older is written.
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One entry. `uid` stays the same when it is sent again, so that calendars replace it.

    `starts` and `ends` are instants, or days (then `ends` is the first day after it). A higher `sequence`
    replaces a lower one. What is `cancelled` is told, as a calendar keeps what it is not told of. A `link` leads
    into a meeting or to a page: it is written as it is, for whoever has the file.
    """

    uid: str
    starts: datetime | date
    ends: datetime | date
    title: str
    place: str = ""
    about: str = ""
    link: str = ""
    sequence: int = 0
    cancelled: bool = False


def sequence_at(changed_at: datetime) -> int:
    """The sequence of an entry that last changed then: seconds since 2020, which a calendar can count until 2088."""
    return max(0, int((changed_at - SINCE).total_seconds()))


def calendar_file(
    entries: Iterable[CalendarEntry],
    zone: ZoneInfo,
    *,
    name: str = "",
    refresh: timedelta | None = None,
) -> str:
    """The file, with the times on the wall of `zone` and what that zone is.

    Written again without a change it is the same to the letter, so that whoever has it need not take it again.

    `name` is what a calendar calls it; `refresh` is how often one that subscribes should ask. A file that is
    downloaded once has no `refresh` and says that it publishes.
    """
    # The library is half typed.
    made: Any = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if refresh is None:
        made.add("method", "PUBLISH")
    else:
        made.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", refresh)
    if name:
        made.add("x-wr-calname", one_line(name))
    made.add("x-wr-timezone", zone.key)
    for entry in entries:
        made.add_component(_event(entry, zone))
    made.add_missing_timezones(first_date=SINCE.date())
    text: bytes = made.to_ical()
    return text.decode()


def _event(entry: CalendarEntry, zone: ZoneInfo) -> Any:
    event: Any = Event()
    event.add("uid", one_line(entry.uid))
    event.add("dtstamp", SINCE + timedelta(seconds=entry.sequence))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("dtstart", _on_the_wall(entry.starts, zone))
    event.add("dtend", _on_the_wall(entry.ends, zone))
    event.add("summary", one_line(entry.title))
    if entry.place:
        event.add("location", one_line(entry.place))
    # Some calendars show the address as a button, others only what is described.
    about = "\n".join(filter(None, (many_lines(entry.about), one_line(entry.link))))
    if about:
        event.add("description", about)
    if entry.link:
        event.add("url", one_line(entry.link))
    return event


def _on_the_wall(at: datetime | date, zone: ZoneInfo) -> datetime | date:
    return at.astimezone(zone) if isinstance(at, datetime) else at


def one_line(text: str) -> str:
    """A text without line ends and other signs that no calendar shows: nothing in it can end its line."""
    return " ".join("".join(sign if _is_shown(sign) else " " for sign in text).split())


def many_lines(text: str) -> str:
    """The same, line by line."""
    return "\n".join(filter(None, (one_line(line) for line in text.splitlines())))


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign in "\u200c\u200d"
