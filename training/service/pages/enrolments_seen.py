"""What somebody learns, as she sees it herself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from foundation.database.work import UnitOfWork
from training.domain.attendance import Attended
from training.domain.classes import ClassMoment
from training.domain.courses import CohortStatus
from training.domain.permissions import TrainingPermission
from training.domain.seats import LIVE, EnrolmentStatus
from training.service.assessment import views
from training.service.catalogue import cohorts
from training.service.certification import path
from training.service.certification.path import LadderStage
from training.service.completion import decisions
from training.service.enrolment import enrolments
from training.service.pages.classes_seen import MAY_ENTER as IN_CLASS
from training.service.pages.classes_seen import ClassSeen, classes_of
from training.service.pages.cohorts_seen import CohortView, offer_of, views_of
from training.service.pages.overlaps_seen import Overlap, overlaps_of
from training.service.pages.ways_on import WayOn, way_on
from training.service.people import learners
from training.service.teaching import attendance
from training.store.queries import enrolments as queries
from training.store.queries.attendance import Latest, Place
from training.store.queries.attendance import latest_marks as marks_of
from training.store.queries.interest import list_interests_of
from training.store.tables import (
    Attempt,
    CompletionDecision,
    CourseInterest,
    Enrolment,
    Learner,
    SeatOffer,
)

E = EnrolmentStatus
# What a learner's first page shows on top; the rest is history.
CURRENT = LIVE - {E.COMPLETED, E.NOT_COMPLETED, E.DROPPED}


@dataclass(frozen=True, kw_only=True)
class Own:
    """One enrolment of the reader's."""

    enrolment: Enrolment
    view: CohortView
    offer: SeatOffer | None = None
    position: int = 0
    classes: Sequence[ClassSeen] = ()
    attended: Attended | None = None
    decision: CompletionDecision | None = None
    sittings: Sequence[Attempt] = ()
    way_on: WayOn | None = None
    overlaps: Sequence[Overlap] = ()

    @property
    def next_class(self) -> ClassSeen | None:
        """The class that is under way, else the next one."""
        return next((each for each in self.classes if each.moment is not ClassMoment.OVER), None)

    @property
    def today(self) -> Sequence[ClassSeen]:
        """The classes under way or later today."""
        return [each for each in self.classes if each.is_now]

    @property
    def ahead(self) -> Sequence[ClassSeen]:
        """The classes of other days that are still to come."""
        return [each for each in self.classes if each.moment is ClassMoment.AHEAD]

    @property
    def over(self) -> Sequence[ClassSeen]:
        """The classes that are over."""
        return [each for each in self.classes if each.moment is ClassMoment.OVER]

    @property
    def is_judged(self) -> bool:
        """Whether the classes are over and the results are awaited."""
        return (
            self.enrolment.status is E.ATTENDING
            and self.enrolment.cohort.status is CohortStatus.GRADING
        )

    @property
    def is_lost(self) -> bool:
        """Whether the attendance that is asked for can no longer be reached."""
        rule = self.enrolment.cohort.version.attendance_percent
        attending = self.enrolment.status in IN_CLASS
        return attending and self.attended is not None and self.attended.is_lost(rule)

    @property
    def is_at_risk(self) -> bool:
        """Whether one more absence may be too many."""
        rule = self.enrolment.cohort.version.attendance_percent
        attending = self.enrolment.status in IN_CLASS
        return attending and self.attended is not None and self.attended.is_at_risk(rule)


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The reader's own learning: what runs, what is over, and the ladder."""

    learner: Learner | None
    current: Sequence[Own]
    past: Sequence[Own]
    interests: Sequence[CourseInterest]
    stages: Sequence[LadderStage]


def see_learning(uow: UnitOfWork) -> Learning:
    """The reader's first page of learning."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    if learner is None:
        return Learning(learner=None, current=(), past=(), interests=(), stages=())
    found = queries.list_of_learner(uow.db, learner.id)
    attending = [each.id for each in found if each.status in IN_CLASS]
    marks = marks_of(uow.db, attending)
    sums = attendance.minutes_of(uow, attending)
    owns = [_own(uow, each, learner, marks, sums) for each in found]
    # What waits for an answer stands first.
    owns.sort(key=lambda own: own.enrolment.status is not E.OFFERED)
    return Learning(
        learner=learner,
        current=[own for own in owns if own.enrolment.status in CURRENT],
        past=[own for own in owns if own.enrolment.status not in CURRENT],
        interests=list_interests_of(uow.db, learner.id),
        stages=path.stages(uow, learner.id),
    )


def see_own(uow: UnitOfWork, enrolment_id: UUID) -> Own:
    """One enrolment of the reader's with dates, attendance so far and how it ended."""
    enrolment = enrolments.get_own(uow, enrolment_id)
    enrolment.cohort = cohorts.get(uow, enrolment.cohort_id)
    sums = attendance.minutes_of(uow, [enrolment.id])
    own = _own(uow, enrolment, enrolment.learner, marks_of(uow.db, [enrolment.id]), sums)
    decision = decisions.stands(uow, enrolment.id)
    sittings = [sat for sat in views.own_results(uow) if sat.enrolment_id == enrolment.id]
    overlaps = ()
    if enrolment.status in LIVE - {E.COMPLETED, E.NOT_COMPLETED, E.DROPPED}:
        overlaps = overlaps_of(uow, enrolment.learner, enrolment.cohort)
    return replace(own, decision=decision, sittings=sittings, overlaps=overlaps)


def _own(
    uow: UnitOfWork,
    enrolment: Enrolment,
    learner: Learner,
    marks: Mapping[Place, Latest],
    sums: Mapping[UUID, Attended],
) -> Own:
    shown = views_of(uow, [enrolment.cohort], learner)[0]
    waits = enrolment.status is E.WAITLISTED
    own = Own(
        enrolment=enrolment,
        view=shown,
        offer=offer_of(uow, enrolment),
        position=queries.position_of(uow.db, enrolment) if waits else 0,
        classes=classes_of(uow, enrolment, enrolment.cohort, marks),
        attended=sums.get(enrolment.id),
    )
    if own.is_lost or enrolment.status is E.NOT_COMPLETED:
        return replace(own, way_on=way_on(uow, enrolment, learner))
    return own
