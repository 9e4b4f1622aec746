"""How a session went, as interpreter and counsellor say, and as a coordinator decides; nothing is overwritten."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.live import LATEST, LONGEST_REASON, OutcomeState, Reporter, Said
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.live import settling
from dispatch.service.live.actual_times import said_of
from dispatch.service.rules.locks import lock_session
from dispatch.service.slots.assignments_ending import get_own
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import live as queries
from dispatch.store.tables import Assignment, CounsellingSession, OutcomeReport, SessionOutcome
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.security.free_text import check_free_text
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from scheduling.domain.states import Attendee, RequestState, SessionState
from scheduling.service import reading as requests_read
from scheduling.service import sessions

# What was said of the clock lies near the session that it is about.
NEAR = timedelta(hours=12)
NOT_BEGUN = say("The session has not begun yet.")
UNKNOWN_STEP = say("Choose one of the options.")


def report_as_interpreter(uow: UnitOfWork, assignment_id: UUID, said: Said) -> SessionOutcome:
    """Say how it went, as whoever serves or served it; again with other answers it is a correction."""
    own = get_own(uow, assignment_id)
    session = lock_session(uow, own.session_id)
    assignment_queries.lock_interpreters(uow.db, [own.interpreter_id])
    own = get_own(uow, assignment_id)
    if own.state not in queries.SERVED:
        raise Conflict(say("This session is no longer yours."))
    _check_when(uow, session)
    _check(uow, session, said, Reporter.INTERPRETER)
    if said.absent is Attendee.INTERPRETER:
        raise Conflict(say("If you did not go, call the coordinator."))
    return _keep(uow, session, said, _Word(Reporter.INTERPRETER, own))


def report_as_counsellor(uow: UnitOfWork, request_id: UUID, said: Said) -> SessionOutcome:
    """Say how it went, as somebody of the organisation that asked for it."""
    session = get_reportable(uow, request_id)
    _check_when(uow, session)
    _check(uow, session, said, Reporter.COUNSELLOR)
    return _keep(uow, session, said, _Word(Reporter.COUNSELLOR))


def get_reportable(uow: UnitOfWork, request_id: UUID) -> CounsellingSession:
    """The session of a request whose outcome the actor reports, locked; a foreign one looks missing."""
    uow.require(DispatchPermission.OUTCOME_REPORT)
    found = requests_read.get_session_of(uow, request_id)
    if not requests_read.may_change(uow, found.request):
        raise NotFound
    return lock_session(uow, found.id)


def decide(uow: UnitOfWork, session_id: UUID, said: Said, reason: str) -> SessionOutcome:
    """Decide what counts, as a coordinator, with a reason; both sides are told."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    session = lock_session(uow, session_id)
    reason = reason.strip()
    problems = Problems()
    if not reason:
        problems.add("reason", say("Enter the reason. Both sides read it."))
    elif len(reason) > LONGEST_REASON:
        problems.add("reason", say("Enter the reason in at most 300 characters."))
    _check(uow, session, said, Reporter.COORDINATOR, problems)
    check_free_text("reason", reason)
    if uow.now < session.starts_at:
        raise Conflict(NOT_BEGUN)
    if not queries.list_served(uow.db, session.id):
        raise Conflict(say("Nobody served this session. Close it with a reason."))
    return _keep(uow, session, said, _Word(Reporter.COORDINATOR, reason=reason))


def why_not_yet(uow: UnitOfWork, session: CounsellingSession) -> LazyText | None:
    """Why the outcome cannot be reported now; None when it can."""
    days = uow.settings.of(DispatchSettings).outcome_days
    if session.request.state is not RequestState.APPROVED or (
        session.state is SessionState.CANCELLED
    ):
        return say("This session was cancelled.")
    if uow.now < session.starts_at:
        return NOT_BEGUN
    if uow.now > sessions.end_of(session) + timedelta(days=days):
        return say(
            "Outcomes are reported within %(n)s days. Please call the centre to correct it.", n=days
        )
    if session.on_demand:
        return say("How an instant call went is said when it ends.")
    if not queries.list_served(uow.db, session.id):
        return say("Nobody served this session.")
    return None


def wait_until(uow: UnitOfWork, session: CounsellingSession, absent: Attendee) -> datetime:
    """Until when somebody who is not there is waited for."""
    settings = uow.settings.of(DispatchSettings)
    minutes = (
        settings.not_delivered_minutes if absent is Attendee.INTERPRETER else settings.wait_minutes
    )
    return session.starts_at + timedelta(minutes=minutes)


def as_planned(session: CounsellingSession) -> Said:
    """It took place as planned: the answer that needs no typing."""
    language = session.request.language
    return Said(
        started_at=session.starts_at,
        ended_at=sessions.end_of(session),
        languages=() if language is None else (language,),
        modality=session.modality,
    )


def likely(uow: UnitOfWork, assignment: Assignment) -> Said:
    """What an interpreter will most likely say: as planned, or as was told on the day."""
    planned = as_planned(assignment.session)
    if assignment.began_at is None:
        return planned
    end = sessions.end_of(assignment.session)
    is_early = assignment.began_at < uow.now < end
    return replace(planned, started_at=assignment.began_at, ended_at=uow.now if is_early else end)


