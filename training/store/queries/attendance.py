"""Marks, those who are marked, and whom news of a class reaches."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from accounts.domain.ids import UserId
from foundation.times.spans import Span
from interpreters.store.tables import Interpreter
from training.domain.courses import MeetingStatus
from training.domain.seats import SEAT_HOLDING, EnrolmentStatus
from training.store.tables import AttendanceMark, ClassMeeting, Cohort, Enrolment, Learner

# Those whose attendance is taken, and those who are only shown because they have marks.
ON_THE_LIST = SEAT_HOLDING - {EnrolmentStatus.OFFERED}
Place = tuple[UUID, UUID]


@dataclass(frozen=True)
class Latest:
    """The marks of a person in a class in their order, and which of them count."""

    marks: tuple[AttendanceMark, ...] = ()

    @property
    def counting(self) -> AttendanceMark | None:
        """The last mark that counts, unless it was taken back."""
        last = next((mark for mark in reversed(self.marks) if not mark.provisional), None)
        return None if last is None or last.withdrawn else last

    @property
    def provisional(self) -> AttendanceMark | None:
        """A check-in that waits for the trainer: one that no mark that counts has followed."""
        last = self.marks[-1] if self.marks else None
        return last if last is not None and last.provisional else None

    @property
    def says_present(self) -> bool:
        """Whether it says that somebody is or was there, be it only by a check-in."""
        mark = self.provisional or self.counting
        return mark is not None and mark.minutes > 0

    @property
    def last_number(self) -> int:
        """How many marks there are."""
        return self.marks[-1].number if self.marks else 0

    def said(self, number: int) -> AttendanceMark | None:
        """The mark of a number that counted when somebody looked."""
        counted = (mark for mark in self.marks if not mark.provisional and not mark.withdrawn)
        return next((mark for mark in counted if mark.number == number), None)


def list_people(db: Session, cohort_id: UUID) -> Sequence[Enrolment]:
    """Whoever has or had a seat for good, by name, with learner."""
    return db.scalars(
        sa.select(Enrolment)
        .join(Enrolment.learner)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status.in_(ON_THE_LIST))
        .order_by(Learner.full_name, Enrolment.id)
        .options(joinedload(Enrolment.learner))
    ).all()


def latest_marks(db: Session, enrolment_ids: Collection[UUID]) -> dict[Place, Latest]:
    """By enrolment and class."""
    marks = db.scalars(
        sa.select(AttendanceMark)
        .where(AttendanceMark.enrolment_id.in_(enrolment_ids))
        .order_by(AttendanceMark.number)
    )
    found: dict[Place, list[AttendanceMark]] = defaultdict(list)
    for mark in marks:
        found[mark.enrolment_id, mark.meeting_id].append(mark)
    return {place: Latest(tuple(each)) for place, each in found.items()}


def list_marks(db: Session, enrolment_id: UUID, meeting_id: UUID) -> Sequence[AttendanceMark]:
    """Every mark of one person in one class, the oldest first."""
    return db.scalars(
        sa.select(AttendanceMark)
        .where(AttendanceMark.enrolment_id == enrolment_id, AttendanceMark.meeting_id == meeting_id)
        .order_by(AttendanceMark.number)
    ).all()


def corrections_of(db: Session, meeting_id: UUID) -> Sequence[AttendanceMark]:
    """Marks of a class that came with a reason, newest first."""
    return db.scalars(
        sa.select(AttendanceMark)
        .where(AttendanceMark.meeting_id == meeting_id, AttendanceMark.reason != "")
        .order_by(AttendanceMark.marked_at.desc(), AttendanceMark.id)
    ).all()


@dataclass(frozen=True)
class ClassCounted:
    """A class that takes place, as it counts for whoever is enrolled."""

    id: UUID
    span: Span
    planned: int
    locked: bool


def classes_of(db: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, list[ClassCounted]]:
    """The classes that count for each enrolment, in their order."""
    rows = db.execute(
        sa.select(
            Enrolment.id,
            ClassMeeting.id.label("meeting_id"),
            ClassMeeting.starts_at,
            ClassMeeting.ends_at,
            ClassMeeting.planned_minutes,
            ClassMeeting.locked_at,
        )
        .join(ClassMeeting, ClassMeeting.cohort_id == Enrolment.cohort_id)
        .where(Enrolment.id.in_(enrolment_ids))
        .where(ClassMeeting.status != MeetingStatus.CANCELLED)
        .order_by(ClassMeeting.starts_at)
    )
    found: dict[UUID, list[ClassCounted]] = defaultdict(list)
    for row in rows:
        span, locked = Span(row.starts_at, row.ends_at), row.locked_at is not None
        found[row.id].append(ClassCounted(row.meeting_id, span, row.planned_minutes, locked))
    return found


@dataclass(frozen=True)
class Elsewhere:
    """A class at the hours of one of `place`, of another cohort in which the same person is."""

    place: Place
    other: Place
    span: Span
    planned: int
    cohort_id: UUID


def classes_at_the_same_time(db: Session, enrolment_ids: Collection[UUID]) -> list[Elsewhere]:
    """Where people of these enrolments are enrolled in another class at the same hours."""
    here, there = aliased(ClassMeeting), aliased(ClassMeeting)
    one, other = aliased(Enrolment), aliased(Enrolment)
    rows = db.execute(
        sa.select(
            one.id.label("enrolment_id"),
            here.id.label("meeting_id"),
            other.id.label("other_enrolment"),
            there.id.label("other_meeting"),
            there.starts_at,
            there.ends_at,
            there.planned_minutes,
            other.cohort_id,
        )
        .select_from(one)
        .join(other, sa.and_(other.learner_id == one.learner_id, other.id != one.id))
        .join(here, here.cohort_id == one.cohort_id)
        .join(there, there.cohort_id == other.cohort_id)
        .where(one.id.in_(enrolment_ids), other.status.in_(ON_THE_LIST))
        .where(here.starts_at < there.ends_at, there.starts_at < here.ends_at)
        .where(here.status != MeetingStatus.CANCELLED, there.status != MeetingStatus.CANCELLED)
        .order_by(there.starts_at, there.id)
    )
    return [
        Elsewhere(
            (row.enrolment_id, row.meeting_id),
            (row.other_enrolment, row.other_meeting),
            Span(row.starts_at, row.ends_at),
            row.planned_minutes,
            row.cohort_id,
        )
        for row in rows
    ]


def percent_of(db: Session, enrolment_id: UUID) -> int | None:
    """How much of the course must be attended, by the version its cohort follows."""
    found = db.scalar(
        sa.select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.version))
    )
    return None if found is None else found.cohort.version.attendance_percent


def ids_of_users_with_seats(db: Session, cohort_id: UUID) -> Sequence[UserId]:
    """Accounts of those who hold a seat in a cohort, through themselves or the roster."""
    user_id = sa.func.coalesce(Learner.user_id, Interpreter.user_id)
    return db.scalars(
        sa.select(user_id)
        .select_from(Enrolment)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .outerjoin(Interpreter, Interpreter.id == Learner.interpreter_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.status.in_(SEAT_HOLDING),
            user_id.is_not(None),
        )
        .order_by(user_id)
    ).all()


def find_enrolment_of_user(db: Session, cohort_id: UUID, user_id: UUID) -> Enrolment | None:
    """The enrolment of a user, or of the roster entry that is hers, with a seat confirmed."""
    owner = UserId(user_id)
    return db.scalar(
        sa.select(Enrolment)
        .join(Enrolment.learner)
        .outerjoin(Interpreter, Interpreter.id == Learner.interpreter_id)
        .where(Enrolment.cohort_id == cohort_id)
        .where(Enrolment.status.in_({EnrolmentStatus.CONFIRMED, EnrolmentStatus.ATTENDING}))
        .where(sa.or_(Learner.user_id == owner, Interpreter.user_id == owner))
        .options(joinedload(Enrolment.learner))
    )


def count_expected(
    db: Session, cohort_ids: Collection[UUID], statuses: Collection[EnrolmentStatus]
) -> dict[UUID, int]:
    """How many people of these states each cohort has."""
    rows = db.execute(
        sa.select(Enrolment.cohort_id, sa.func.count().label("people"))
        .where(Enrolment.cohort_id.in_(cohort_ids), Enrolment.status.in_(statuses))
        .group_by(Enrolment.cohort_id)
    )
    return {row.cohort_id: row.people for row in rows}


def count_marked(
    db: Session, meeting_ids: Collection[UUID], statuses: Collection[EnrolmentStatus]
) -> dict[UUID, int]:
    """How many people of these states have a mark that counts in each class."""
    later = aliased(AttendanceMark)
    superseded = sa.exists().where(
        later.meeting_id == AttendanceMark.meeting_id,
        later.enrolment_id == AttendanceMark.enrolment_id,
        later.number > AttendanceMark.number,
        later.provisional.is_(False),
    )
    rows = db.execute(
        sa.select(AttendanceMark.meeting_id, sa.func.count().label("people"))
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
        .where(AttendanceMark.meeting_id.in_(meeting_ids), Enrolment.status.in_(statuses))
        .where(AttendanceMark.provisional.is_(False), AttendanceMark.withdrawn.is_(False))
        .where(~superseded)
        .group_by(AttendanceMark.meeting_id)
    )
    return {row.meeting_id: row.people for row in rows}
