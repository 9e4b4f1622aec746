"""Half-open spans of time, and the arithmetic of calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, order=True)
class Span:
    """The time from `start` up to, not including, `end`; both aware, `start < end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive times and empty or reversed spans."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs times with a zone")
        # Python compares two times of the same zone by wall clock, wrong across a clock change.
        if self.start.astimezone(UTC) >= self.end.astimezone(UTC):
            raise ValueError("a span must end after it starts")

    @property
    def minutes(self) -> int:
        """Its length in whole minutes."""
        return int((self.end.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() // 60)

    def minutes_until(self, later: "Span") -> int:
        """Whole minutes from its end to the start of a later one; below zero when they overlap."""
        between = later.start.astimezone(UTC) - self.end.astimezone(UTC)
        return int(between.total_seconds() // 60)

    def overlaps(self, other: "Span") -> bool:
        """Whether they share any time; touching is not sharing."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def clipped(self, to: "Span") -> "Span | None":
        """The part inside `to`, if any."""
        start, end = max(self.start, to.start), min(self.end, to.end)
        return Span(start, end) if start < end else None


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time as a sorted list of spans that neither overlap nor touch."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What is left of `spans` once `holes` are taken out."""
    rest = merge(spans)
    for hole in merge(holes):
        left: list[Span] = []
        for span in rest:
            if not span.overlaps(hole):
                left.append(span)
                continue
            if span.start < hole.start:
                left.append(Span(span.start, hole.start))
            if hole.end < span.end:
                left.append(Span(hole.end, span.end))
        rest = left
    return rest


def intersect(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """The time that lies in both."""
    others = merge(second)
    found = [part for span in merge(first) for o in others if (part := span.clipped(o)) is not None]
    return merge(found)
