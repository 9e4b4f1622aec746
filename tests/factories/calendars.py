"""Other calendars of people."""

from datetime import timedelta

from foundation.calendars.faults import CalendarFault
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.store.tables import Interpreter
from scheduling.store.busy_calendars import BusyCalendar, BusyTime


def a_busy_calendar(
    uow: UnitOfWork, who: Interpreter, *spans: Span, fault: CalendarFault | None = None
) -> BusyCalendar:
    """One that is subscribed and confirmed, with these times (else two hours the day after tomorrow)."""
    start = uow.now + timedelta(days=2)
    row = BusyCalendar(
        interpreter_id=who.id,
        name="가족",
        host="calendar.example",
        created_at=uow.now,
        confirmed_at=uow.now,
        heard_at=uow.now,
        read_at=uow.now,
        last_day=uow.today + timedelta(weeks=26),
        next_at=uow.now + timedelta(hours=1),
        failures=0 if fault is None else 2,
        fault=fault,
    )
    address = "https://calendar.example/secret.ics"
    row.encrypted_address = uow.cipher.close(address, "busy_calendar", "encrypted_address", row.id)
    uow.db.add(row)
    uow.db.flush()
    uow.db.add_all(
        BusyTime(calendar_id=row.id, interpreter_id=who.id, starts_at=each.start, ends_at=each.end)
        for each in spans or (Span(start, start + timedelta(hours=2)),)
    )
    uow.db.flush()
    return row
