"""What a session came to: the reports of both sides weighed, and assignments and session moved with them."""

from collections.abc import Mapping, Sequence

from dispatch.domain import endings
from dispatch.domain.events import OutcomeSettled, SessionOver
from dispatch.domain.live import (
    Discrepancy,
    OutcomeState,
    Reporter,
    Said,
    differences,
    in_order,
)
from dispatch.domain.news import News
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import BLOCKING
from dispatch.service import desk_notices
from dispatch.service.live.actual_times import said_of
from dispatch.service.live.told import DayNotice, tell_requester, tell_serving
from dispatch.service.rules.locks import lock_session
from dispatch.service.slots import assignments_ending, closing, offers_ending
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import live as queries
from dispatch.store.tables import Assignment, CounsellingSession, OutcomeReport, SessionOutcome
from foundation.database.work import UnitOfWork
from scheduling.domain.states import Attendee, SessionState
from scheduling.service import sessions
from training.service.ledger import practice


def on_session_over(uow: UnitOfWork, event: SessionOver) -> None:
    """A session has ended by its time: its outcome is awaited, unless both have said it already."""
    session = lock_session(uow, event.session_id)
    # Of an instant call both have said at its end how it went.
    if not session.on_demand:
        settle(uow, session)


def settle(uow: UnitOfWork, session: CounsellingSession) -> SessionOutcome:
    """Weigh what has been reported; the session is locked. Safe to repeat.

    A decision counts before everything. Reports that contradict each other wait for one, and until then
    nothing moves. Without the counsellor's report the interpreter's counts for the time being.
    """
    served = queries.list_served(uow.db, session.id)
    newest = queries.newest_reports(queries.list_reports(uow.db, session.id))
    decision = newest.get(Reporter.COORDINATOR)
    found = frozenset[Discrepancy]() if decision is not None else _differences(uow, newest, served)
    outcome = _outcome(uow, session)
    before = outcome.state
    outcome.state = _state(newest, found)
    outcome.differences = [each.value for each in in_order(found)]
    outcome.changed_at = uow.now
    verdict = _verdict(newest, served)
    if verdict is not None and (not found or found == frozenset({Discrepancy.OVERLAP})):
        outcome.was_held, outcome.absent = verdict.was_held, verdict.absent
        outcome.coverage = verdict.coverage
        _apply(uow, session, served, newest, verdict)
    uow.db.flush()
    _tell(uow, session, served, before, outcome)
    if outcome.state in {OutcomeState.REPORTED, OutcomeState.DECIDED}:
        uow.announce(OutcomeSettled(session.id))
    return outcome


def _outcome(uow: UnitOfWork, session: CounsellingSession) -> SessionOutcome:
    found = queries.find_outcome(uow.db, session.id)
    if found is None:
        found = SessionOutcome(
            session_id=session.id,
            state=OutcomeState.AWAITED,
            over_at=sessions.end_of(session),
            changed_at=uow.now,
        )
        uow.db.add(found)
        uow.db.flush()
    return found


def _state(newest: Mapping[object, OutcomeReport], found: frozenset[Discrepancy]) -> OutcomeState:
    if Reporter.COORDINATOR in newest:
        return OutcomeState.DECIDED
    if found:
        return OutcomeState.DISPUTED
    if Reporter.COUNSELLOR in newest:
        return OutcomeState.REPORTED
    return OutcomeState.AWAITED


def _differences(
    uow: UnitOfWork, newest: Mapping[object, OutcomeReport], served: Sequence[Assignment]
) -> frozenset[Discrepancy]:
    tolerance = uow.settings.of(DispatchSettings).outcome_differ_minutes
    counsellor = newest.get(Reporter.COUNSELLOR)
    found: set[Discrepancy] = set()
    for assignment in served:
        mine = newest.get(assignment.id)
        if mine is None:
            continue
        if counsellor is not None:
            found |= differences(said_of(mine), said_of(counsellor), tolerance)
        if overlapping(uow, assignment, said_of(mine)):
            found.add(Discrepancy.OVERLAP)
    return frozenset(found)


