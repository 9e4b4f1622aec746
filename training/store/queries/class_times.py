"""Class times that block calendars, and the classes that files bring."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from training.domain.cohorts import SHOWN
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import ClassMeeting, ClassPlace, Cohort, Enrolment, Learner


def list_places(
    db: Session, interpreters: Collection[UUID], start: datetime, end: datetime
) -> Sequence[tuple[InterpreterId, datetime, datetime]]:
    """Who is in a class between two instants, from when to when: one question.

    Classes held elsewhere block whoever was entered; those of a cohort block who has a seat for good
    and the trainer, if she is on the roster too.
    """
    during = sa.and_(
        ClassMeeting.starts_at < end,
        ClassMeeting.ends_at > start,
        ClassMeeting.status != MeetingStatus.CANCELLED,
    )
    times = (ClassMeeting.starts_at, ClassMeeting.ends_at)
    elsewhere = (
        sa.select(ClassPlace.interpreter_id, *times)
        .join(ClassMeeting, ClassMeeting.id == ClassPlace.meeting_id)
        .where(ClassPlace.interpreter_id.in_(interpreters), during)
    )
    learning = (
        sa.select(Learner.interpreter_id, *times)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(ClassMeeting, ClassMeeting.cohort_id == Cohort.id)
        .where(Learner.interpreter_id.in_(interpreters), Enrolment.status.in_(_IN_CLASS))
        .where(Cohort.status != CohortStatus.CANCELLED, during)
    )
    teaching = (
        sa.select(Interpreter.id, *times)
        .join(ClassMeeting, ClassMeeting.trainer_id == Interpreter.user_id)
        .join(Cohort, Cohort.id == ClassMeeting.cohort_id)
        .where(Interpreter.id.in_(interpreters), Cohort.status.in_(SHOWN), during)
    )
    rows = db.execute(sa.union_all(elsewhere, learning, teaching))
    return [(row[0], row[1], row[2]) for row in rows]


def list_in_cohort(db: Session, cohort_id: UUID) -> Sequence[InterpreterId]:
    """Whoever of the roster has a seat in a cohort for good."""
    return [
        found
        for found in db.scalars(
            sa.select(Learner.interpreter_id)
            .join(Enrolment, Enrolment.learner_id == Learner.id)
            .where(Enrolment.cohort_id == cohort_id, Enrolment.status.in_(_IN_CLASS))
            .order_by(Learner.interpreter_id)
        )
        if found is not None
    ]


def list_coming(db: Session, cohort_id: UUID, now: datetime) -> Sequence[tuple[datetime, datetime]]:
    """From when to when the classes of a cohort last that are still to come."""
    rows = db.execute(
        sa.select(ClassMeeting.starts_at, ClassMeeting.ends_at).where(
            ClassMeeting.cohort_id == cohort_id,
            ClassMeeting.status != MeetingStatus.CANCELLED,
            ClassMeeting.ends_at > now,
        )
    )
    return [(row[0], row[1]) for row in rows]


def find_on_roster(db: Session, user_id: UUID) -> InterpreterId | None:
    """Whom of the roster a trainer is."""
    return db.scalar(sa.select(Interpreter.id).where(Interpreter.user_id == user_id))


_IN_CLASS = frozenset({EnrolmentStatus.CONFIRMED, EnrolmentStatus.ATTENDING})


def find_meeting(db: Session, title: str, starts_at: datetime) -> ClassMeeting | None:
    """One class of a course."""
    return db.scalar(
        sa.select(ClassMeeting).where(
            ClassMeeting.title == title,
            ClassMeeting.starts_at == starts_at,
            ClassMeeting.cohort_id.is_(None),
        )
    )


def interpreters_by_code(db: Session, codes: Collection[str]) -> dict[str, InterpreterId]:
    """Ids of people by their roster codes."""
    rows = db.execute(
        sa.select(Interpreter.code, Interpreter.id).where(Interpreter.code.in_(codes))
    )
    return {row.code: row.id for row in rows}
