"""Wishes to hear of a course's next cohort."""

from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.permissions import Permission
from training.service.catalogue import courses
from training.service.enrolment.notices import notify_interested
from training.service.people import learners
from training.store.queries import interest as queries
from training.store.tables import Cohort, CourseWish, Learner


def wish(uow: UnitOfWork, course_id: UUID) -> None:
    """The acting user wants to hear of the next cohort; twice is the same as once."""
    uow.require(Permission.LEARNING_OWN)
    courses.get(uow, course_id)
    add(uow, course_id, learners.mine(uow))


def unwish(uow: UnitOfWork, course_id: UUID) -> None:
    """The acting user no longer wants to hear of it."""
    uow.require(Permission.LEARNING_OWN)
    forget(uow, course_id, learners.mine(uow))


def add(uow: UnitOfWork, course_id: UUID, learner: Learner) -> None:
    """Keep a wish, for other services of training."""
    if uow.db.get(CourseWish, (course_id, learner.id)) is None:
        uow.db.add(CourseWish(course_id=course_id, learner_id=learner.id, wished_at=uow.now))
        uow.db.flush()


def forget(uow: UnitOfWork, course_id: UUID, learner: Learner) -> None:
    """Forget a wish that has come true or was taken back."""
    kept = uow.db.get(CourseWish, (course_id, learner.id))
    if kept is not None:
        uow.db.delete(kept)
        uow.db.flush()


def notify_of(uow: UnitOfWork, cohort: Cohort) -> int:
    """A cohort was published: whoever wished for it hears of it once; how many.

    Called by the move that publishes a cohort, in its transaction.
    """
    uow.require(Permission.COURSE_MANAGE)
    found = queries.list_wishes(uow.db, cohort.version.course_id)
    for kept, learner in found:
        notify_interested(uow, cohort, learner)
        uow.db.delete(kept)
    uow.db.flush()
    return len(found)
