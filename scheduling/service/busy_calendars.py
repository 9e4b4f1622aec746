"""Other calendars of people: looked at, confirmed, read again, removed; the times in them are not free.

Whoever adds one sees first what it would block and which sessions lie in it. A calendar is fetched and read between
units of work (`question` before, `look_at` or `note` after), because an address of a stranger may take its time.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa

from foundation.calendars.apart import read_apart
from foundation.calendars.asked import CalendarAnswer, CalendarQuestion, CalendarReader
from foundation.calendars.faults import CalendarRefused, fault_said
from foundation.calendars.fetching import tidy_address
from foundation.calendars.reading import LARGEST_BYTES
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.once import limits
from foundation.security.errors import Conflict, Forbidden, NotFound, refuse
from foundation.security.permissions import the_system
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from foundation.times.spans import Span, intersect, subtract
from foundation.times.zones import days_span
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import availability, times_lost
from scheduling.store.busy_calendars import BusyCalendar, BusyTime
from scheduling.store.queries import availability as people
from scheduling.store.queries import busy_calendars as queries

READ_ONE = "scheduling.read_calendar"
MOST_CALENDARS = 5
# Readings that somebody may ask for in an hour, and that one tick of the clock asks for.
MOST_READINGS, MOST_AT_ONCE = 20, 200
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# An address that keeps failing is asked less and less often, but once a day.
LONGEST_PAUSE = DAY
# A calendar is read as a whole at least so often, unchanged or not: the days ahead move on.
WHOLE_EVERY = timedelta(hours=20)
KEPT_WAITING, KEPT_OVER = DAY, timedelta(days=7)
_PLACE = ("busy_calendar", "encrypted_address")


def list_of(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[BusyCalendar]:
    """Somebody's calendars: one's own, or anybody's for a coordinator."""
    person = availability.get_person(uow, interpreter_id)
    return queries.list_of(uow.db, person.id)


def busy_ahead(uow: UnitOfWork, interpreter_id: UUID, days: int) -> list[Span]:
    """When somebody is busy by their other calendars in the coming days."""
    person = availability.get_person(uow, interpreter_id)
    span = Span(uow.now, uow.now + timedelta(days=days))
    return list(queries.list_busy(uow.db, [person.id], span).get(person.id, ()))


def get_own(uow: UnitOfWork, calendar_id: UUID) -> BusyCalendar:
    """One of the actor's own; whose it is stays unknown to everybody else."""
    found = queries.find(uow.db, calendar_id)
    if found is None or found.interpreter_id != availability.own_id(uow):
        raise NotFound
    return found


def question(uow: UnitOfWork, *, address: str = "", raw: bytes = b"") -> CalendarQuestion:
    """What has to be read for one more calendar of the actor's; counts the reading, and refuses what need not be read."""
    own = availability.own_id(uow)
    if len(queries.list_of(uow.db, own)) >= MOST_CALENDARS:
        raise Conflict(say("You have %(n)s calendars already. Remove one first.", n=MOST_CALENDARS))
    if bool(address) == bool(raw):
        raise refuse("address", say("Enter an address, or choose a file."))
    if len(raw) > LARGEST_BYTES:
        raise refuse("file", say("The calendar is larger than 2 MB. Export a shorter period."))
    try:
        kept = tidy_address(address) if address else ""
    except CalendarRefused as wrong:
        raise refuse("address", fault_said(wrong.fault, wrong.detail)) from None
    limits.count(uow, "calendars", str(own), most=MOST_READINGS, per=HOUR)
    return _question(uow, address=kept, raw=raw)


def _question(
    uow: UnitOfWork, *, address: str = "", raw: bytes = b"", mark: str = ""
) -> CalendarQuestion:
    weeks = uow.settings.of(SchedulingSettings).calendar_weeks
    return CalendarQuestion(
        days=(uow.today, uow.today + timedelta(weeks=weeks)),
        zone=uow.settings.time_zone,
        own_host=uow.settings.sender.domain,
        address=address,
        mark=mark,
        raw=raw,
    )


