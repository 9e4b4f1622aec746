"""What an interpreter sees of the day itself: what can be told now, what has been, and what is still to report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.domain.ids import AssignmentId
from dispatch.domain.live import Said, Step, may_begin_at, opens_at
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import BLOCKING
from dispatch.service.live import dropping_out, progress, reports
from dispatch.service.live.actual_times import ActualTimes, said_of, times_of
from dispatch.service.slots.assignments_ending import get_own
from dispatch.store.queries import live as queries
from dispatch.store.queries import standbys as standby_queries
from dispatch.store.tables import Assignment, SessionOutcome, Standby
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.text.message import LazyText, say
from foundation.times.spans import Span
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import Attendee
from scheduling.service import reading as requests_read

# So many reports that are still missing are shown at once.
LISTED = 5


@dataclass(frozen=True, kw_only=True)
class LiveSeen:
    """The day of one assignment: steps that can be told now, the last one told, who is waited for until when.

    `is_open` while steps of it are a matter of now, even when the next cannot be told yet; `may_begin_at` is when
    that is, for somebody who came early. `as_planned` is what one tap reports. `said` is what its interpreter has
    reported, `outcome` what it came to, `counts` the times that count once it is over; `why_no_report` says why nothing can be reported now.
    """

    id: AssignmentId
    assignment: Assignment
    steps: Sequence[Step]
    may_undo: Step | None
    opens_at: datetime
    is_open: bool
    may_begin_at: datetime | None
    as_planned: Said
    is_remote: bool
    may_drop_out: bool
    wait_until: datetime
    wait_minutes_left: int
    is_over: bool
    said: Said | None
    outcome: SessionOutcome | None
    counts: ActualTimes | None
    why_no_report: LazyText | None

    @property
    def may_report(self) -> bool:
        """Whether how it went can be reported, or corrected, now."""
        return self.why_no_report is None

    @property
    def waits(self) -> bool:
        """Whether they are there and the session should have begun."""
        it = self.assignment
        return it.arrived_at is not None and it.began_at is None and self.may_report


def see_day(uow: UnitOfWork, assignment_id: UUID) -> LiveSeen:
    """The day of an assignment of the actor's."""
    return day_of(uow, get_own(uow, assignment_id))


def day_of(uow: UnitOfWork, assignment: Assignment) -> LiveSeen:
    """The day of an assignment; its caller has checked who reads."""
    session = assignment.session
    is_live = assignment.state in BLOCKING
    until = reports.wait_until(uow, session, Attendee.SERVICE_USER)
    mine = queries.newest_reports(queries.list_reports(uow.db, session.id)).get(assignment.id)
    has_begun = uow.now >= assignment.starts_at
    why = reports.why_not_yet(uow, session) if has_begun else None
    opens = opens_at(assignment.starts_at, uow.settings.of(DispatchSettings).live_hours_before)
    begins = may_begin_at(assignment.starts_at)
    is_early = is_live and assignment.arrived_at is not None and assignment.began_at is None
    is_over = uow.now >= assignment.ends_at
    return LiveSeen(
        id=assignment.id,
        assignment=assignment,
        steps=progress.open_steps(uow, assignment) if is_live else (),
        may_undo=progress.may_take_back(uow, assignment) if is_live else None,
        opens_at=opens,
        is_open=is_live and opens <= uow.now < assignment.ends_at,
        as_planned=reports.as_planned(session),
        may_begin_at=begins if is_early and uow.now < begins else None,
        is_remote=progress.progress_of(assignment).is_remote,
        may_drop_out=is_live and dropping_out.may_drop_out(uow, assignment),
        wait_until=until,
        wait_minutes_left=max(0, -(-int((until - uow.now).total_seconds()) // 60)),
        is_over=is_over,
        said=None if mine is None else said_of(mine),
        outcome=queries.find_outcome(uow.db, session.id),
        counts=times_of(uow, assignment) if is_over else None,
        why_no_report=why if has_begun else reports.NOT_BEGUN,
    )


def outcome_of(uow: UnitOfWork, request_id: UUID) -> SessionOutcome:
    """What became of the session of a request that the actor may read; missing while nothing is known."""
    session = requests_read.get_session_of(uow, request_id)
    found = queries.find_outcome(uow.db, session.id)
    if found is None:
        raise NotFound(say("How this session went is not known yet."))
    return found


def list_to_report(uow: UnitOfWork) -> Sequence[Assignment]:
    """What the actor served of late and has not reported, the newest first."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    if uow.actor.user_id is None:
        return ()
    since = uow.now - timedelta(days=uow.settings.of(DispatchSettings).outcome_days)
    return queries.list_unreported(uow.db, uow.actor.user_id, Span(since, uow.now), LISTED)


def list_standbys(uow: UnitOfWork) -> Sequence[Standby]:
    """What the actor stands by for, in order of time."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    if uow.actor.user_id is None:
        return ()
    ahead = uow.now + timedelta(days=uow.settings.of(SchedulingSettings).horizon_days)
    return standby_queries.named_of_user(uow.db, uow.actor.user_id, Span(uow.now, ahead))
