"""Who wants to hear of a course's next cohort."""

from uuid import UUID

from foundation.database.work import UnitOfWork
from training.domain.permissions import TrainingPermission
from training.service.catalogue import courses
from training.service.enrolment.notices import notify_interested
from training.service.people import learners
from training.store.queries import interest as queries
from training.store.tables import Cohort, CourseInterest, Learner


def state(uow: UnitOfWork, course_id: UUID) -> None:
    """The acting user wants to hear of the next cohort; twice is the same as once."""
    uow.require(TrainingPermission.LEARNING_OWN)
    courses.get(uow, course_id)
    add(uow, course_id, learners.mine(uow))


def withdraw(uow: UnitOfWork, course_id: UUID) -> None:
    """The acting user no longer wants to hear of it."""
    uow.require(TrainingPermission.LEARNING_OWN)
    forget(uow, course_id, learners.mine(uow))


def add(uow: UnitOfWork, course_id: UUID, learner: Learner) -> None:
    """Note an interest, for other services of training."""
    if uow.db.get(CourseInterest, (course_id, learner.id)) is None:
        uow.db.add(CourseInterest(course_id=course_id, learner_id=learner.id, stated_at=uow.now))
        uow.db.flush()


def forget(uow: UnitOfWork, course_id: UUID, learner: Learner) -> None:
    """Forget an interest that was met or withdrawn."""
    kept = uow.db.get(CourseInterest, (course_id, learner.id))
    if kept is not None:
        uow.db.delete(kept)
        uow.db.flush()


def notify_of(uow: UnitOfWork, cohort: Cohort) -> int:
    """A cohort was published: whoever stated an interest hears of it once; how many.

    Called by the move that publishes a cohort, in its transaction.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = queries.list_interests(uow.db, cohort.version.course_id)
    for kept, learner in found:
        notify_interested(uow, cohort, learner)
        uow.db.delete(kept)
    uow.db.flush()
    return len(found)
