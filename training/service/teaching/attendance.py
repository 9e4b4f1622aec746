"""What was attended: the last mark that counts of everybody in every class, and its sums."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from training.domain.attendance import (
    Attendance,
    Attended,
    ClassNoted,
    add_up,
    counted_twice,
)
from training.domain.cohorts import TAUGHT
from training.domain.courses import MeetingStatus
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.service.catalogue import cohorts
from training.store.queries import attendance as queries
from training.store.queries import courses as course_queries
from training.store.queries.attendance import ClassCounted, Latest, Place
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

    Of two classes at the same hours the one that began first counts whole, the other what is left.
    Asked by other parts of training, which have checked who acts.
    """
    classes = queries.classes_of(uow.db, enrolment_ids)
    marks = queries.latest_marks(uow.db, enrolment_ids)
    elsewhere = counted_elsewhere(uow, classes, marks)
    return {
        each: add_up(
            _noted(
                uow, marks.get((each, one.id)), one, sum(elsewhere.get((each, one.id), {}).values())
            )
            for one in classes.get(each, [])
        )
        for each in enrolment_ids
    }


def _noted(uow: UnitOfWork, latest: Latest | None, one: ClassCounted, elsewhere: int) -> ClassNoted:
    counting = None if latest is None else latest.counting
    passed = None
    if uow.now < one.span.end:
        passed = max(0, int((uow.now - one.span.start).total_seconds()) // 60)
    return ClassNoted(
        one.planned, None if counting is None else counting.minutes, one.locked, passed, elsewhere
    )


def counted_elsewhere(
    uow: UnitOfWork,
    classes: Mapping[UUID, Sequence[ClassCounted]],
    marks: Mapping[Place, Latest],
) -> dict[Place, dict[UUID, int]]:
    """Minutes of marks that count in a class of another cohort at the same hours, by place and cohort."""
    found = queries.classes_at_the_same_time(uow.db, list(classes))
    if not found:
        return {}
    others = queries.latest_marks(uow.db, {each.other[0] for each in found})
    by_place = {(each, one.id): one for each, counted in classes.items() for one in counted}
    twice: dict[Place, dict[UUID, int]] = {}
    for each in found:
        one = by_place[each.place]
        # Of two that begin together the smaller id is the first, whoever asks.
        if (each.span.start, each.other[1]) > (one.span.start, one.id):
            continue
        here = marks.get(each.place, Latest()).counting
        there = others.get(each.other, Latest()).counting
        if here is None or there is None:
            continue
        minutes = counted_twice(
            Attendance(one.span, one.planned, here.minutes),
            Attendance(each.span, each.planned, there.minutes),
        )
        if minutes:
            twice.setdefault(each.place, {})[each.cohort_id] = minutes
    return twice


@dataclass(frozen=True)
class Twice:
    """Somebody who has marks in two classes at the same hours."""

    person: Enrolment
    meeting: ClassMeeting
    other: ClassMeeting
    other_cohort: Cohort


def marked_twice(uow: UnitOfWork, seen: Grid) -> list[Twice]:
    """Who of a grid is marked, or has checked in, in a class of another cohort at the same hours."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    people = {person.id: person for person in seen.people}
    meetings = {meeting.id: meeting for meeting in seen.meetings}
    found = queries.classes_at_the_same_time(uow.db, list(people))
    others = queries.latest_marks(uow.db, {each.other[0] for each in found}) if found else {}
    twice: list[Twice] = []
    for each in found:
        here, there = seen.marks.get(each.place, Latest()), others.get(each.other, Latest())
        if not (here.says_present and there.says_present):
            continue
        other = course_queries.find_meeting(uow.db, each.other[1])
        if other is not None and other.cohort is not None:
            who, where = each.place
            twice.append(Twice(people[who], meetings[where], other, other.cohort))
    return twice


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