def overlapping(uow: UnitOfWork, assignment: Assignment, said: Said) -> list[Assignment]:
    """Other assignments of the same person whose reported times meet the said ones: nobody is in two places."""
    span = said.span
    if span is None:
        return []
    newest: dict[object, tuple[OutcomeReport, Assignment]] = {}
    for report, other in queries.reported_between(
        uow.db, assignment.interpreter_id, span, assignment.id
    ):
        newest[other.id] = (report, other)
    spans = ((said_of(report).span, other) for report, other in newest.values())
    return [other for its, other in spans if its is not None and its.overlaps(span)]


def _verdict(newest: Mapping[object, OutcomeReport], served: Sequence[Assignment]) -> Said | None:
    """What counts of all that was said, while it agrees."""
    for who in (Reporter.COORDINATOR, Reporter.COUNSELLOR):
        if who in newest:
            return said_of(newest[who])
    mine = [newest[a.id] for a in served if a.id in newest]
    return said_of(mine[0]) if mine else None


def _apply(
    uow: UnitOfWork,
    session: CounsellingSession,
    served: Sequence[Assignment],
    newest: Mapping[object, OutcomeReport],
    verdict: Said,
) -> None:
    """Move session and assignments to where the verdict puts them."""
    assignment_queries.lock_interpreters(uow.db, {a.interpreter_id for a in served})
    for assignment in served:
        came = _came(assignment, served, newest, verdict)
        _move(uow, assignment, came=came, verdict=verdict)
    if verdict.was_held:
        session.no_show = ""
        sessions.set_state(uow, session, SessionState.HELD, cause="")
        return
    offers_ending.withdraw_of_session(uow, session)
    sessions.set_not_delivered(uow, session, verdict.absent or Attendee.SERVICE_USER)


def _came(
    assignment: Assignment,
    served: Sequence[Assignment],
    newest: Mapping[object, OutcomeReport],
    verdict: Said,
) -> bool:
    """Whether whoever had the slot was there. In a team the absent one is who has reported nothing."""
    if verdict.absent is not Attendee.INTERPRETER:
        return True
    if len(served) == 1 or not verdict.was_held:
        return False
    return assignment.id in newest or assignment.arrived_at is not None


def _move(uow: UnitOfWork, assignment: Assignment, *, came: bool, verdict: Said) -> None:
    is_practice = came and verdict.was_held
    if assignment.state in BLOCKING:
        if is_practice:
            closing.complete(uow, assignment)
        else:
            ending = endings.WAITED_IN_VAIN if came else endings.DID_NOT_COME
            assignments_ending.end(uow, assignment, ending)
    else:
        ending = endings.SERVED if came else endings.DID_NOT_COME
        assignments_ending.correct(uow, assignment, ending)
        if is_practice:
            closing.note_practice(uow, assignment)
    if is_practice and verdict.span is not None:
        minutes = max(0, verdict.span.minutes - verdict.break_minutes)
        practice.correct(uow, assignment.id, minutes)
    elif not is_practice:
        practice.take_back(uow, assignment.id)


def _tell(
    uow: UnitOfWork,
    session: CounsellingSession,
    served: Sequence[Assignment],
    before: OutcomeState,
    outcome: SessionOutcome,
) -> None:
    if outcome.state is before:
        return
    if outcome.state is OutcomeState.DISPUTED:
        path = f"/dispatch/outcomes/{session.id}"
        desk_notices.tell_desk(uow, News.OUTCOME_DISPUTED, session, path=path)
    elif outcome.state is OutcomeState.DECIDED:
        tell_requester(uow, session, DayNotice.OUTCOME_DECIDED)
        for assignment in served:
            tell_serving(uow, assignment, DayNotice.OUTCOME_DECIDED)
