"""The reports about a session side by side: for the counsellor who reports, and the coordinator who decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.domain.live import Discrepancy, OutcomeState, Reporter, Said
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.live import reports
from dispatch.service.live.actual_times import said_of
from dispatch.store.queries import live as queries
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    LiveStep,
    OutcomeReport,
    SessionOutcome,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.text.message import LazyText
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach
from scheduling.service import reading as requests_read
from scheduling.service import sessions

# So much of each kind is listed.
LISTED = 50


@dataclass(frozen=True, kw_only=True)
class OutcomeAsked:
    """A session whose outcome its organisation reports: who served it, what was said, why not yet."""

    session: CounsellingSession
    served: Sequence[Assignment]
    outcome: SessionOutcome | None
    said: Said | None
    likely: Said
    why_not: LazyText | None
    late_after: int
    absent_after: datetime
    wait_until: datetime
    decision: OutcomeReport | None

    @property
    def planned_end(self) -> datetime:
        """When it should have ended."""
        return sessions.end_of(self.session)

    @property
    def decided(self) -> Said:
        """What a coordinator decided, else what is likely."""
        return self.likely if self.decision is None else said_of(self.decision)


@dataclass(frozen=True, kw_only=True)
class Word:
    """What one side says now: `key` names it when a coordinator takes it as it is."""

    key: str
    said_as: Reporter
    name: str
    said: Said
    said_at: datetime
    version: int
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A session with what both sides say and what was told on the day.

    `stamp` changes with every new report: whoever decides on older ones is told.
    """

    session: CounsellingSession
    outcome: SessionOutcome | None
    differences: Sequence[Discrepancy]
    words: Sequence[Word]
    served: Sequence[Assignment]
    steps: Sequence[LiveStep]
    history: Sequence[OutcomeReport]
    decision: OutcomeReport | None
    numbers: Mapping[InterpreterId, str]
    stamp: str
    may_decide: bool

    @property
    def likely(self) -> Said:
        """What a decision begins with: the last word, or the plan."""
        return self.words[-1].said if self.words else reports.as_planned(self.session)


@dataclass(frozen=True)
class Listed:
    """Outcomes by where they stand."""

    disputed: Sequence[SessionOutcome]
    missing: Sequence[SessionOutcome]
    decided: Sequence[SessionOutcome]


def see_request(uow: UnitOfWork, request_id: UUID) -> OutcomeAsked:
    """A session of the actor's organisation, to report its outcome; a foreign one looks missing."""
    uow.require(DispatchPermission.OUTCOME_REPORT)
    session = requests_read.get_session_of(uow, request_id)
    if not requests_read.may_change(uow, session.request):
        raise NotFound
    return _asked(uow, session)


def list_due(uow: UnitOfWork, *, all_of_us: bool) -> list[OutcomeAsked]:
    """What the actor, or their organisation, has still to report, the oldest first."""
    if not uow.may(DispatchPermission.OUTCOME_REPORT):
        return []
    mine = None if all_of_us else uow.actor.user_id
    ours = [UUID(str(o)) for o in requests_read.own_organisations(uow)] if all_of_us else None
    if mine is None and ours is None:
        return []
    since = uow.now - timedelta(days=uow.settings.of(DispatchSettings).outcome_days)
    found = queries.list_outcomes(
        uow.db,
        (OutcomeState.AWAITED,),
        queries.MOST_DUE,
        since=since,
        organisations=ours,
        requester=mine,
    )
    return [_asked(uow, outcome.session) for outcome in found]


def _asked(uow: UnitOfWork, session: CounsellingSession) -> OutcomeAsked:
    settings = uow.settings.of(DispatchSettings)
    newest = queries.newest_reports(queries.list_reports(uow.db, session.id))
    mine = newest.get(Reporter.COUNSELLOR)
    served = queries.list_served(uow.db, session.id)
    return OutcomeAsked(
        session=session,
        served=served,
        outcome=queries.find_outcome(uow.db, session.id),
        said=None if mine is None else said_of(mine),
        likely=reports.as_planned(session),
        why_not=reports.why_not_yet(uow, session),
        late_after=settings.late_minutes,
        absent_after=session.starts_at + timedelta(minutes=settings.not_delivered_minutes),
        wait_until=session.starts_at + timedelta(minutes=settings.wait_minutes),
        decision=newest.get(Reporter.COORDINATOR),
    )


def list_all(uow: UnitOfWork) -> Listed:
    """Everything that a coordinator looks at: differing, missing after the reminders, decided of late."""
    uow.require(DispatchPermission.BOARD_READ)
    awaited = queries.list_outcomes(uow.db, (OutcomeState.AWAITED,), LISTED)
    return Listed(
        disputed=queries.list_outcomes(uow.db, (OutcomeState.DISPUTED,), LISTED),
        missing=awaited,
        decided=queries.list_outcomes(uow.db, (OutcomeState.DECIDED,), LISTED, newest_first=True),
    )


def see_session(uow: UnitOfWork, session_id: UUID) -> Compared:
    """Both versions of a session side by side."""
    uow.require(DispatchPermission.BOARD_READ)
    session = sessions.get_session(uow, session_id)
    served = queries.list_served(uow.db, session.id)
    history = queries.list_reports(uow.db, session.id)
    newest = queries.newest_reports(history)
    numbers = reach.numbers_of(uow, [a.interpreter for a in served])
    words: list[Word] = [
        _word(newest[a.id], str(a.id), a.interpreter.full_name, numbers.get(a.interpreter_id, ""))
        for a in served
        if a.id in newest
    ]
    counsellor = newest.get(Reporter.COUNSELLOR)
    if counsellor is not None:
        name = "" if counsellor.said_by is None else counsellor.said_by.full_name
        phone = session.request.organisation.phone
        words.append(_word(counsellor, Reporter.COUNSELLOR, name, phone))
    outcome = queries.find_outcome(uow.db, session.id)
    kept = [] if outcome is None else outcome.differences
    return Compared(
        session=session,
        outcome=outcome,
        differences=[Discrepancy(code) for code in kept],
        words=words,
        served=served,
        steps=queries.list_steps(uow.db, [a.id for a in served]),
        history=sorted(history, key=_said_at),
        decision=newest.get(Reporter.COORDINATOR),
        numbers=numbers,
        stamp=f"{len(history)}",
        may_decide=uow.may(DispatchPermission.ASSIGNMENT_CHANGE) and bool(served),
    )


def _said_at(report: OutcomeReport) -> datetime:
    return report.said_at


def _word(report: OutcomeReport, key: str, name: str, number: str) -> Word:
    return Word(
        key=key,
        said_as=report.said_as,
        name=name,
        said=said_of(report),
        said_at=report.said_at,
        version=report.version,
        number=number,
    )
