"""How times, lengths and names read in templates."""

from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import cast

from flask import Flask

from foundation.text import i18n
from foundation.text.message import LazyText
from foundation.web.translation import language, words
from foundation.web.work import office


def local(instant: datetime) -> datetime:
    """An instant on the office's wall."""
    return instant.astimezone(office().settings.zone)


def local_clock(instant: datetime) -> str:
    """24-hour time on boards: 14:05."""
    return f"{local(instant):%H:%M}"


def spoken_clock(value: datetime | time) -> str:
    """Time in sentences: 오전 9:30."""
    clock = local(value).time() if isinstance(value, datetime) else value
    return i18n.clock_text(clock, language())


def spoken_day(value: datetime | date) -> str:
    """Date in sentences: 11월 23일 월요일."""
    day = local(value).date() if isinstance(value, datetime) else value
    return i18n.day_text(day, language())


def last_day(end: date) -> str:
    """The last day of something that ends before `end`, with its year: 2029년 10월 31일 수요일."""
    return i18n.day_text(end - timedelta(days=1), language(), year=True)


def last_date(end: date) -> str:
    """The same in narrow places and beside other dates: 2029-10-31."""
    return (end - timedelta(days=1)).isoformat()


def short_day(value: datetime | date) -> str:
    """Date in narrow places."""
    day = local(value).date() if isinstance(value, datetime) else value
    return i18n.short_day_text(day, language())


def far_day(value: date) -> str:
    """The same, with its year when that is not this one."""
    this_year = local(office().clock()).year
    return i18n.short_day_text(value, language(), year=value.year != this_year)


def spoken_instant(value: datetime) -> str:
    """Date and time in sentences."""
    return i18n.instant_text(value, office().settings.zone, language())


def minutes(value: int) -> str:
    """A length of time: 1시간 30분."""
    return i18n.minutes_text(value, language())


def label(member: Enum | str) -> str:
    """The name of a state, a domain, a language ... in the reader's language; a name that was typed as it is."""
    if not isinstance(member, Enum):
        return member
    return i18n.label(member, language())


def said(value: LazyText | str) -> str:
    """A sentence of the domain."""
    return words(value)


FILTERS = (
    local,
    local_clock,
    spoken_clock,
    spoken_day,
    last_day,
    last_date,
    short_day,
    far_day,
    spoken_instant,
    minutes,
    label,
    said,
)


def install(app: Flask) -> None:
    """Register every filter under its own name."""
    for function in FILTERS:
        cast("dict[str, object]", app.jinja_env.filters)[function.__name__] = function
