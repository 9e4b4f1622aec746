"""Closing sessions that have ended: assignments are completed, practice and practicum are noted."""

from datetime import timedelta
from uuid import UUID

from dispatch.domain import endings
from dispatch.domain.causes import Cause
from dispatch.domain.events import SessionOver
from dispatch.domain.news import News
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service import desk_notices, notices
from dispatch.service.explain import over
from dispatch.service.notices import SessionNotice
from dispatch.service.rules.locks import lock_session
from dispatch.service.slots import assignments_ending, offers_ending
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import now as now_queries
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, refuse
from foundation.text.message import say
from foundation.times.zones import local_day
from interpreters.domain.languages import SENDABLE, Language
from scheduling.domain.requests import LONGEST
from scheduling.domain.states import LIVE, SessionState
from scheduling.service import sessions
from training.service.ledger import practice

# The name under which the jobs of earlier versions wait.
CLOSE_ENDED_SESSIONS = "dispatch.close_held"
AT_ONCE = 500
NEWS_FOR = timedelta(days=1)
OPEN = LIVE | {SessionState.IN_PROGRESS}


def close_ended_sessions(uow: UnitOfWork) -> None:
    """Complete every assignment whose session has ended; safe to repeat, and catches up by itself.

    What the interpreter served is noted as practice, once for each assignment; minutes beside a
    mentor wait for the mentor's confirmation from now on. What is in progress by somebody's word is left
    to them for some hours. What both sides report decides afterwards what the session came to.
    """
    settings = uow.settings.of(DispatchSettings)
    overrun = uow.now - timedelta(hours=settings.overrun_hours)
    reported_from = uow.now - timedelta(days=settings.outcome_days)
    ended = queries.list_ended(uow.db, uow.now, overrun, AT_ONCE)
    locked = queries.lock_sessions(uow.db, {a.session_id for a in ended})
    for assignment in ended:
        uow.db.refresh(assignment, ["state"])
        if assignment.state in queries.SERVING:
            complete(uow, assignment)
    for session in locked:
        if session.state in OPEN and sessions.end_of(session) <= uow.now:
            sessions.set_state(uow, session, SessionState.HELD, cause="")
            # What an import brings of long ago is nobody's to report.
            if sessions.end_of(session) > reported_from:
                uow.announce(SessionOver(session.id))
    _give_up_unserved(uow)


def close_now(uow: UnitOfWork, assignment: Assignment, *, minutes: int) -> None:
    """Complete an assignment whose call is over, with the minutes that it really took.

    Session and interpreter are locked; the time that is left is free again.
    """
    session = assignment.session
    if assignment.state in queries.SERVING:
        session.minutes = min(max(minutes, 1), LONGEST)
        assignment.ends_at = assignment.busy_to = max(
            uow.now, assignment.starts_at + timedelta(seconds=1)
        )
        uow.db.flush()
        complete(uow, assignment)
    if session.state in OPEN:
        sessions.set_state(uow, session, SessionState.HELD, cause="")


def _give_up_unserved(uow: UnitOfWork) -> None:
    """What is over without anybody looks for nobody any more and keeps its cause; coordinators and requester are told."""
    ended = [
        session
        for session in now_queries.list_over(uow.db, uow.now)
        if sessions.end_of(session) <= uow.now
    ]
    for session in ended:
        offers_ending.withdraw_of_session(uow, session)
    # What an import brings of long ago is nobody's news, and how things stood then nobody knows.
    recent = {each.id for each in ended if sessions.end_of(each) > uow.now - NEWS_FOR}
    unknown = [each for each in ended if each.id in recent and not each.cause]
    causes = over.causes_of(uow, unknown)
    for session in ended:
        cause = causes.get(session.id)
        sessions.set_state(
            uow,
            session,
            SessionState.NOT_DELIVERED,
            cause=session.cause if cause is None else cause.value,
        )
        if session.id in recent:
            desk_notices.tell_desk(uow, News.NOT_SERVED, session)
            notices.notify_requester(uow, session, SessionNotice.NOT_SERVED)


def close_unserved(uow: UnitOfWork, session_id: UUID, cause: Cause | None) -> None:
    """Say why a session that is over had nobody, as a coordinator."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    session = lock_session(uow, session_id)
    if cause is None:
        raise refuse("cause", say("Choose why there was no interpreter."))
    if not sessions.is_unserved(session, uow.now):
        raise Conflict(say("Only a session that passed without an interpreter can be closed."))
    sessions.set_state(uow, session, SessionState.NOT_DELIVERED)
    sessions.close(uow, session, cause.value)


def complete(uow: UnitOfWork, assignment: Assignment) -> None:
    """End a live assignment that was served; session and interpreter are locked."""
    assignments_ending.end(uow, assignment, endings.SERVED)
    note_practice(uow, assignment)


def note_practice(uow: UnitOfWork, assignment: Assignment) -> None:
    """Note what somebody interpreted as practice, once for each assignment."""
    session = assignment.session
    practice.note(
        uow,
        assignment.interpreter_id,
        assignment_id=assignment.id,
        held_on=local_day(assignment.starts_at, uow.settings.zone),
        minutes=session.minutes,
        language=_language(assignment),
        domain=session.request.domain,
    )


def _language(assignment: Assignment) -> Language:
    """The language asked for, or the agreed fallback for whoever does not work in the first."""
    request = assignment.session.request
    if assignment.other_language is not None:
        return assignment.other_language
    # What was agreed before this was kept with it.
    works_in = {s.language for s in assignment.interpreter.languages if s.level in SENDABLE}
    fallback = request.fallback_language
    if fallback is not None and fallback in works_in and request.language not in works_in:
        return fallback
    return request.language_planned
