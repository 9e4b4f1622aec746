"""Deciding who completed a course; a decision keeps its inputs and is only ever superseded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import Named, say
from training.domain.completion import CURRENT, digest_of
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.service.assessment import instruments, notices
from training.service.assessment.notices import AssessmentNotice
from training.service.catalogue import cohorts
from training.service.completion.cases import DECIDABLE, Case, cases, gather, recomputes
from training.service.documents import documents
from training.service.enrolment import seats
from training.service.enrolment.notices import about_attendance
from training.service.ledger import points
from training.store.queries import completion as queries
from training.store.tables import Cohort, CompletionDecision, Enrolment, Instrument

E = EnrolmentStatus
__all__ = [
    "Case",
    "DecisionCount",
    "cases",
    "decide",
    "decide_cohort",
    "enrolment_of",
    "recomputes",
    "require",
    "required_of",
    "stands",
]


@dataclass(frozen=True)
class DecisionCount:
    """What deciding about a cohort came to."""

    completed: int
    not_completed: int
    waiting: int


def required_of(uow: UnitOfWork, version_id: UUID) -> Sequence[Instrument]:
    """The instruments that must be passed to complete a course of a version."""
    return queries.list_required(uow.db, version_id)


def require(uow: UnitOfWork, version_id: UUID, instrument_ids: Collection[UUID]) -> None:
    """Say which instruments must be passed, while no cohort of the version was announced."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    version = queries.lock_version(uow.db, version_id)
    if version is None:
        raise NotFound
    if version.frozen_at is not None:
        raise Conflict(
            say("This version was announced: its rules stay. Change them in a new version.")
        )
    known = {instrument.id for instrument in instruments.listed(uow)}
    if not known.issuperset(instrument_ids):
        raise refuse("instruments", say("Choose one of the options."))
    queries.replace_required(uow.db, version_id, set(instrument_ids))
    uow.record("version.instruments_required", subject=version_id, instruments=len(instrument_ids))


def decide(uow: UnitOfWork, enrolment_id: UUID) -> CompletionDecision:
    """Decide whether one person completed; the decision that stands if nothing has changed.

    Conflict while something is still awaited. A correction is a further decision.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    enrolment = queries.find_enrolment(uow.db, enrolment_id)
    if enrolment is None:
        raise NotFound
    cohort = cohorts.get(uow, enrolment.cohort_id)
    case = gather(uow, cohort, queries.lock_enrolments(uow.db, [enrolment_id]))[0]
    if case.enrolment.status not in DECIDABLE:
        raise Conflict(say("This enrolment is “%(state)s” now.", state=case.enrolment.status))
    if case.waits is not None:
        raise Conflict(case.waits)
    return _decide(uow, cohort, case)


def decide_cohort(uow: UnitOfWork, cohort_id: UUID) -> DecisionCount:
    """Decide about everybody of a cohort about whom it is possible; the others wait."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = cohorts.get(uow, cohort_id)
    ids = [e.id for e in queries.list_enrolments(uow.db, cohort_id, DECIDABLE)]
    found = gather(uow, cohort, queries.lock_enrolments(uow.db, ids))
    ready = [case for case in found if case.waits is None]
    decisions = [_decide(uow, cohort, case) for case in ready]
    completed = sum(decision.completed for decision in decisions)
    return DecisionCount(completed, len(decisions) - completed, len(found) - len(ready))


def _decide(uow: UnitOfWork, cohort: Cohort, case: Case) -> CompletionDecision:
    before = case.standing
    if before is not None and not case.is_news:
        return before
    decision = CompletionDecision(
        enrolment_id=case.enrolment.id,
        number=1 if before is None else before.number + 1,
        rule=CURRENT,
        snapshot=case.snapshot,
        digest=digest_of(case.snapshot),
        completed=case.would_complete,
        decided_at=uow.now,
        decided_by_id=uow.actor.user_id,  # pyright: ignore[reportArgumentType]  a user's id
        decided_by_name=uow.actor.name,
    )
    uow.db.add(decision)
    uow.db.flush()
    uow.record("completion.decided", subject=case.enrolment.id, number=decision.number)
    to = E.COMPLETED if decision.completed else E.NOT_COMPLETED
    # What still waits about her attendance is overtaken.
    outbox.withdraw(uow, about_attendance(case.enrolment.id))
    if case.enrolment.status is not to:
        seats.move(uow, case.enrolment, to)
    if decision.completed:
        version = cohort.version
        points.credit_course(uow, case.enrolment, version.planned_minutes, version.course.title)
    elif before is not None and before.completed:
        points.take_back_course(uow, case.enrolment)
        documents.end_for_enrolment(uow, case.enrolment.id)
    if before is None or before.completed != decision.completed:
        _notify(uow, cohort, case.enrolment, decision)
    return decision


def _notify(
    uow: UnitOfWork, cohort: Cohort, enrolment: Enrolment, decision: CompletionDecision
) -> None:
    notices.notify_of_course(
        uow,
        enrolment.learner,
        AssessmentNotice.COMPLETED if decision.completed else AssessmentNotice.NOT_COMPLETED,
        course=Named(cohort.version.course.title_in),
        path=f"/learn/{enrolment.id}",
        about=f"completion:{enrolment.id}",
    )


def stands(uow: UnitOfWork, enrolment_id: UUID) -> CompletionDecision | None:
    """The last decision about an enrolment, or None. The caller has checked who may."""
    return next(reversed(queries.list_decisions(uow.db, [enrolment_id])), None)


def enrolment_of(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """An enrolment with its person, for planning a sitting in it."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = queries.find_enrolment(uow.db, enrolment_id)
    if found is None:
        raise NotFound
    return found
