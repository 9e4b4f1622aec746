"""Somebody's own calendar as other programs read it: sessions, practicum, classes, sittings and leave.

It lies on phones and on the servers of others, and cannot be closed a day after a session as a page can. So a
session says no more than before it was accepted: time, city, language and mode. Case, names, place and note are
behind the link, and that asks to sign in.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import AssignmentState, PlaceState
from dispatch.service import notices
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import practicum as practicum_queries
from dispatch.store.tables import Assignment, Interpreter
from foundation.calendars.writing import CalendarEntry, calendar_file, sequence_at
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from foundation.times.hours import hours_span
from foundation.times.spans import Span
from foundation.times.zones import days_span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import ExceptionReason, days_between
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import availability, taken_back
from scheduling.service.taken_back import TimeOff
from training.domain.permissions import TrainingPermission
from training.service.pages import feed_entries

# What is over stays so long, and what was called off is told so long.
PAST, TOLD = timedelta(days=30), timedelta(days=28)
# How often a calendar should ask; many ask when they like.
REFRESH = timedelta(hours=1)
_GIVEN_UP = frozenset(
    {AssignmentState.RELEASED, AssignmentState.WITHDRAWN, AssignmentState.CANCELLED}
)


def write_feed(uow: UnitOfWork) -> str:
    """The actor's calendar, in their language. The same to the letter until something in it changes."""
    horizon = uow.settings.of(SchedulingSettings).horizon_days
    days = (uow.today - PAST, uow.today + timedelta(days=horizon))
    span = days_span(*days, uow.settings.zone)
    entries = [
        *_of_interpreter(uow, days, span),
        *feed_entries.list_entries(uow, span, uow.now - TOLD, uow.actor.language),
    ]
    # A class that somebody holds and attends, or left and still holds, is one entry.
    ordered = sorted(entries, key=lambda entry: not entry.cancelled)
    named = {entry.uid: entry for entry in ordered}
    return calendar_file(
        sorted(named.values(), key=lambda entry: (str(entry.starts), entry.uid)),
        uow.settings.zone,
        name=_said(uow, say("Interpreting")),
        refresh=REFRESH,
    )


def _of_interpreter(uow: UnitOfWork, days: tuple[date, date], span: Span) -> list[CalendarEntry]:
    assert uow.actor.user_id is not None
    who = queries.find_interpreter_of(uow.db, uow.actor.user_id)
    if who is None:
        return []
    found: list[CalendarEntry] = []
    if uow.may(DispatchPermission.OFFER_ANSWER):
        found += _sessions(uow, who, span)
    if uow.may(TrainingPermission.LEARNING_OWN):
        found += _places(uow, who, span)
    if uow.may(SchedulingPermission.AVAILABILITY_CHANGE_OWN):
        found += _time_off(uow, who.id, days)
    return found


def _sessions(uow: UnitOfWork, who: Interpreter, span: Span) -> list[CalendarEntry]:
    """One entry a session: whoever gives it back and accepts it again sees one that was moved on, not two."""
    of_session: dict[object, list[Assignment]] = defaultdict(list)
    for assignment in queries.list_every_of_interpreter(uow.db, who.id, span):
        of_session[assignment.session_id].append(assignment)
    entries = (_session(uow, each) for each in of_session.values())
    return [entry for entry in entries if entry is not None]


def _session(uow: UnitOfWork, every: Sequence[Assignment]) -> CalendarEntry | None:
    standing = [each for each in every if each.state not in _GIVEN_UP]
    shown = (standing or every)[-1]
    ended_at = shown.ended_at
    if not standing and (ended_at is None or uow.now - ended_at > TOLD):
        return None
    session = shown.session
    instants = [session.changed_at, *(each.created_at for each in every)]
    instants += [each.ended_at for each in every if each.ended_at is not None]
    language = shown.other_language or session.request.language_planned
    return CalendarEntry(
        uid=f"session-{session.id}@{uow.settings.sender.domain}",
        starts=shown.starts_at,
        ends=shown.ends_at,
        title=_said(uow, say("Interpreting: %(language)s", language=language)),
        place=_said(uow, LazyText("%(where)s", {"where": notices.where(session)})),
        about=_said(uow, say("%(mode)s. Open the app for the details.", mode=session.modality)),
        link=letters.link_to(uow, f"/assignments/{shown.id}"),
        sequence=sequence_at(max(instants)),
        cancelled=not standing,
    )


def _places(uow: UnitOfWork, who: Interpreter, span: Span) -> list[CalendarEntry]:
    """Places beside a mentor to which she said yes; one that was lost is told as called off."""
    found: list[CalendarEntry] = []
    for place in practicum_queries.list_confirmed_of(uow.db, who.id, span):
        is_lost = place.state is PlaceState.RELEASED
        if is_lost and (place.ended_at is None or uow.now - place.ended_at > TOLD):
            continue
        assignment = place.assignment
        instants = (assignment.session.changed_at, place.confirmed_at, place.ended_at)
        found.append(
            CalendarEntry(
                uid=f"place-{place.id}@{uow.settings.sender.domain}",
                starts=assignment.starts_at,
                ends=assignment.ends_at,
                title=_said(uow, say("Practicum")),
                place=_said(
                    uow, LazyText("%(where)s", {"where": notices.where(assignment.session)})
                ),
                about=_said(uow, say("Open the app for the details.")),
                link=letters.link_to(uow, "/practicum/places"),
                sequence=sequence_at(max(at for at in instants if at is not None)),
                cancelled=is_lost,
            )
        )
    return found


def _time_off(
    uow: UnitOfWork, interpreter_id: InterpreterId, days: tuple[date, date]
) -> list[CalendarEntry]:
    """Leave and other time off; what was taken back is told as called off."""
    found: list[CalendarEntry] = []
    for row in availability.list_exceptions(uow, interpreter_id):
        if not row.available:
            found += _entries_of(uow, row, days)
    for gone in taken_back.list_of(uow, interpreter_id):
        sequence = sequence_at(gone.taken_back_at)
        found += (
            replace(entry, sequence=sequence, cancelled=True)
            for entry in _entries_of(uow, gone, days)
        )
    return found


def _entries_of(uow: UnitOfWork, row: TimeOff, days: tuple[date, date]) -> Iterator[CalendarEntry]:
    """Whole days as one entry, hours as one for each day."""
    if row.first_day > days[1]:
        return
    host, zone = uow.settings.sender.domain, uow.settings.zone
    is_leave = row.reason == ExceptionReason.LEAVE
    title = _said(uow, say("Leave") if is_leave else say("Time off"))
    link = letters.link_to(uow, "/schedule/availability")
    if row.starts is None or row.ends is None:
        after = row.last_day + timedelta(days=1)
        uid = f"off-{row.id}@{host}"
        yield CalendarEntry(uid=uid, starts=row.first_day, ends=after, title=title, link=link)
        return
    for day in days_between(max(row.first_day, days[0]), min(row.last_day, days[1])):
        hours = hours_span(day, row.starts, row.ends, zone)
        if hours is not None:
            uid = f"off-{row.id}-{day:%Y%m%d}@{host}"
            yield CalendarEntry(uid=uid, starts=hours.start, ends=hours.end, title=title, link=link)


def _said(uow: UnitOfWork, text: LazyText) -> str:
    return translate(text, uow.actor.language)
