"""The working days that translators have: the office's week without closing days, less their leave."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from scheduling.domain.holidays import is_working_day
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import availability, closing_days


def free_days(
    uow: UnitOfWork, ids: Sequence[InterpreterId], first: date, last: date
) -> Mapping[InterpreterId, Sequence[date]]:
    """The working days of some people from one day to another, both included, on which they are not away."""
    weekdays = uow.settings.of(SchedulingSettings).working_weekdays
    closed = closing_days.known(uow)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if is_working_day(day, weekdays, closed)]
    away = availability.whole_days_away(uow, ids, first, last)
    return {who: [day for day in working if day not in away.get(who, ())] for who in ids}
