"""Time for calls beside somebody's weekly times: on duty, or said to be available now."""

from datetime import datetime, timedelta

from dispatch.domain.helpline import DutyTime, on_duty
from dispatch.store.queries.helpline import list_available, list_duty
from dispatch.store.tables import Interpreter
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span


def on_call_spans(uow: UnitOfWork, who: Interpreter, at: datetime, length: timedelta) -> list[Span]:
    """The time in which calls may come to somebody at an instant; only their beginning must lie in it."""
    times = [
        DutyTime(weekday=row.weekday, starts=row.starts, ends=row.ends)
        for row in list_duty(uow.db, [who.id])
    ]
    duty = on_duty(times, at, uow.settings.zone)
    spans = [] if duty is None else [duty]
    spans += [Span(row.since, row.until) for row in list_available(uow.db, at, [who.id])]
    return [Span(span.start, span.end + length) for span in spans]
