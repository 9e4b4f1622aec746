"""Calls on demand: how they end, how long somebody may say that they are available, and duty hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.hours import hours_span
from foundation.times.spans import Span
from foundation.times.zones import local_day
from scheduling.domain.office_settings import WEEKDAYS

# The weekdays in words, Monday first.
WEEKDAY_NAMES = tuple(name for _, name in WEEKDAYS)
# What "available now" may be said for, in minutes; it ends by itself.
AVAILABLE_FOR = (30, 60, 120, 240)
# What a call on demand may be expected to take, in minutes.
CALL_LENGTHS = (15, 30, 60)
# Whoever has not been told the end of a call so long after it should have been over: it is closed for them.
LEFT_OPEN = timedelta(hours=1)
_DAY = timedelta(days=1)


class CallEnd(StrEnum):
    """How a call on demand ended; all but the first are calls that nobody interpreted, with their cause."""

    HELD = "held"
    ABANDONED = "abandoned"
    NOBODY_ON_DUTY = "nobody_on_duty"
    REFUSED = "refused"
    NOBODY_ANSWERED = "nobody_answered"


class CallResult(StrEnum):
    """Whether a call that was held brought what it was for."""

    COVERED = "covered"
    PARTIALLY_COVERED = "partially_covered"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, kw_only=True)
class DutyTime:
    """On duty on every `weekday` (0 is Monday) from `starts` to `ends`, on the wall clock."""

    weekday: int
    starts: time
    ends: time

    def on(self, day: date, zone: ZoneInfo) -> Span | None:
        """The duty that begins on a day, if any."""
        if day.weekday() != self.weekday:
            return None
        return hours_span(day, self.starts, self.ends, zone)


def on_duty(times: Iterable[DutyTime], at: datetime, zone: ZoneInfo) -> Span | None:
    """The duty that lasts at an instant; one of the evening before may last into the night."""
    today = local_day(at, zone)
    spans = (each.on(day, zone) for each in times for day in (today - _DAY, today))
    lasting = [span for span in spans if span is not None and span.start <= at < span.end]
    return max(lasting, key=lambda span: span.end, default=None)


def next_duty(times: Iterable[DutyTime], at: datetime, zone: ZoneInfo) -> Span | None:
    """The duty that begins next, within a week."""
    listed = list(times)
    first = local_day(at, zone)
    for n in range(8):
        spans = (each.on(first + n * _DAY, zone) for each in listed)
        ahead = [span for span in spans if span is not None and span.start > at]
        if ahead:
            return min(ahead)
    return None


register_labels(
    {
        CallEnd.HELD: say("Interpreted"),
        CallEnd.ABANDONED: say("Cancelled before an answer"),
        CallEnd.NOBODY_ON_DUTY: say("Nobody was on duty"),
        CallEnd.REFUSED: say("Everyone asked declined"),
        CallEnd.NOBODY_ANSWERED: say("Nobody answered"),
        CallResult.COVERED: say("It helped"),
        CallResult.PARTIALLY_COVERED: say("It helped in part"),
        CallResult.NOT_COVERED: say("It did not help"),
    }
)
