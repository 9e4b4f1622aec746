"""Korean public holidays and the working days between them; the only file that asks the holidays library."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays

from foundation.times.zones import weekday_name

_LANGUAGES = {"ko": "ko", "en": "en_US"}


@cache
def _year(year: int, language: str) -> dict[date, str]:
    found = holidays.country_holidays("KR", years=year, language=_LANGUAGES.get(language, "en_US"))
    return {day: str(name) for day, name in found.items()}


def holiday_name(day: date, language: str = "ko") -> str | None:
    """The name of the public holiday on `day` (substitute and lunar ones too), or None."""
    return _year(day.year, language).get(day)


def is_working_day(
    day: date, weekdays: Collection[str], closed: Collection[date] = frozenset()
) -> bool:
    """Whether the office works: one of its weekdays ("mon" ...), no public holiday, and not `closed` besides."""
    return weekday_name(day) in weekdays and holiday_name(day) is None and day not in closed


def next_working_day(
    day: date, weekdays: Collection[str], closed: Collection[date] = frozenset()
) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1, weekdays, closed)


def add_working_days(
    day: date, count: int, weekdays: Collection[str], closed: Collection[date] = frozenset()
) -> date:
    """The working day that comes `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, weekdays, closed)
    return day


def working_days_between(
    first: date, last: date, weekdays: Collection[str], closed: Collection[date] = frozenset()
) -> int:
    """How many working days lie after `first`, up to and including `last`."""
    return sum(
        is_working_day(first + timedelta(days=n), weekdays, closed)
        for n in range(1, (last - first).days + 1)
    )