def overlaps_with(uow: UnitOfWork, assignment_id: UUID) -> bool:
    """Whether what its interpreter reports meets another session of theirs: nobody is in two places."""
    own = get_own(uow, assignment_id)
    newest = queries.newest_reports(queries.list_reports(uow.db, own.session_id)).get(own.id)
    return newest is not None and bool(settling.overlapping(uow, own, said_of(newest)))


def _check_when(uow: UnitOfWork, session: CounsellingSession) -> None:
    reason = why_not_yet(uow, session)
    if reason is not None:
        raise Conflict(reason)
    outcome = queries.find_outcome(uow.db, session.id)
    if outcome is not None and outcome.state is OutcomeState.DECIDED:
        raise Conflict(say("A coordinator has decided this outcome. Please call the centre."))


def _check(
    uow: UnitOfWork,
    session: CounsellingSession,
    said: Said,
    who: Reporter,
    problems: Problems | None = None,
) -> None:
    """Everything that is wrong with a report, at once."""
    found = problems or Problems()
    if not said.was_held and said.absent is None:
        found.add("absent", say("Say who did not come."))
    if said.was_held:
        _check_times(uow, session, said, found)
    elif said.absent is not None and who is not Reporter.COORDINATOR:
        until = wait_until(uow, session, said.absent)
        if uow.now < until:
            clock = local_clock(until, uow.settings.zone)
            found.add("absent", say("Please wait until %(clock)s.", clock=clock))
    if said.was_held and said.absent is not None and not _is_team(session, said):
        found.add("absent", say("If somebody did not come, it did not take place."))
    _check_minutes(said, found)
    found.check()


def _check_minutes(said: Said, found: Problems) -> None:
    if not 0 <= said.late_minutes <= LATEST:
        found.add("late_minutes", say("Enter a number between 0 and %(n)s.", n=LATEST))
    elif bool(said.late_minutes) is not (said.late is not None):
        found.add("late_minutes", say("Say who was late and by how many minutes."))
    if said.break_minutes < 0:
        found.add("break_minutes", say("Enter 0 or more minutes."))
    if not 0 <= said.waited_minutes <= LATEST:
        found.add("waited_minutes", say("Enter a number between 0 and %(n)s.", n=LATEST))


def _is_team(session: CounsellingSession, said: Said) -> bool:
    return session.request.team > 1 and said.absent is Attendee.INTERPRETER


def _check_times(uow: UnitOfWork, session: CounsellingSession, said: Said, found: Problems) -> None:
    if said.started_at is None:
        found.add("started_at", say("Enter when it began."))
    elif abs(said.started_at - session.starts_at) > NEAR:
        found.add("started_at", say("This is too far from the time of the session."))
    elif said.started_at > uow.now:
        found.add("started_at", say("This is in the future."))
    if said.ended_at is None:
        found.add("ended_at", say("Enter when it ended."))
    elif said.started_at is not None and said.ended_at <= said.started_at:
        found.add("ended_at", say("The end must come after the beginning."))
    elif abs(said.ended_at - sessions.end_of(session)) > NEAR:
        found.add("ended_at", say("This is too far from the time of the session."))
    if said.span is not None and said.break_minutes >= said.span.minutes:
        found.add("break_minutes", say("Breaks must be shorter than the session."))


@dataclass(frozen=True)
class _Word:
    """Whose word it is: an interpreter's about their own assignment, a coordinator's with a reason."""

    said_as: Reporter
    assignment: Assignment | None = None
    reason: str = ""

    def is_in(self, report: OutcomeReport) -> bool:
        """Whether a stored report is an earlier version of it."""
        about = None if self.assignment is None else self.assignment.id
        return report.said_as is self.said_as and report.assignment_id == about


def _keep(uow: UnitOfWork, session: CounsellingSession, said: Said, word: _Word) -> SessionOutcome:
    if not said.was_held:
        said = replace(said, started_at=None, ended_at=None, break_minutes=0, is_partial=False)
    mine = [report for report in queries.list_reports(uow.db, session.id) if word.is_in(report)]
    if not mine or said_of(mine[-1]) != said or mine[-1].reason != word.reason:
        _write(uow, session, said, word, len(mine) + 1)
    return settling.settle(uow, session)


def _write(
    uow: UnitOfWork, session: CounsellingSession, said: Said, word: _Word, version: int
) -> None:
    actor = uow.actor.user_id
    uow.db.add(
        OutcomeReport(
            session_id=session.id,
            assignment_id=None if word.assignment is None else word.assignment.id,
            said_as=word.said_as,
            version=version,
            said_by_id=None if actor is None else UserId(actor),
            said_at=uow.now,
            was_held=said.was_held,
            absent=said.absent,
            late=said.late,
            late_minutes=said.late_minutes,
            is_partial=said.is_partial,
            started_at=said.started_at,
            ended_at=said.ended_at,
            break_minutes=said.break_minutes,
            waited_minutes=said.waited_minutes,
            languages=[language.value for language in dict.fromkeys(said.languages)],
            modality=said.modality,
            reason=word.reason,
        )
    )
    uow.db.flush()
    uow.record(
        "outcome.decided" if word.said_as is Reporter.COORDINATOR else "outcome.reported",
        subject=session.id,
        said_as=word.said_as,
        version=version,
        held=said.was_held,
        absent=said.absent,
    )
