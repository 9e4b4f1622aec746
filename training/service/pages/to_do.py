"""What waits for the training manager today, by number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class ToDo:
    """What waits, by kind; and of the cohorts shown, applications to decide and classes to lock."""

    waiting: Mapping[str, int] = field(default_factory=dict[str, int])
    applied: Mapping[UUID, int] = field(default_factory=dict[UUID, int])
    unlocked: Mapping[UUID, int] = field(default_factory=dict[UUID, int])


NOTHING = ToDo()


def see(uow: UnitOfWork, shown: Sequence[Cohort]) -> ToDo:
    """Everything that waits for the training manager, and where among these cohorts."""
    counts = course_queries.count_by_status(uow.db, [cohort.id for cohort in shown])
    applied = {
        cohort: count
        for (cohort, status), count in counts.items()
        if status is EnrolmentStatus.APPLIED
    }
    unlocked = {
        cohort.id: sum(
            meeting.locked_at is None
            and meeting.ends_at <= uow.now
            and meeting.status is not MeetingStatus.CANCELLED
            for meeting in cohort.meetings
        )
        for cohort in shown
        if cohort.status in TAUGHT
    }
    return ToDo(count_waiting(uow), applied, unlocked)
