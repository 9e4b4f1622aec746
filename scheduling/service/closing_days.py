"""Closing days: entered by the centre's administrator, and followed by deadlines, advice and series at once."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against
from scheduling.domain import closing_days
from scheduling.domain.closing_days import (
    FURTHEST_AHEAD_DAYS,
    LONGEST_NAME,
    ClosingKind,
    EnteredDay,
    EnteredDays,
)
from scheduling.domain.events import ClosingDayEntered, ClosingDayRemoved
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.states import RequestState
from scheduling.service import notices
from scheduling.service.notices import RequestNotice
from scheduling.service.sessions import list_sessions
from scheduling.store.queries import closing_days as queries
from scheduling.store.tables import ClosingDay, CounsellingSession

# What is read once in a unit of work is kept under this name.
_KNOWN = "closing days"
# Requests that somebody will have to look at.
_STANDING = frozenset({RequestState.SUBMITTED, RequestState.INCOMPLETE, RequestState.APPROVED})


def known(uow: UnitOfWork) -> EnteredDays:
    """Every day that was entered: one question for each unit of work, however often it is asked.

    Whoever reckons with days may know them.
    """
    if _KNOWN not in uow.read_once:
        uow.read_once[_KNOWN] = {
            row.day: EnteredDay(row.kind, row.name) for row in queries.list_days(uow.db)
        }
    return cast("EnteredDays", uow.read_once[_KNOWN])


def what_is_special(uow: UnitOfWork, day: date) -> LazyText | None:
    """That a day is a public holiday or a closing day, by its name, in a sentence; None for any other day."""
    return closing_days.what_is_special(day, known(uow))


def list_days(uow: UnitOfWork) -> Sequence[ClosingDay]:
    """What was entered, with who entered it, in order."""
    uow.require(SchedulingPermission.CLOSING_DAY_KEEP)
    return queries.list_days(uow.db)


def find_problems(uow: UnitOfWork, day: date | None, name: str) -> Problems:
    """What is wrong with a day as it is entered, by field."""
    problems = Problems()
    if day is None:
        problems.add("day", say("Choose the day."))
    elif day < uow.today:
        problems.add("day", say("%(day)s is past. Choose today or a later day.", day=day))
    elif (day - uow.today).days > FURTHEST_AHEAD_DAYS:
        problems.add("day", say("Enter days within the next two years."))
    else:
        special = what_is_special(uow, day)
        if special is not None:
            problems.add("day", special)
    name = normalise_text(name)
    personal = reason_against(name)
    if not name:
        problems.add("name", say("Say what day it is, such as “Election day”."))
    elif len(name) > LONGEST_NAME:
        problems.add("name", say("Use at most %(n)s characters.", n=LONGEST_NAME))
    elif personal is not None:
        problems.add("name", personal)
    return problems


def sessions_on(uow: UnitOfWork, day: date) -> list[CounsellingSession]:
    """The sessions still to come that stand on a day, and on which somebody has to look."""
    uow.require(SchedulingPermission.CLOSING_DAY_KEEP)
    found = list_sessions(uow, day, day, approved_only=False)
    return [s for s in found if s.starts_at > uow.now and s.request.state in _STANDING]


def enter(uow: UnitOfWork, day: date, kind: ClosingKind, name: str) -> int:
    """Enter a day from today on. How many sessions stand on it: they stay, and their requesters are told."""
    uow.require(SchedulingPermission.CLOSING_DAY_KEEP)
    find_problems(uow, day, name).check()
    row = ClosingDay(
        day=day,
        kind=kind,
        name=normalise_text(name),
        entered_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
        entered_at=uow.now,
    )
    uow.db.add(row)
    uow.db.flush()
    uow.read_once.pop(_KNOWN, None)
    uow.record("closing_day.entered", subject=day, day=day, kind=kind, called=row.name)
    uow.announce(ClosingDayEntered(day))
    return _tell(uow, day, RequestNotice.DAY_CLOSED)


def remove(uow: UnitOfWork, day: date) -> int:
    """Take a day back before it comes. How many sessions stand on it: their requesters are told."""
    uow.require(SchedulingPermission.CLOSING_DAY_KEEP)
    row = queries.find_day(uow.db, day)
    if row is None:
        raise NotFound(say("This day is not entered any more."))
    if day <= uow.today:
        raise Conflict(say("This day has come: it stays as it was."))
    uow.record("closing_day.removed", subject=day, day=day, kind=row.kind, called=row.name)
    uow.db.delete(row)
    uow.db.flush()
    uow.read_once.pop(_KNOWN, None)
    uow.announce(ClosingDayRemoved(day))
    return _tell(uow, day, RequestNotice.DAY_OPEN)


def _tell(uow: UnitOfWork, day: date, news: RequestNotice) -> int:
    found = sessions_on(uow, day)
    for session in found:
        notices.notify_requester(uow, session, news, [])
    return len(found)
