"""From the wall clock of an office to UTC and back, with clock changes decided."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.times.spans import Span

# The days that the office can mean: beyond them a zone or a day more is no longer a date of Python.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def read_day(text: str | None) -> date | None:
    """The day that a text such as 2026-11-30 is, if it is one that the office can mean."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.isoformat() == text and is_in_reach(day) else None


def is_clock(text: str) -> bool:
    """Whether a text is a time of day as settings write it: 09:30."""
    return _CLOCK.fullmatch(text) is not None


def is_in_reach(day: date) -> bool:
    """Whether the office can mean this day."""
    return FIRST_DAY <= day <= LAST_DAY


def to_utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant at which the wall shows `clock` on `day`.

    In the hour that occurs twice the first is meant; a time that a clock change skips means the
    instant right after the gap.
    """
    local = datetime.combine(day, clock, tzinfo=zone).replace(fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        # In the gap: with fold=1 Python uses the later offset, which lands before the gap; the gap's
        # end is where the earlier offset's reading passes it.
        before = local.replace(fold=1).astimezone(UTC)
        return _gap_end(before, instant, zone)
    return instant


def _gap_end(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the clock change between two instants, to the second."""
    low_offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == low_offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall at an instant."""
    return instant.astimezone(zone).date()


def local_clock(instant: datetime, zone: ZoneInfo) -> time:
    """The time on the wall at an instant, to the minute."""
    return instant.astimezone(zone).time().replace(second=0, microsecond=0)


def day_span(day: date, zone: ZoneInfo) -> Span:
    """A whole local day, which clock changes may make 23 or 25 hours long."""
    return days_span(day, day, zone)


def days_span(first: date, last: date, zone: ZoneInfo) -> Span:
    """The local days from `first` to `last`, both included."""
    return Span(to_utc(first, time.min, zone), to_utc(last + timedelta(days=1), time.min, zone))


def weekday_name(day: date) -> str:
    """One of WEEKDAYS."""
    return WEEKDAYS[day.weekday()]


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())
