"""Time in which somebody would no longer be free, or is not any more: one reckoning for the page and the deed."""

from collections.abc import Sequence
from datetime import date, timedelta

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span, subtract
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import DatedTime, WeeklyTime, free_time
from scheduling.domain.events import TimesNarrowed
from scheduling.domain.settings import SchedulingSettings
from scheduling.store.queries import availability as queries
from scheduling.store.queries import busy_calendars as busy_queries
from scheduling.store.tables import AvailabilityException, WeeklyAvailability


def lost_with(
    uow: UnitOfWork, interpreter_id: InterpreterId, pattern: Sequence[WeeklyTime]
) -> list[Span]:
    """What the stored pattern gives and this one does not, as far ahead as sessions are asked for."""
    days = _days_ahead(uow)
    stored = [
        weekly_time(row) for row in queries.list_weekly(uow.db, [interpreter_id], from_day=days[0])
    ]
    dated = [dated_time(row) for row in queries.list_exceptions(uow.db, [interpreter_id], *days)]
    after = [from_today(part, uow.today) for part in pattern]
    zone = uow.settings.zone
    lost = subtract(free_time(stored, dated, days, zone), free_time(after, dated, days, zone))
    return _that_was_free(uow, interpreter_id, lost)


def lost_without(uow: UnitOfWork, row: AvailabilityException) -> list[Span]:
    """What extra time gives that nothing else does; nothing for time off."""
    days, zone = _days_ahead(uow), uow.settings.zone
    weekly = [
        weekly_time(each)
        for each in queries.list_weekly(uow.db, [row.interpreter_id], from_day=days[0])
    ]
    every = queries.list_exceptions(uow.db, [row.interpreter_id], *days)
    before = [dated_time(each) for each in every]
    after = [dated_time(each) for each in every if each.id != row.id]
    lost = subtract(free_time(weekly, before, days, zone), free_time(weekly, after, days, zone))
    return _that_was_free(uow, row.interpreter_id, lost)


def _that_was_free(
    uow: UnitOfWork, interpreter_id: InterpreterId, lost: Sequence[Span]
) -> list[Span]:
    """Without the time that another calendar of theirs takes already."""
    if not lost:
        return []
    whole = Span(lost[0].start, lost[-1].end)
    return subtract(
        lost, busy_queries.list_busy(uow.db, [interpreter_id], whole).get(interpreter_id, ())
    )


def _days_ahead(uow: UnitOfWork) -> tuple[date, date]:
    horizon = uow.settings.of(SchedulingSettings).horizon_days
    return uow.today, uow.today + timedelta(days=horizon)


def announce(uow: UnitOfWork, interpreter_id: InterpreterId, lost: Sequence[Span]) -> None:
    """Tell the upper packages in which spans somebody is no longer free."""
    if lost:
        uow.announce(TimesNarrowed(interpreter_id, tuple(lost)))


def from_today(part: WeeklyTime, today: date) -> WeeklyTime:
    """A part of a pattern as it holds from a day on."""
    first = max(part.first_day, today)
    return WeeklyTime(
        weekday=part.weekday,
        starts=part.starts,
        ends=part.ends,
        first_day=first,
        last_day=part.last_day,
    )


def weekly_time(row: WeeklyAvailability) -> WeeklyTime:
    """A stored part of a pattern, for the rules."""
    return WeeklyTime(
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        first_day=row.first_day,
        last_day=row.last_day,
    )


def dated_time(row: AvailabilityException) -> DatedTime:
    """A stored exception, for the rules."""
    return DatedTime(
        first_day=row.first_day,
        last_day=row.last_day,
        available=row.available,
        starts=row.starts,
        ends=row.ends,
    )
