"""What a decision of completion would rest on, person by person, and whether what stands recomputes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from training.domain.assessment import OPEN_ATTEMPTS, PASSES, AttemptStatus, Outcome
from training.domain.attendance import Attended
from training.domain.completion import (
    Inputs,
    InstrumentResult,
    Snapshot,
    digest_of,
    is_completed,
    is_intact,
    reasons,
    snapshot_of,
)
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.service.catalogue import cohorts
from training.service.teaching import attendance
from training.store.queries import assessments
from training.store.queries import completion as queries
from training.store.tables import Attempt, Cohort, CompletionDecision, Enrolment

E, C = EnrolmentStatus, CohortStatus
# About these there is something to decide, or to decide anew.
DECIDABLE = frozenset({E.ATTENDING, E.COMPLETED, E.NOT_COMPLETED})
JUDGED = frozenset({C.RUNNING, C.GRADING, C.CLOSED})
_ByCode = Mapping[str, Sequence[Attempt]]


@dataclass(frozen=True)
class Case:
    """One person of a cohort: what a decision would rest on, what it would be, and what stands.

    `waits` says why nothing can be decided yet; `reasons` why it would not be a completion.
    """

    enrolment: Enrolment
    attended: Attended
    snapshot: Snapshot
    reasons: Sequence[LazyText]
    waits: LazyText | None
    standing: CompletionDecision | None

    @property
    def would_complete(self) -> bool:
        """What the rule says now."""
        return is_completed(self.snapshot)

    @property
    def is_news(self) -> bool:
        """Whether deciding now would say something that the standing decision does not."""
        return self.standing is None or self.standing.digest != digest_of(self.snapshot)

    @property
    def is_intact(self) -> bool:
        """Whether the standing decision recomputes."""
        return self.standing is None or recomputes(self.standing)


def recomputes(decision: CompletionDecision) -> bool:
    """Whether a decision's snapshot still gives its digest and its answer (invariant 7)."""
    return is_intact(
        decision.snapshot, decision.rule, decision.digest, completed=decision.completed
    )


def cases(uow: UnitOfWork, cohort_id: UUID) -> tuple[Cohort, list[Case]]:
    """Everybody of a cohort about whom something is decided, by seat."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = cohorts.get(uow, cohort_id)
    found = queries.list_enrolments(uow.db, cohort_id, DECIDABLE)
    return cohort, gather(uow, cohort, found)


def gather(uow: UnitOfWork, cohort: Cohort, enrolments: Sequence[Enrolment]) -> list[Case]:
    """What is known of some people of a cohort, in a handful of queries however many they are."""
    ids = [enrolment.id for enrolment in enrolments]
    minutes = attendance.minutes_of(uow, ids)
    required = queries.list_required(uow.db, cohort.course_version_id)
    sat = assessments.list_of_enrolments(uow.db, ids)
    standing = {each.enrolment_id: each for each in queries.list_decisions(uow.db, ids)}
    too_early = _why_too_early(uow, cohort)
    found: list[Case] = []
    for enrolment in enrolments:
        own = [attempt for attempt in sat if attempt.enrolment_id == enrolment.id]
        by_code = {i.code: [a for a in own if a.instrument_id == i.id] for i in required}
        attended = minutes[enrolment.id]
        snapshot = _snapshot(cohort, enrolment, attended, by_code)
        waits = too_early or _why_waiting(cohort, attended, by_code)
        found.append(
            Case(
                enrolment,
                attended,
                snapshot,
                reasons(snapshot),
                waits,
                standing.get(enrolment.id),
            )
        )
    return found


def _snapshot(cohort: Cohort, enrolment: Enrolment, attended: Attended, sat: _ByCode) -> Snapshot:
    return snapshot_of(
        Inputs(
            enrolment_id=enrolment.id,
            course_code=cohort.version.course.code,
            version=cohort.version.number,
            attended=attended.attended,
            planned=attended.planned,
            least_percent=cohort.version.attendance_percent,
            required=[_required(code, attempts) for code, attempts in sat.items()],
        )
    )


def _why_waiting(cohort: Cohort, attended: Attended, sat: _ByCode) -> LazyText | None:
    least = cohort.version.attendance_percent
    if not attended.is_enough(least) and not attended.is_lost(least):
        return say("Some attendance is not entered or locked yet.")
    if any(_is_awaited(attempts) for attempts in sat.values()):
        return say("A result is still awaited.")
    return None


def _required(code: str, attempts: Sequence[Attempt]) -> InstrumentResult:
    """The best decided attempt of an instrument; the newest if none was passed."""
    decided = [a for a in attempts if a.status is AttemptStatus.DECIDED]
    ranked = sorted(decided, key=lambda a: list(Outcome).index(a.outcome or Outcome.FAILED))
    if not ranked:
        return InstrumentResult(code=code)
    best = ranked[0] if ranked[0].outcome in PASSES else decided[-1]
    return InstrumentResult(code=code, attempt_id=best.id, outcome=best.outcome)


def _is_awaited(attempts: Sequence[Attempt]) -> bool:
    passed = any(a.outcome in PASSES for a in attempts)
    return not passed and any(a.status in OPEN_ATTEMPTS for a in attempts)


def _why_too_early(uow: UnitOfWork, cohort: Cohort) -> LazyText | None:
    if cohort.status not in JUDGED:
        return say("This cohort is “%(status)s”.", status=cohort.status)
    held = [m for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED]
    if any(meeting.ends_at > uow.now for meeting in held):
        return say("Classes are still to come.")
    return None
