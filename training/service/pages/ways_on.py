"""What comes next for somebody who does not complete a course: why, the next cohort, whom to ask."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText
from training.domain.cohorts import SHOWN
from training.domain.completion import reasons
from training.domain.waiting import ENROLLABLE
from training.service.completion import decisions
from training.store.queries import enrolments as queries
from training.store.queries.interest import list_interests_of
from training.store.tables import Course, Enrolment, Learner


@dataclass(frozen=True, kw_only=True)
class WayOn:
    """Why a course was not completed (nothing before the decision), and its next cohort.

    `next_id` is a cohort that one may apply for, now or later; without one the reader can ask to
    hear of it, and `interested` says whether she has.
    """

    course: Course
    reasons: Sequence[LazyText]
    next_id: UUID | None
    interested: bool


def way_on(uow: UnitOfWork, enrolment: Enrolment, learner: Learner) -> WayOn:
    """The way on for the owner of an enrolment, who was checked."""
    course = enrolment.cohort.version.course
    decision = decisions.stands(uow, enrolment.id)
    required = decisions.required_of(uow, enrolment.cohort.course_version_id)
    titles = {each.code: each.title_in for each in required}
    wishes = {each.course_id for each in list_interests_of(uow.db, learner.id)}
    return WayOn(
        course=course,
        reasons=() if decision is None else reasons(decision.snapshot, titles),
        next_id=_next(uow, course.code, {enrolment.cohort_id}),
        interested=course.id in wishes,
    )


def _next(uow: UnitOfWork, code: str, besides: Collection[UUID]) -> UUID | None:
    ahead = queries.next_cohort(uow.db, code, ENROLLABLE & SHOWN, uow.now)
    return None if ahead in besides else ahead