def look_at(
    uow: UnitOfWork, name: str, asked: CalendarQuestion, answer: CalendarAnswer
) -> BusyCalendar:
    """Keep what was read until its owner has seen what it would block; nothing is blocked yet."""
    own = availability.own_id(uow)
    assert answer.busy is not None
    called = normalise_text(name)[:60]
    host = urlsplit(asked.address).hostname or ""
    calendar = BusyCalendar(
        interpreter_id=own,
        name=called or host[:60] or "iCalendar",
        host=host[:255],
        mark=answer.mark,
        created_at=uow.now,
        heard_at=uow.now,
        read_at=uow.now,
        last_day=asked.days[1],
    )
    if asked.address:
        calendar.encrypted_address = uow.cipher.close(asked.address, *_PLACE, calendar.id)
        calendar.next_at = uow.now + _every(uow)
    uow.db.add(calendar)
    uow.db.flush()
    _store(uow, calendar, answer.busy.spans)
    return calendar


def blocked(uow: UnitOfWork, calendar: BusyCalendar) -> list[Span]:
    """The times of a calendar that are not over."""
    return queries.list_spans(uow.db, calendar.id, uow.now)


def lost_by(uow: UnitOfWork, calendar: BusyCalendar) -> list[Span]:
    """In which time its owner would no longer be free: what of it was free until now."""
    ahead = _ahead(uow, calendar.last_day)
    free = availability.free_spans(uow, [calendar.interpreter_id], ahead)
    return intersect(free[calendar.interpreter_id], blocked(uow, calendar))


def confirm(uow: UnitOfWork, calendar_id: UUID) -> None:
    """Let a calendar block its times. Confirmed sessions stay, and coordinators are told of those in it."""
    calendar = get_own(uow, calendar_id)
    if calendar.confirmed_at is not None:
        return
    # Five may be looked at side by side; whoever confirms comes one by one.
    people.lock_interpreter(uow.db, calendar.interpreter_id)
    lost = lost_by(uow, calendar)
    calendar.confirmed_at = uow.now
    uow.record(
        "calendar.added", subject=calendar.interpreter_id, host=calendar.host, count=len(lost)
    )
    uow.db.flush()
    times_lost.announce(uow, calendar.interpreter_id, lost)


def remove(uow: UnitOfWork, calendar_id: UUID) -> None:
    """Forget a calendar with its times; the owner is free in them again."""
    calendar = get_own(uow, calendar_id)
    if calendar.confirmed_at is not None:
        uow.record("calendar.removed", subject=calendar.interpreter_id, host=calendar.host)
    uow.db.execute(sa.delete(BusyTime).where(BusyTime.calendar_id == calendar.id))
    uow.db.delete(calendar)


def ask_again(uow: UnitOfWork, calendar_id: UUID) -> CalendarQuestion:
    """What has to be read to bring one of the actor's subscribed calendars up to date, at once."""
    calendar = get_own(uow, calendar_id)
    if not calendar.encrypted_address:
        raise Forbidden
    limits.count(uow, "calendars", str(calendar.interpreter_id), most=MOST_READINGS, per=HOUR)
    return _again(uow, calendar)


def _again(uow: UnitOfWork, calendar: BusyCalendar) -> CalendarQuestion:
    address = uow.cipher.open(calendar.encrypted_address, *_PLACE, calendar.id)
    is_fresh = uow.now - calendar.read_at < WHOLE_EVERY
    return _question(uow, address=address, mark=calendar.mark if is_fresh else "")


