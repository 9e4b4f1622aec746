"""Checking in by the rotating QR code: a mark that counts once the trainer has confirmed it."""

from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, Gone, NotFound
from foundation.text.message import say
from foundation.times.spans import Span
from training.domain import check_in as rules
from training.domain.attendance import Attended, MarkSource
from training.domain.cohorts import TAUGHT
from training.domain.courses import MeetingStatus
from training.domain.permissions import TrainingPermission
from training.service.teaching import attendance, marking
from training.store.queries import attendance as queries
from training.store.queries import courses as course_queries
from training.store.queries.attendance import Latest
from training.store.tables import AttendanceMark, ClassMeeting, Enrolment


@dataclass(frozen=True)
class Arrival:
    """Somebody at the door of a class: her mark there if she has one, and how she stands."""

    meeting: ClassMeeting
    enrolment: Enrolment
    mark: AttendanceMark | None
    attended: Attended
    percent: int
    marks: Latest

    @property
    def is_lost(self) -> bool:
        """Whether the attendance asked for can no longer be reached."""
        return self.attended.is_lost(self.percent)


def show_code(uow: UnitOfWork, meeting_id: UUID) -> tuple[ClassMeeting, str, int]:
    """For the screen of the trainer: the class, the token of now, and for how many seconds it shows."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    meeting = _get_taught(uow, meeting_id)
    assert meeting.cohort is not None
    attendance.get_taught(uow, meeting.cohort.id)
    if not attendance.may_mark(uow, meeting):
        raise Forbidden(say("Only the trainer of a class and the training manager mark it."))
    _require_open(meeting, uow)
    return meeting, rules.token_at(meeting.checkin_key, uow.now), rules.seconds_left(uow.now)


def who_is_in(uow: UnitOfWork, meeting: ClassMeeting) -> tuple[list[str], int]:
    """Names of those who have checked in to a class or are marked as there, and how many are expected."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    assert meeting.cohort_id is not None
    everybody = queries.list_people(uow.db, meeting.cohort_id)
    expected = [each for each in everybody if each.status in attendance.EXPECTED]
    marks = queries.latest_marks(uow.db, [each.id for each in expected])
    present = [
        each.learner.full_name
        for each in expected
        if marks.get((each.id, meeting.id), Latest()).says_present
    ]
    return present, len(expected)


def arrival(uow: UnitOfWork, meeting_id: UUID) -> Arrival:
    """The acting person at the door of a class in which she has a seat."""
    uow.require(TrainingPermission.LEARNING_OWN)
    meeting = _get_taught(uow, meeting_id)
    assert meeting.cohort is not None
    if uow.actor.user_id is None:
        raise NotFound
    enrolment = queries.find_enrolment_of_user(uow.db, meeting.cohort.id, uow.actor.user_id)
    if enrolment is None:
        raise Forbidden(say("You have no seat in this class."))
    marks = queries.list_marks(uow.db, enrolment.id, meeting.id)
    attended, percent = attendance.standing_of(uow, enrolment.id)
    last = marks[-1] if marks and not marks[-1].withdrawn else None
    return Arrival(meeting, enrolment, last, attended, percent, Latest(tuple(marks)))


def is_fresh(uow: UnitOfWork, meeting: ClassMeeting, token: str) -> bool:
    """Whether a token was on the screen within the last minute."""
    return rules.is_valid(meeting.checkin_key, token, uow.now)


def arrive(uow: UnitOfWork, meeting_id: UUID, token: str) -> Arrival:
    """Check in with a token; twice is once. Whoever is marked already stays as she is."""
    uow.require(TrainingPermission.LEARNING_OWN)
    course_queries.lock_meeting(uow.db, meeting_id)
    found = arrival(uow, meeting_id)
    if found.mark is not None:
        return found
    _require_open(found.meeting, uow)
    if not is_fresh(uow, found.meeting, token):
        raise Gone(say("The code has changed. Scan the one that is on the screen now."))
    span = Span(found.meeting.starts_at, found.meeting.ends_at)
    presence, minutes = rules.worth(span, found.meeting.planned_minutes, uow.now)
    marking.add(
        uow,
        found.meeting,
        marking.Marked(found.enrolment.id, meeting_id, presence, minutes, 0),
        after=found.marks,
        note=marking.Note("", MarkSource.QR),
        provisional=True,
    )
    marking.keep(uow)
    uow.record("attendance.checked_in", subject=meeting_id)
    return arrival(uow, meeting_id)


def _get_taught(uow: UnitOfWork, meeting_id: UUID) -> ClassMeeting:
    meeting = course_queries.find_meeting(uow.db, meeting_id)
    if meeting is None or meeting.cohort is None or meeting.cohort.status not in TAUGHT:
        raise NotFound
    return meeting


def _require_open(meeting: ClassMeeting, uow: UnitOfWork) -> None:
    span = Span(meeting.starts_at, meeting.ends_at)
    is_over = meeting.status is not MeetingStatus.PLANNED or meeting.locked_at is not None
    if is_over or not rules.is_open(span, uow.now):
        raise Conflict(say("One may check in from half an hour before a class until it ends."))
