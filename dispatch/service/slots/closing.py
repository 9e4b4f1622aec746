"""Closing sessions that have ended: assignments are completed, practice and practicum are noted."""

from dispatch.domain import endings
from dispatch.service.slots import assignments_ending
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.languages import SENDABLE, Language
from scheduling.domain.states import LIVE, SessionState
from scheduling.service import sessions
from training.service.ledger import practice

# The name under which the jobs of earlier versions wait.
CLOSE_ENDED_SESSIONS = "dispatch.close_held"
AT_ONCE = 500
OPEN = LIVE | {SessionState.IN_PROGRESS}


def close_ended_sessions(uow: UnitOfWork) -> None:
    """Complete every assignment whose session has ended; safe to repeat, and catches up by itself.

    What the interpreter served is noted as practice, once for each assignment; minutes beside a
    mentor wait for the mentor's confirmation from now on.
    """
    ended = queries.list_ended(uow.db, uow.now, AT_ONCE)
    locked = queries.lock_sessions(uow.db, {a.session_id for a in ended})
    for assignment in ended:
        uow.db.refresh(assignment, ["state"])
        if assignment.state in queries.SERVING:
            _complete(uow, assignment)
    for session in locked:
        if session.state in OPEN and sessions.end_of(session) <= uow.now:
            sessions.set_state(uow, session, SessionState.HELD, cause="")


def _complete(uow: UnitOfWork, assignment: Assignment) -> None:
    assignments_ending.end(uow, assignment, endings.SERVED)
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
    works_in = {s.language for s in assignment.interpreter.languages if s.level in SENDABLE}
    fallback = request.fallback_language
    if fallback is not None and fallback in works_in and request.language not in works_in:
        return fallback
    return request.language
