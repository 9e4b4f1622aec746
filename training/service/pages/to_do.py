"""What waits for the training manager today, by number."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from foundation.database.work import UnitOfWork
from training.domain.cohorts import TAUGHT
from training.domain.courses import MeetingStatus
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.domain.settings import TrainingSettings
from training.store.queries import courses as course_queries
from training.store.queries import to_do as queries
from training.store.tables import Cohort


def count_waiting(uow: UnitOfWork) -> dict[str, int]:
    """How many of each kind wait for whoever manages courses and certifications."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    scoring = timedelta(days=uow.settings.of(TrainingSettings).scoring_days)
    return queries.count_waiting(uow.db, uow.now, uow.now - scoring)


def applications_of(uow: UnitOfWork, shown: Sequence[Cohort]) -> dict[UUID, int]:
    """How many applications of each cohort wait for a decision."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    counts = course_queries.count_by_status(uow.db, [cohort.id for cohort in shown])
    return {
        cohort: count
        for (cohort, status), count in counts.items()
        if status is EnrolmentStatus.APPLIED
    }


def unlocked_of(uow: UnitOfWork, shown: Sequence[Cohort]) -> dict[UUID, int]:
    """How many classes of each cohort are over, and not locked."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    return {
        cohort.id: sum(
            meeting.locked_at is None
            and meeting.ends_at <= uow.now
            and meeting.status is not MeetingStatus.CANCELLED
            for meeting in cohort.meetings
        )
        for cohort in shown
        if cohort.status in TAUGHT
    }
