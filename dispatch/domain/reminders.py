"""When somebody is reminded of a session: days before, so that a weekend is covered, and an hour before."""

from datetime import date, time, timedelta
from enum import StrEnum

FRIDAY = 4
DAYS_BEFORE, DAYS_BEFORE_ON_FRIDAY = 2, 4
HOUR = timedelta(hours=1)
# Reminders of days ahead come in these hours of the wall clock; later ones wait for the next day.
FROM, UNTIL = time(10), time(20)


class ReminderKind(StrEnum):
    """Which of the two reminders it is."""

    DAYS = "days"
    HOUR = "hour"


class ReminderFor(StrEnum):
    """Who is reminded."""

    INTERPRETER = "interpreter"
    REQUESTER = "requester"


def last_day_reminded(today: date) -> date:
    """Up to which day people are reminded today: two days ahead, on a Friday four."""
    days = DAYS_BEFORE_ON_FRIDAY if today.weekday() == FRIDAY else DAYS_BEFORE
    return today + timedelta(days=days)


def is_time_for_days(clock: time) -> bool:
    """Whether reminders of days ahead are written at this time of the wall clock."""
    return FROM <= clock < UNTIL
