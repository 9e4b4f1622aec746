"""One class as somebody with a seat sees it: when it is her turn, and when its door is open."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.spans import Span
from foundation.times.zones import local_day

# Before its beginning the address of an online class is not shown, so that nobody waits in an empty room.
LINK_OPENS_BEFORE = timedelta(minutes=30)


class ClassMoment(StrEnum):
    """Where a class stands against the clock on the office's wall."""

    OVER = "over"
    RUNNING = "running"
    TODAY = "today"
    AHEAD = "ahead"


register_labels(
    {
        ClassMoment.OVER: say("Class over"),
        ClassMoment.RUNNING: say("Class under way"),
        ClassMoment.TODAY: say("Class today"),
        ClassMoment.AHEAD: say("Class to come"),
    }
)


def moment_of(span: Span, now: datetime, zone: ZoneInfo) -> ClassMoment:
    """Whether a class is over, under way, later today or on another day."""
    if span.end <= now:
        return ClassMoment.OVER
    if span.start <= now:
        return ClassMoment.RUNNING
    same_day = local_day(span.start, zone) == local_day(now, zone)
    return ClassMoment.TODAY if same_day else ClassMoment.AHEAD


def link_opens_at(span: Span) -> datetime:
    """From when the address of an online class is shown to those who have a seat."""
    return span.start - LINK_OPENS_BEFORE


def is_link_open(span: Span, now: datetime) -> bool:
    """Whether somebody with a seat may enter an online class now."""
    return link_opens_at(span) <= now < span.end


def calendar_title(cohort: str, course: str, title: str) -> str:
    """What a class is called in a calendar: the course is named once, even if its classes name it too."""
    if not title or title.casefold() == course.casefold():
        return cohort
    return title if course.casefold() in title.casefold() else f"{cohort}: {title}"
