"""When somebody is free: weekly patterns, dated exceptions and leave, as spans of UTC.

What an end at midnight, or before its start, means is said in foundation/times/hours.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import combinations
from zoneinfo import ZoneInfo

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.text.words import register_words
from foundation.times import hours
from foundation.times.hours import MIDNIGHT, hours_span
from foundation.times.spans import Span, merge, subtract
from foundation.times.zones import days_span

GRID_MINUTES = 5
_DAY = timedelta(days=1)


class ExceptionReason(StrEnum):
    """Why the weekly pattern does not hold; the system asks for nothing more private."""

    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class WeeklyTime:
    """On every `weekday` (0 is Monday) from `starts` to `ends`, between two days (None: no end)."""

    weekday: int
    starts: time
    ends: time
    first_day: date
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the pattern applies on this day."""
        return (
            day.weekday() == self.weekday
            and self.first_day <= day
            and (self.last_day is None or day <= self.last_day)
        )

    def overlaps(self, other: "WeeklyTime") -> bool:
        """Whether some minute of some day is said twice; touching is not."""
        return any(a.meets(b) for a in self.stretches() for b in other.stretches())

    def stretches(self) -> "list[_Stretch]":
        """What lies on its own weekday, and what on the next."""
        start = hours.minute_of(self.starts)
        end = start + hours.minutes_between(self.starts, self.ends)
        last = self.last_day or date.max - _DAY
        found = [
            _Stretch(self.weekday, start, min(end, hours.DAY_MINUTES), self.first_day, last),
            _Stretch(
                (self.weekday + 1) % 7,
                0,
                end - hours.DAY_MINUTES,
                self.first_day + _DAY,
                last + _DAY,
            ),
        ]
        return [part for part in found if part.start < part.end]


@dataclass(frozen=True)
class _Stretch:
    """Minutes of one weekday, between two days."""

    weekday: int
    start: int
    end: int
    first_day: date
    last_day: date

    def meets(self, other: "_Stretch") -> bool:
        return (
            self.weekday == other.weekday
            and self.start < other.end
            and other.start < self.end
            and self.first_day <= other.last_day
            and other.first_day <= self.last_day
        )


@dataclass(frozen=True, kw_only=True)
class DatedTime:
    """On the days from `first_day` to `last_day` free (or not free) from `starts` to `ends`.

    Without times it means the whole days.
    """

    first_day: date
    last_day: date
    available: bool
    starts: time | None = None
    ends: time | None = None

    @property
    def ends_next_day(self) -> bool:
        """Whether its hours run on into the next day."""
        if self.starts is None or self.ends is None:
            return False
        return hours.ends_next_day(self.starts, self.ends)

    def spans(self, first_day: date, last_day: date, zone: ZoneInfo) -> list[Span]:
        """Its time on some days, with the night that comes before them and the one that follows."""
        first, last = max(self.first_day, first_day), min(self.last_day, last_day)
        if self.starts is None or self.ends is None:
            return [days_span(first, last, zone)] if first <= last else []
        if self.ends_next_day:
            first = max(self.first_day, first_day - _DAY)
        return [
            span
            for day in days_between(first, last)
            if (span := hours_span(day, self.starts, self.ends, zone)) is not None
        ]


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def free_time(
    weekly: Iterable[WeeklyTime],
    dated: Iterable[DatedTime],
    days: tuple[date, date],
    zone: ZoneInfo,
) -> list[Span]:
    """The pattern and the extra time, less the time off, of the days from first to last and their nights."""
    first_day, last_day = days
    pattern, dated = list(weekly), list(dated)
    usual = [
        span
        for day in days_between(first_day - _DAY, last_day)
        for part in pattern
        if part.holds_on(day)
        and (day >= first_day or hours.ends_next_day(part.starts, part.ends))
        and (span := hours_span(day, part.starts, part.ends, zone)) is not None
    ]
    extra = [s for d in dated if d.available for s in d.spans(first_day, last_day, zone)]
    off = [s for d in dated if not d.available for s in d.spans(first_day, last_day, zone)]
    return subtract(merge([*usual, *extra]), off)


def first_overlap(pattern: Sequence[WeeklyTime]) -> tuple[WeeklyTime, WeeklyTime] | None:
    """Two parts of a pattern that say the same time twice, if there are any."""
    ordered = sorted(pattern, key=lambda part: (part.weekday, part.starts, part.ends))
    return next(((a, b) for a, b in combinations(ordered, 2) if a.overlaps(b)), None)


def reason_against_times(starts: time, ends: time) -> LazyText | None:
    """Why these two times make no stretch of a day."""
    if not hours.make_sense(starts, ends):
        return say(
            "It ends before it starts: %(starts)s to %(ends)s. Choose a later end. Over midnight it may last 12 hours.",
            starts=starts,
            ends=ends,
        )
    if any(clock.minute % GRID_MINUTES or clock.second for clock in (starts, ends)):
        return say("Enter times in steps of five minutes, like 9:00 or 9:05.")
    return None


def overlap_wording(first: WeeklyTime, second: WeeklyTime) -> LazyText:
    """Two overlapping parts, in words."""
    return say(
        "These times overlap: %(a)s to %(b)s and %(c)s to %(d)s. Join them or change one.",
        a=first.starts,
        b=end_said(first.ends),
        c=second.starts,
        d=end_said(second.ends),
    )


def end_said(ends: time) -> time | LazyText:
    """An end in a sentence."""
    return say("midnight") if ends == MIDNIGHT else ends


register_labels(
    {
        ExceptionReason.LEAVE: say("Leave"),
        ExceptionReason.SICK: say("Ill"),
        ExceptionReason.TRAINING: say("Training"),
        ExceptionReason.OTHER: say("Another reason"),
    }
)
register_words(
    {
        ExceptionReason.LEAVE: "연차, 휴무, 여행, 개인 휴가, Holiday, Vacation",
        ExceptionReason.SICK: "병결, 아픔, 질병, 입원, Sick",
        ExceptionReason.TRAINING: "연수, 수업, 보수교육, Course",
        ExceptionReason.OTHER: "기타, 그 밖, 개인 사정, Other",
    }
)
