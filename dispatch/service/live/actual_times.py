"""The actual times of what somebody served: what a pay claim is proposed from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.domain.ids import AssignmentId
from dispatch.domain.live import Reporter, Said
from dispatch.domain.states import AssignmentState
from dispatch.store.queries import live as queries
from dispatch.store.tables import Assignment, OutcomeReport
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from scheduling.domain.ids import SessionId


@dataclass(frozen=True, kw_only=True)
class ActualTimes:
    """What counts of an assignment now, and whose word it is; None: nobody's, it counts as planned.

    Nothing was interpreted when `was_held` is False; whoever came has then waited `waited_minutes`.
    """

    was_held: bool
    came: bool
    started_at: datetime
    ended_at: datetime
    break_minutes: int
    waited_minutes: int
    said_as: Reporter | None
    version: int

    @property
    def minutes(self) -> int:
        """Minutes interpreted, breaks left out."""
        if not self.was_held:
            return 0
        span = int((self.ended_at - self.started_at).total_seconds() // 60)
        return max(0, span - self.break_minutes)


def said_of(report: OutcomeReport) -> Said:
    """A stored report as what was said."""
    return Said(
        was_held=report.was_held,
        absent=report.absent,
        late=report.late,
        late_minutes=report.late_minutes,
        is_partial=report.is_partial,
        started_at=report.started_at,
        ended_at=report.ended_at,
        break_minutes=report.break_minutes,
        waited_minutes=report.waited_minutes,
        languages=tuple(Language(each) for each in report.languages),
        modality=report.modality,
    )


def times_of(uow: UnitOfWork, assignment: Assignment) -> ActualTimes:
    """The times that count: as decided, else as the interpreter says, else the counsellor, else as planned.

    Asked by rooms above, which have checked who acts.
    """
    return _times(assignment, queries.list_reports(uow.db, assignment.session_id))


def times_of_all(
    uow: UnitOfWork, assignments: Collection[Assignment]
) -> Mapping[AssignmentId, ActualTimes]:
    """The times that count of many assignments, read in one go; asked as `times_of` is."""
    by_session: dict[SessionId, list[OutcomeReport]] = defaultdict(list)
    for report in queries.reports_of_sessions(uow.db, {a.session_id for a in assignments}):
        by_session[report.session_id].append(report)
    return {each.id: _times(each, by_session[each.session_id]) for each in assignments}


def _times(assignment: Assignment, reports: Sequence[OutcomeReport]) -> ActualTimes:
    newest = queries.newest_reports(reports)
    order: tuple[object, ...] = (Reporter.COORDINATOR, assignment.id, Reporter.COUNSELLOR)
    report = next((newest[who] for who in order if who in newest), None)
    came = assignment.state is not AssignmentState.NO_SHOW
    if report is None:
        return ActualTimes(
            was_held=came,
            came=came,
            started_at=assignment.starts_at,
            ended_at=assignment.ends_at,
            break_minutes=0,
            waited_minutes=0,
            said_as=None,
            version=0,
        )
    return ActualTimes(
        was_held=report.was_held and came,
        came=came,
        started_at=report.started_at or assignment.starts_at,
        ended_at=report.ended_at or assignment.ends_at,
        break_minutes=report.break_minutes,
        waited_minutes=report.waited_minutes,
        said_as=report.said_as,
        version=report.version,
    )