def note(
    uow: UnitOfWork,
    calendar_id: UUID,
    asked: CalendarQuestion,
    answer: CalendarAnswer | CalendarRefused,
) -> None:
    """Keep what a subscribed calendar says now, or why it could not be read: then what it said before holds on."""
    calendar = queries.lock(uow.db, calendar_id)
    if calendar is None:
        # Its owner has removed it meanwhile.
        return
    if isinstance(answer, CalendarRefused):
        calendar.failures += 1
        calendar.fault, calendar.detail = answer.fault, answer.detail[:60]
        calendar.next_at = uow.now + min(LONGEST_PAUSE, _every(uow) * 2**calendar.failures)
        return
    calendar.failures, calendar.fault, calendar.detail = 0, None, ""
    calendar.heard_at, calendar.next_at = uow.now, uow.now + _every(uow)
    if answer.busy is None:
        return
    calendar.read_at, calendar.mark, calendar.last_day = uow.now, answer.mark, asked.days[1]
    _replace(uow, calendar, answer.busy.spans)


def _replace(uow: UnitOfWork, calendar: BusyCalendar, spans: Sequence[Span]) -> None:
    ahead = _ahead(uow, calendar.last_day)
    own = calendar.interpreter_id
    before = availability.free_spans(uow, [own], ahead)[own]
    uow.db.execute(sa.delete(BusyTime).where(BusyTime.calendar_id == calendar.id))
    _store(uow, calendar, spans)
    after = availability.free_spans(uow, [own], ahead)[own]
    times_lost.announce(uow, own, subtract(before, after))


def _store(uow: UnitOfWork, calendar: BusyCalendar, spans: Sequence[Span]) -> None:
    uow.db.add_all(
        BusyTime(
            calendar_id=calendar.id,
            interpreter_id=calendar.interpreter_id,
            starts_at=span.start,
            ends_at=span.end,
        )
        for span in spans
    )
    uow.db.flush()


def _ahead(uow: UnitOfWork, last_day: date) -> Span:
    end = days_span(uow.today, max(last_day, uow.today), uow.settings.zone).end
    return Span(uow.now, end)


def _every(uow: UnitOfWork) -> timedelta:
    return timedelta(minutes=uow.settings.of(SchedulingSettings).calendar_minutes)


def fault_of(calendar: BusyCalendar) -> LazyText | None:
    """Why it could not be read the last time."""
    return None if calendar.fault is None else fault_said(calendar.fault, calendar.detail)


def ask_for_due(uow: UnitOfWork) -> None:
    """Ask for a job for each calendar that is to be read again."""
    for calendar_id in queries.list_due(uow.db, uow.now, MOST_AT_ONCE):
        calendar = queries.find(uow.db, calendar_id)
        assert calendar is not None
        assert calendar.next_at is not None
        due = calendar.next_at.isoformat()
        uow.enqueue(READ_ONE, dedupe_key=f"{READ_ONE}:{calendar_id}:{due}", calendar=calendar_id)


def read_one(office: Office, calendar: str, *, reader: CalendarReader = read_apart) -> None:
    """Read one subscribed calendar again; a job. Reading twice does no harm."""
    who = the_system(READ_ONE, (SchedulingPermission.AVAILABILITY_CHANGE_ANY,))
    with reading(office, who) as uow:
        found = queries.find(uow.db, UUID(calendar))
        if found is None or found.confirmed_at is None or not found.encrypted_address:
            return
        asked = _again(uow, found)
    answer = read_or_refuse(asked, reader)
    with begin(office, who) as uow:
        note(uow, UUID(calendar), asked, answer)


def read_or_refuse(
    asked: CalendarQuestion, reader: CalendarReader
) -> CalendarAnswer | CalendarRefused:
    """What a calendar says, or why it could not be read."""
    try:
        return reader(asked)
    except CalendarRefused as refused:
        return refused


def forget_old(uow: UnitOfWork) -> None:
    """Forget calendars that nobody confirmed, and times that are long over."""
    queries.forget(
        uow.db, looked_at_before=uow.now - KEPT_WAITING, ended_before=uow.now - KEPT_OVER
    )
