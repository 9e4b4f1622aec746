"""Reminding interpreter and requester of a session: days before and an hour before, each once.

A job looks every few minutes at what is due and was not written yet, so an interruption delays a reminder
and loses none that is still of use. What is cancelled, moved or given to somebody else keeps its letter back,
as every letter about it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from accounts.domain.ids import UserId
from accounts.service import recipients
from dispatch.domain import filed
from dispatch.domain.reminders import (
    ReminderFor,
    ReminderKind,
    is_time_for_days,
    last_day_reminded,
)
from dispatch.service import notices
from dispatch.store.queries import reminders as queries
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice
from foundation.text.message import say
from foundation.times.zones import day_span, local_clock
from scheduling.domain.ids import SessionId

AT_ONCE = 300
HOUR = timedelta(hours=1)
KEPT = timedelta(days=30)


class ReminderNotice(Notice):
    """What a reminder says."""

    DAYS = (
        say("Reminder: %(day)s"),
        say("You interpret in this session. If you cannot come, tell us now in the app."),
    )
    HOUR = (
        say("Begins soon: %(day)s, %(clock)s"),
        say("Your session begins soon. The app shows where it is or how to join."),
    )
    DAYS_REQUESTER = (
        say("Reminder: %(day)s"),
        say("The interpreter for your request %(reference)s is confirmed. Has anything changed?"),
    )
    HOUR_REQUESTER = (
        say("Begins soon: %(day)s, %(clock)s"),
        say("The session of your request %(reference)s begins soon."),
    )


NOTICES = {
    (ReminderKind.DAYS, ReminderFor.INTERPRETER): ReminderNotice.DAYS,
    (ReminderKind.DAYS, ReminderFor.REQUESTER): ReminderNotice.DAYS_REQUESTER,
    (ReminderKind.HOUR, ReminderFor.INTERPRETER): ReminderNotice.HOUR,
    (ReminderKind.HOUR, ReminderFor.REQUESTER): ReminderNotice.HOUR_REQUESTER,
}


def remind(uow: UnitOfWork) -> None:
    """The job: write every reminder that is due, at most some hundred at a time."""
    due = queries.list_not_reminded(
        uow.db,
        ReminderKind.HOUR,
        after=uow.now,
        until=uow.now + HOUR,
        made_before=uow.now - HOUR,
        limit=AT_ONCE,
    )
    _remind_all(uow, due, ReminderKind.HOUR)
    if is_time_for_days(local_clock(uow.now, uow.settings.zone)):
        _remind_of_days_ahead(uow)


def _remind_of_days_ahead(uow: UnitOfWork) -> None:
    """Of tomorrow and the days after; whoever was booked today has just heard of it."""
    zone, today = uow.settings.zone, day_span(uow.today, uow.settings.zone)
    due = queries.list_not_reminded(
        uow.db,
        ReminderKind.DAYS,
        after=today.end,
        until=day_span(last_day_reminded(uow.today), zone).end,
        made_before=today.start,
        limit=AT_ONCE,
    )
    _remind_all(uow, due, ReminderKind.DAYS)


def _remind_all(uow: UnitOfWork, due: Sequence[Assignment], kind: ReminderKind) -> None:
    # Of a team both are reminded, and their requester once.
    told = set[SessionId]()
    for assignment in due:
        _remind(uow, assignment, kind, ReminderFor.INTERPRETER)
        if assignment.session_id not in told:
            _remind(uow, assignment, kind, ReminderFor.REQUESTER)
        told.add(assignment.session_id)


def _remind(
    uow: UnitOfWork, assignment: Assignment, kind: ReminderKind, reader: ReminderFor
) -> None:
    if queries.claim(uow.db, assignment, kind, reader, uow.now):
        letter = _letter(uow, assignment, kind, reader)
        letters.write(uow, recipients.find(uow, _user_of(assignment, reader)), letter)


def _user_of(assignment: Assignment, reader: ReminderFor) -> UserId | None:
    if reader is ReminderFor.INTERPRETER:
        return assignment.interpreter.user_id
    return assignment.session.request.requester_id


def _letter(
    uow: UnitOfWork, assignment: Assignment, kind: ReminderKind, reader: ReminderFor
) -> Letter:
    is_own = reader is ReminderFor.INTERPRETER
    session = assignment.session
    letter = notices.letter_about(
        uow,
        NOTICES[kind, reader],
        session,
        starts_at=assignment.starts_at,
        path=f"/assignments/{assignment.id}" if is_own else f"/requests/{session.request_id}",
        # Whatever ends the assignment keeps the reminders of both back.
        about=filed.about_assignment(assignment.id),
    )
    return replace(letter, until=assignment.starts_at)


def forget_old(uow: UnitOfWork) -> None:
    """The job: forget reminders of sessions long past."""
    queries.forget_before(uow.db, uow.now - KEPT)
