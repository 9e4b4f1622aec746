"""Marks, those who are marked, and whom news of a class reaches."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import UserId
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
        """The last mark that counts."""
        return next((mark for mark in reversed(self.marks) if not mark.provisional), None)

    @property
    def provisional(self) -> AttendanceMark | None:
        """A check-in that waits for the trainer: one that no mark that counts has followed."""
        last = self.marks[-1] if self.marks else None
        return last if last is not None and last.provisional else None

    @property
    def last_number(self) -> int:
        """How many marks there are."""
        return self.marks[-1].number if self.marks else 0

    def said(self, number: int) -> AttendanceMark | None:
        """The mark of a number that counted when somebody looked."""
        return next((m for m in self.marks if m.number == number and not m.provisional), None)


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


def classes_of(
    db: Session, enrolment_ids: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, int, bool]]]:
    """The classes that count for each enrolment: id, planned minutes, locked."""
    rows = db.execute(
        sa.select(
            Enrolment.id,
            ClassMeeting.id.label("meeting_id"),
            ClassMeeting.planned_minutes,
            ClassMeeting.locked_at,
        )
        .join(ClassMeeting, ClassMeeting.cohort_id == Enrolment.cohort_id)
        .where(Enrolment.id.in_(enrolment_ids))
        .where(ClassMeeting.status != MeetingStatus.CANCELLED)
        .order_by(ClassMeeting.starts_at)
    )
    found: dict[UUID, list[tuple[UUID, int, bool]]] = defaultdict(list)
    for row in rows:
        found[row.id].append((row.meeting_id, row.planned_minutes, row.locked_at is not None))
    return found


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
