"""What was attended: the last mark that counts of everybody in every class, and its sums."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from training.domain.attendance import Attended, ClassNoted, add_up
from training.domain.cohorts import TAUGHT
from training.domain.courses import MeetingStatus
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.service.catalogue import cohorts
from training.store.queries import attendance as queries
from training.store.queries.attendance import Latest, Place
from training.store.tables import AttendanceMark, ClassMeeting, Cohort, Enrolment

# Those who are expected in class; others on the list have left it or finished.
EXPECTED = frozenset({EnrolmentStatus.CONFIRMED, EnrolmentStatus.ATTENDING})


@dataclass(frozen=True)
class Grid:
    """People and classes of a cohort with the marks between them."""

    cohort: Cohort
    meetings: Sequence[ClassMeeting]
    people: Sequence[Enrolment]
    marks: Mapping[Place, Latest]
    sums: Mapping[UUID, Attended]
    markable: frozenset[UUID]


def minutes_of(uow: UnitOfWork, enrolment_ids: Collection[UUID]) -> dict[UUID, Attended]:
    """Minutes attended, possible and planned of each enrolment; cancelled classes are left out.

    Asked by other parts of training, which have checked who acts.
    """
    classes = queries.classes_of(uow.db, enrolment_ids)
    marks = queries.latest_marks(uow.db, enrolment_ids)
    return {
        each: add_up(
            _noted(marks.get((each, meeting_id)), planned, locked=locked)
            for meeting_id, planned, locked in classes.get(each, [])
        )
        for each in enrolment_ids
    }


def _noted(latest: Latest | None, planned: int, *, locked: bool) -> ClassNoted:
    counting = None if latest is None else latest.counting
    return ClassNoted(planned, None if counting is None else counting.minutes, locked)


def grid(uow: UnitOfWork, cohort_id: UUID) -> Grid:
    """Everything about the attendance of a cohort, for its trainers and for who manages courses."""
    cohort = get_taught(uow, cohort_id)
    people = queries.list_people(uow.db, cohort_id)
    ids = [enrolment.id for enrolment in people]
    takes_place = [m for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED]
    return Grid(
        cohort,
        takes_place,
        people,
        queries.latest_marks(uow.db, ids),
        minutes_of(uow, ids),
        frozenset(m.id for m in takes_place if is_markable(uow, cohort, m)),
    )


def get_taught(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """A cohort for its trainers and for who manages courses; to others it looks missing."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    cohort = cohorts.get(uow, cohort_id)
    teaches = uow.actor.user_id in {meeting.trainer_id for meeting in cohort.meetings}
    if not teaches and not uow.may(TrainingPermission.COURSE_MANAGE):
        raise NotFound
    return cohort


def may_mark(uow: UnitOfWork, meeting: ClassMeeting) -> bool:
    """Whether the actor may take the attendance of a class: its trainer, or who manages courses."""
    if uow.may(TrainingPermission.COURSE_MANAGE):
        return True
    own = uow.actor.user_id is not None and meeting.trainer_id == uow.actor.user_id
    return own and uow.may(TrainingPermission.ATTENDANCE_MARK)


def is_markable(uow: UnitOfWork, cohort: Cohort, meeting: ClassMeeting) -> bool:
    """Whether the actor may take the attendance of a class now: it has begun, nothing is settled."""
    has_begun = meeting.starts_at <= uow.now and meeting.status is not MeetingStatus.CANCELLED
    return has_begun and cohort.status in TAUGHT and may_mark(uow, meeting)


def standing_of(uow: UnitOfWork, enrolment_id: UUID) -> tuple[Attended, int]:
    """What somebody attended so far, and the percentage that is asked for.

    The caller has checked whose enrolment it is.
    """
    percent = queries.percent_of(uow.db, enrolment_id)
    if percent is None:
        raise NotFound
    return minutes_of(uow, [enrolment_id])[enrolment_id], percent


def corrections_of(uow: UnitOfWork, meeting: ClassMeeting) -> Sequence[AttendanceMark]:
    """Marks of a class that were made after it was locked, newest first."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    return queries.corrections_of(uow.db, meeting.id)
