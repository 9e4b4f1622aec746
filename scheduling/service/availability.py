"""Declaring when somebody is free, taking leave, and reading it all as spans."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems
from foundation.text.message import say
from foundation.times.spans import Span, intersect, subtract
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import (
    DatedTime,
    ExceptionReason,
    WeeklyTime,
    first_overlap,
    free_time,
    overlap_wording,
    reason_against_times,
)
from scheduling.domain.events import LeaveTaken
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import taken_back, times_lost
from scheduling.service.times_lost import dated_time, from_today, weekly_time
from scheduling.store.queries import availability as queries
from scheduling.store.queries import busy_calendars as busy_queries
from scheduling.store.queries.availability import Interpreter
from scheduling.store.tables import AvailabilityException, WeeklyAvailability

LONGEST_ABSENCE_DAYS = 366
FURTHEST_AHEAD_DAYS = 731


def own_id(uow: UnitOfWork) -> InterpreterId:
    """Who the actor is on the roster; NotFound for somebody who is not on it."""
    uow.require(SchedulingPermission.AVAILABILITY_CHANGE_OWN)
    assert uow.actor.user_id is not None
    found = queries.find_interpreter_of(uow.db, uow.actor.user_id)
    if found is None:
        raise NotFound(
            say("You are not registered as an interpreter yet. The centre will register you.")
        )
    return found.id


def get_person(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """Somebody whose times the actor may see and change: oneself, or anybody for a coordinator."""
    found = queries.find_interpreter(uow.db, interpreter_id)
    if uow.may(SchedulingPermission.AVAILABILITY_CHANGE_ANY):
        if found is None:
            raise NotFound
        return found
    uow.require(SchedulingPermission.AVAILABILITY_CHANGE_OWN)
    if found is None or uow.actor.user_id is None or found.user_id != uow.actor.user_id:
        raise NotFound
    return found


def list_weekly(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[WeeklyAvailability]:
    """The weekly times that hold today or later."""
    person = get_person(uow, interpreter_id)
    return queries.list_weekly(uow.db, [person.id], from_day=uow.today)


def list_exceptions(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[AvailabilityException]:
    """The exceptions and leaves that are not over."""
    person = get_person(uow, interpreter_id)
    return queries.list_exceptions(uow.db, [person.id], uow.today)


def declare_weekly(uow: UnitOfWork, interpreter_id: UUID, pattern: Sequence[WeeklyTime]) -> None:
    """Replace the weekly pattern from today on; what held before today stays as it was.

    Parts that overlap, or end before they start, are refused under `weekly-<number of the part>`.
    """
    person = get_person(uow, interpreter_id)
    check_pattern(pattern).check()
    # Two browsers at once would otherwise leave both patterns behind.
    queries.lock_interpreter(uow.db, person.id)
    kept: list[WeeklyTime] = []
    lost = times_lost.lost_with(uow, person.id, pattern)
    for row in queries.list_weekly(uow.db, [person.id], from_day=uow.today):
        if row.first_day >= uow.today:
            uow.db.delete(row)
        else:
            row.last_day = uow.today - timedelta(days=1)
    uow.db.flush()
    kept.extend(from_today(part, uow.today) for part in pattern)
    add_weekly(uow, person.id, kept)
    uow.record("availability.declared", subject=person.id, parts=len(kept))
    times_lost.announce(uow, person.id, lost)


def preview_weekly(
    uow: UnitOfWork, interpreter_id: UUID, pattern: Sequence[WeeklyTime]
) -> list[Span]:
    """The time in which somebody would no longer be free with this pattern, checked but not stored."""
    person = get_person(uow, interpreter_id)
    check_pattern(pattern).check()
    return times_lost.lost_with(uow, person.id, pattern)


def add_weekly(uow: UnitOfWork, interpreter_id: InterpreterId, parts: Iterable[WeeklyTime]) -> None:
    """Add parts that have been checked (`check_pattern`) for somebody the actor may change."""
    uow.db.add_all(
        WeeklyAvailability(
            interpreter_id=interpreter_id,
            weekday=part.weekday,
            starts=part.starts,
            ends=part.ends,
            first_day=part.first_day,
            last_day=part.last_day,
        )
        for part in parts
    )
    uow.db.flush()


def check_pattern(pattern: Sequence[WeeklyTime]) -> Problems:
    """What is wrong with a weekly pattern, by `weekly-<number of the part>`."""
    problems = Problems()
    for place, part in enumerate(pattern):
        reason = reason_against_times(part.starts, part.ends)
        if reason is not None:
            problems.add(f"weekly-{place}", reason)
        if part.last_day is not None and part.last_day < part.first_day:
            problems.add(f"weekly-{place}", say("The last day comes before the first day."))
    if not problems.found:
        clash = first_overlap(pattern)
        if clash is not None:
            later = max(clash, key=lambda part: list(pattern).index(part))
            problems.add(f"weekly-{list(pattern).index(later)}", overlap_wording(*clash))
    return problems


def add_exception(
    uow: UnitOfWork,
    interpreter_id: UUID,
    dated: DatedTime,
    reason: ExceptionReason = ExceptionReason.OTHER,
) -> AvailabilityException:
    """Add extra time, or time off. Time off is news: what it hits must be given to others."""
    person = get_person(uow, interpreter_id)
    check_dated(uow, dated).check()
    row = add_dated(uow, person.id, dated, reason)
    uow.record(
        "availability.excepted",
        subject=person.id,
        first_day=dated.first_day,
        last_day=dated.last_day,
        available=dated.available,
    )
    if not dated.available:
        uow.announce(leave_of(person.id, dated))
    return row


def leave_of(interpreter_id: InterpreterId, dated: DatedTime) -> LeaveTaken:
    """The news of time off."""
    return LeaveTaken(interpreter_id, dated.first_day, dated.last_day, dated.starts, dated.ends)


def add_dated(
    uow: UnitOfWork, interpreter_id: InterpreterId, dated: DatedTime, reason: ExceptionReason
) -> AvailabilityException:
    """Store an exception that has been checked (`check_dated`) and tell nobody yet."""
    row = AvailabilityException(
        interpreter_id=interpreter_id,
        first_day=dated.first_day,
        last_day=dated.last_day,
        starts=dated.starts,
        ends=dated.ends,
        available=dated.available,
        reason=reason,
    )
    uow.db.add(row)
    uow.db.flush()
    return row


def check_dated(uow: UnitOfWork, dated: DatedTime) -> Problems:
    """What is wrong with an exception, by field."""
    problems = Problems()
    furthest = uow.today + timedelta(days=FURTHEST_AHEAD_DAYS)
    is_one_day = dated.last_day == dated.first_day
    if dated.last_day < uow.today:
        # One day is given as the first: the last may have been left empty.
        problems.add(
            "first_day" if is_one_day else "last_day", say("%(day)s is past.", day=dated.last_day)
        )
    elif dated.first_day > furthest:
        problems.add("first_day", say("Enter days within the next two years."))
    elif dated.last_day < dated.first_day:
        problems.add("last_day", say("The last day comes before the first day."))
    elif (dated.last_day - dated.first_day).days > LONGEST_ABSENCE_DAYS:
        problems.add("last_day", say("Enter at most a year at a time."))
    if (dated.starts is None) != (dated.ends is None):
        name = "starts" if dated.starts is None else "ends"
        problems.add(name, say("Enter both times, or none for whole days."))
    elif dated.starts is not None and dated.ends is not None:
        reason = reason_against_times(dated.starts, dated.ends)
        if reason is not None:
            problems.add("ends", reason)
    return problems


def remove_exception(uow: UnitOfWork, exception_id: UUID) -> None:
    """Take an exception or a leave back. What was given to others stays with them."""
    row = queries.find_exception(uow.db, exception_id)
    if row is None:
        raise NotFound
    person = get_person(uow, row.interpreter_id)
    if row.last_day < uow.today:
        raise Conflict(say("These days are over."))
    lost = times_lost.lost_without(uow, row)
    if not row.available:
        taken_back.keep(uow, row)
    uow.db.delete(row)
    uow.record(
        "availability.exception_removed",
        subject=person.id,
        first_day=row.first_day,
        last_day=row.last_day,
    )
    times_lost.announce(uow, person.id, lost)


def preview_removal(uow: UnitOfWork, exception_id: UUID) -> tuple[InterpreterId, list[Span]]:
    """Whose extra time it is, and in which of it they would no longer be free; nothing for time off."""
    row = queries.find_exception(uow.db, exception_id)
    if row is None:
        raise NotFound
    return get_person(uow, row.interpreter_id).id, times_lost.lost_without(uow, row)


def preview_leave(uow: UnitOfWork, interpreter_id: UUID, dated: DatedTime) -> list[Span]:
    """The time that a leave would take, checked but not stored; upper packages say what it hits."""
    get_person(uow, interpreter_id)
    check_dated(uow, dated).check()
    return dated.spans(dated.first_day, dated.last_day, uow.settings.zone)


def take_leave(uow: UnitOfWork, interpreter_id: UUID, dated: DatedTime) -> AvailabilityException:
    """Store a leave and tell the upper packages."""
    if dated.available:
        raise Forbidden
    return add_exception(uow, interpreter_id, dated, ExceptionReason.LEAVE)


def free_spans(
    uow: UnitOfWork, interpreter_ids: Collection[InterpreterId], span: Span
) -> dict[InterpreterId, list[Span]]:
    """When each of these people is free within a span: three queries, however many they are.

    Other calendars that they let block their time are taken off.

    Asked by upper packages, which have checked who acts.
    """
    zone = uow.settings.zone
    days = (
        local_day(span.start, zone) - timedelta(days=1),
        local_day(span.end, zone) + timedelta(days=1),
    )
    weekly: dict[InterpreterId, list[WeeklyTime]] = defaultdict(list)
    until = local_day(span.end - timedelta(microseconds=1), zone)
    for row in queries.list_weekly(uow.db, interpreter_ids, from_day=days[0], to_day=until):
        weekly[row.interpreter_id].append(weekly_time(row))
    dated: dict[InterpreterId, list[DatedTime]] = defaultdict(list)
    for row in queries.list_exceptions(uow.db, interpreter_ids, *days):
        dated[row.interpreter_id].append(dated_time(row))
    busy = busy_queries.list_busy(uow.db, interpreter_ids, span)
    return {
        each: subtract(
            intersect(free_time(weekly[each], dated[each], days, zone), [span]), busy.get(each, ())
        )
        for each in interpreter_ids
    }


def whole_days_away(
    uow: UnitOfWork, interpreter_ids: Collection[UUID], first_day: date, last_day: date
) -> dict[InterpreterId, set[date]]:
    """The days on which some people are away from morning to night; upper packages check who may know."""
    away: dict[InterpreterId, set[date]] = defaultdict(set)
    for each in queries.list_exceptions(uow.db, interpreter_ids, first_day, last_day):
        if each.available or each.starts is not None:
            continue
        day, last = max(each.first_day, first_day), min(each.last_day, last_day)
        while day <= last:
            away[each.interpreter_id].add(day)
            day += timedelta(days=1)
    return away
