"""The two weeks of the example, and times written the way the files want them."""

from datetime import date, timedelta

FIRST_MONDAY = date(2026, 11, 30)
DAYS = tuple(FIRST_MONDAY + timedelta(days=n) for n in range(14))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

OPENS, CLOSES = 9 * 60, 20 * 60


def weekday(day: date) -> str:
    """The short name of a day's weekday."""
    return WEEKDAYS[day.weekday()]


def clock(minute: int) -> str:
    """Minutes since midnight as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(written: str) -> int:
    """HH:MM as minutes since midnight."""
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)


def years_before(day: date, years: int) -> date:
    """The same date some years earlier; the 29th of February becomes the 28th."""
    kept = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=kept)
