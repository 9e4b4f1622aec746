"""Who is there for calls: weekly duty, and whoever says that calls may come now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from dispatch.domain.helpline import AVAILABLE_FOR, DutyTime, next_duty, on_duty
from dispatch.domain.permissions import DispatchPermission
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import helpline as queries
from dispatch.store.tables import AvailableNow, DutyHours, Interpreter
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.message import say
from foundation.times.hours import make_sense, minute_of, minutes_between
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language

WEEKDAYS = 7
# PostgreSQL names the index, SQLite the column.
_ONE_OPEN = ("uq_available_now_open", "available_now.interpreter_id")


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """Whether calls may come to somebody at this moment, until when, and when their duty begins next.

    While they are in a session (`is_talking`) none comes, whatever else holds.
    """

    available_until: datetime | None = None
    duty_until: datetime | None = None
    next_duty: Span | None = None
    is_talking: bool = False

    @property
    def until(self) -> datetime | None:
        """Until when calls may come; None while they may not."""
        return max(filter(None, (self.available_until, self.duty_until)), default=None)


@dataclass(frozen=True, kw_only=True)
class OnCall:
    """Somebody to whom calls may come at this moment."""

    interpreter: Interpreter
    readiness: Readiness
    is_talking: bool


@dataclass(frozen=True, kw_only=True)
class DutyRoster:
    """Who may be called now, and the weekly duty by weekday."""

    now: Sequence[OnCall]
    week: Sequence[Sequence[DutyHours]]
    # for which languages calls may come now, with how many people
    languages: Mapping[Language, int]


def own_interpreter(uow: UnitOfWork) -> Interpreter:
    """Who the actor is on the roster."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    found = None
    if uow.actor.user_id is not None:
        found = assignment_queries.find_interpreter_of(uow.db, uow.actor.user_id)
    if found is None:
        raise NotFound(
            say("You are not registered as an interpreter yet. The centre will register you.")
        )
    return found


def see_own(uow: UnitOfWork) -> Readiness | None:
    """Whether calls may come to the actor; None for somebody who is not on the roster."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    found = None
    if uow.actor.user_id is not None:
        found = assignment_queries.find_interpreter_of(uow.db, uow.actor.user_id)
    return None if found is None else _readiness(uow, found.id)


def say_available(uow: UnitOfWork, minutes: int) -> AvailableNow:
    """Say that calls may come from now on, as the interpreter; it ends by itself."""
    who = own_interpreter(uow)
    if minutes not in AVAILABLE_FOR:
        raise refuse("minutes", say("Choose one of the options."))
    queries.end_available(uow.db, who.id, uow.now)
    row = AvailableNow(
        interpreter_id=who.id, since=uow.now, until=uow.now + timedelta(minutes=minutes)
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(row)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in _ONE_OPEN):
            raise
        raise Conflict(say("You have just turned this on from another device.")) from error
    uow.record("duty.available", subject=who.id, minutes=minutes)
    return row


def end_available(uow: UnitOfWork) -> None:
    """Say that no more calls may come, as the interpreter; weekly duty stays. Safe to repeat."""
    who = own_interpreter(uow)
    if queries.end_available(uow.db, who.id, uow.now):
        uow.record("duty.unavailable", subject=who.id)


def get_person(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """Somebody whose duty the actor may see and change: oneself, or anybody for a coordinator."""
    found = assignment_queries.find_interpreter(uow.db, interpreter_id)
    if uow.may(DispatchPermission.DUTY_KEEP):
        if found is None:
            raise NotFound
        return found
    uow.require(DispatchPermission.OFFER_ANSWER)
    if found is None or uow.actor.user_id is None or found.user_id != uow.actor.user_id:
        raise NotFound
    return found


def list_duty(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[DutyHours]:
    """The weekly duty of somebody, Monday first."""
    return queries.list_duty(uow.db, [get_person(uow, interpreter_id).id])


def add_duty(
    uow: UnitOfWork,
    interpreter_id: UUID,
    *,
    weekdays: Collection[int],
    starts: time | None,
    ends: time | None,
) -> list[DutyHours]:
    """Put somebody on duty every week on some weekdays (0 is Monday); all or none of it."""
    who = get_person(uow, interpreter_id)
    problems = Problems()
    wanted = sorted({day for day in weekdays if 0 <= day < WEEKDAYS})
    if not wanted:
        problems.add("weekdays", say("Choose at least one day."))
    if starts is None:
        problems.add("starts", say("Enter the time at which it starts."))
    if ends is None:
        problems.add("ends", say("Enter the time at which it ends."))
    elif starts is not None and not make_sense(starts, ends):
        problems.add("ends", say("Enter an end after the start, at most 12 hours later."))
    problems.check()
    assert starts is not None
    assert ends is not None
    assignment_queries.lock_interpreters(uow.db, [who.id])
    known = queries.list_duty(uow.db, [who.id])
    rows = [
        DutyHours(interpreter_id=who.id, weekday=day, starts=starts, ends=ends) for day in wanted
    ]
    if any(_overlap(row, other) for row in rows for other in known):
        raise refuse(
            "starts", say("These hours overlap with existing duty hours. Remove those first.")
        )
    uow.db.add_all(rows)
    uow.db.flush()
    hours = f"{starts:%H:%M}-{ends:%H:%M}"
    uow.record("duty.added", subject=who.id, weekdays=wanted, hours=hours)
    return rows


def remove_duty(uow: UnitOfWork, duty_id: UUID) -> InterpreterId:
    """Take hours off somebody's weekly duty; whose they were."""
    row = queries.find_duty(uow.db, duty_id)
    if row is None:
        raise Conflict(say("These duty hours have been removed already."))
    who = get_person(uow, row.interpreter_id)
    hours = f"{row.starts:%H:%M}-{row.ends:%H:%M}"
    uow.record("duty.removed", subject=who.id, weekdays=[row.weekday], hours=hours)
    uow.db.delete(row)
    return who.id


