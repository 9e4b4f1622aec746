"""Hours of a day on the wall, and what an end at or before their start means: nobody else decides it.

The end of the day is midnight: it is said as 24:00 or 00:00 and kept as 00:00. An end before the start lies on
the next day, as in 22:00-02:00; nobody means more than a night by that.
"""

import re
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from foundation.times.spans import Span
from foundation.times.zones import to_utc

MIDNIGHT = time(0)
DAY_MINUTES = 24 * 60
LONGEST_NIGHT = 12 * 60
_END_OF_DAY = re.compile(r"\s*24:00(:00)?\s*")


def minute_of(clock: time) -> int:
    """Minutes since midnight."""
    return clock.hour * 60 + clock.minute


def minutes_between(starts: time, ends: time) -> int:
    """How long these hours are: 1 to 1440 minutes; from 00:00 to 00:00 is the whole day."""
    return (minute_of(ends) - minute_of(starts)) % DAY_MINUTES or DAY_MINUTES


def ends_next_day(starts: time, ends: time) -> bool:
    """Whether they run on past the end of the day."""
    return ends <= starts and ends != MIDNIGHT


def make_sense(starts: time, ends: time) -> bool:
    """Whether they are hours of a day or a night, and not an end before its start."""
    return not ends_next_day(starts, ends) or (
        ends != starts and minutes_between(starts, ends) <= LONGEST_NIGHT
    )


def hours_span(day: date, starts: time, ends: time, zone: ZoneInfo) -> Span | None:
    """The hours that begin on a day, as instants; None when a clock change swallows all of them."""
    last_day = day if starts < ends else day + timedelta(days=1)
    start, end = to_utc(day, starts, zone), to_utc(last_day, ends, zone)
    return Span(start, end) if start < end else None


def end_text(ends: time) -> str:
    """An end in figures: the end of the day is 24:00."""
    return "24:00" if ends == MIDNIGHT else f"{ends:%H:%M}"


def hours_text(starts: time, ends: time) -> str:
    """Hours in figures: 20:00–24:00."""
    return f"{starts:%H:%M}–{end_text(ends)}"


def with_midnight(text: str) -> str:
    """A typed end in the signs of a clock: 24:00 becomes 00:00, all else stays."""
    return "00:00" if _END_OF_DAY.fullmatch(text) else text