def read_roster(uow: UnitOfWork) -> DutyRoster:
    """Who may be called now and the duty of the week, for whoever keeps it."""
    uow.require(DispatchPermission.DUTY_KEEP)
    rows = queries.list_roster(uow.db)
    ready = who_is_ready(uow)
    talking = queries.list_talking(uow.db, list(ready), uow.now)
    people = queries.names_of(uow.db, list(ready))
    now = [
        OnCall(interpreter=people[who], readiness=each, is_talking=who in talking)
        for who, each in ready.items()
        if who in people
    ]
    counts: dict[Language, int] = {}
    for each in now:
        for skill in each.interpreter.languages:
            counts[skill.language] = counts.get(skill.language, 0) + 1
    return DutyRoster(
        now=sorted(now, key=lambda each: each.interpreter.full_name),
        week=[[row for row in rows if row.weekday == day] for day in range(WEEKDAYS)],
        languages=counts,
    )


def who_is_ready(uow: UnitOfWork) -> dict[InterpreterId, Readiness]:
    """Everybody to whom calls may come at this moment, with until when."""
    duties: dict[InterpreterId, list[DutyHours]] = {}
    for row in queries.list_roster(uow.db):
        duties.setdefault(row.interpreter_id, []).append(row)
    said = {row.interpreter_id: row.until for row in queries.list_available(uow.db, uow.now)}
    found: dict[InterpreterId, Readiness] = {}
    for who in {*duties, *said}:
        duty = on_duty(_times(duties.get(who, ())), uow.now, uow.settings.zone)
        if duty is not None or who in said:
            found[who] = Readiness(
                available_until=said.get(who), duty_until=None if duty is None else duty.end
            )
    return found


def _readiness(uow: UnitOfWork, who: InterpreterId) -> Readiness:
    """The same of one person, with their next duty."""
    zone = uow.settings.zone
    times = _times(queries.list_duty(uow.db, [who]))
    said = queries.list_available(uow.db, uow.now, [who])
    lasting = on_duty(times, uow.now, zone)
    return Readiness(
        available_until=said[0].until if said else None,
        duty_until=None if lasting is None else lasting.end,
        next_duty=next_duty(times, uow.now, zone),
        is_talking=bool(queries.list_talking(uow.db, [who], uow.now)),
    )


def _times(rows: Iterable[DutyHours]) -> list[DutyTime]:
    return [DutyTime(weekday=r.weekday, starts=r.starts, ends=r.ends) for r in rows]


def _overlap(one: DutyHours, other: DutyHours) -> bool:
    """Whether two duties share time in any week; a night runs on into the next weekday."""
    week = WEEKDAYS * 24 * 60
    first, second = (day.weekday * 24 * 60 + minute_of(day.starts) for day in (one, other))
    length = minutes_between(one.starts, one.ends)
    other_length = minutes_between(other.starts, other.ends)
    return (second - first) % week < length or (first - second) % week < other_length
