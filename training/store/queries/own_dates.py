"""Somebody's own dates of training: classes that they attend or hold, and sittings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from interpreters.store.tables import Interpreter
from training.domain.assessment import OPEN_ATTEMPTS
from training.domain.cohorts import SHOWN
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    Attempt,
    ClassMeeting,
    ClassPlace,
    Cohort,
    CourseVersion,
    Enrolment,
    Learner,
)

_IN_CLASS = frozenset({EnrolmentStatus.CONFIRMED, EnrolmentStatus.ATTENDING})
_LEFT = frozenset({EnrolmentStatus.WITHDRAWN, EnrolmentStatus.CANCELLED, EnrolmentStatus.DROPPED})


def list_classes_attended(
    db: Session, learner_id: UUID, start: datetime, end: datetime
) -> Sequence[tuple[ClassMeeting, UUID]]:
    """Classes of cohorts in which somebody has a seat for good, with the enrolment."""
    rows = db.execute(
        sa.select(ClassMeeting, Enrolment.id)
        .join(Cohort, Cohort.id == ClassMeeting.cohort_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.status.in_(_IN_CLASS),
            Cohort.status != CohortStatus.CANCELLED,
            _during(start, end),
        )
    )
    return [(row[0], row[1]) for row in rows]


def list_other_classes(
    db: Session, interpreter_id: UUID, start: datetime, end: datetime
) -> Sequence[ClassMeeting]:
    """Classes elsewhere that somebody was entered for, and those that they hold themselves."""
    elsewhere = sa.select(ClassPlace.meeting_id).where(ClassPlace.interpreter_id == interpreter_id)
    taught = (
        sa.select(ClassMeeting.id)
        .join(Interpreter, Interpreter.user_id == ClassMeeting.trainer_id)
        .join(Cohort, Cohort.id == ClassMeeting.cohort_id)
        .where(Interpreter.id == interpreter_id, Cohort.status.in_(SHOWN))
    )
    mine = sa.or_(ClassMeeting.id.in_(elsewhere), ClassMeeting.id.in_(taught))
    return db.scalars(sa.select(ClassMeeting).where(mine, _during(start, end))).all()


def _during(start: datetime, end: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        ClassMeeting.starts_at < end,
        ClassMeeting.ends_at > start,
        ClassMeeting.status != MeetingStatus.CANCELLED,
    )


def list_sittings(
    db: Session, learner_id: UUID, start: datetime, end: datetime
) -> Sequence[Attempt]:
    """Sittings that somebody is to come to."""
    return db.scalars(
        sa.select(Attempt)
        .join(Learner, Learner.id == Attempt.learner_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.status.in_(OPEN_ATTEMPTS),
            Attempt.planned_at >= start,
            Attempt.planned_at < end,
        )
        .options(joinedload(Attempt.instrument))
    ).all()


def list_feed_classes(
    db: Session, learner_id: UUID | None, user_id: UUID, start: datetime, end: datetime
) -> Sequence[tuple[ClassMeeting, Enrolment | None]]:
    """Classes that somebody attends, with the enrolment, or holds as a trainer; those called off included."""
    enrolled = sa.and_(
        Enrolment.cohort_id == Cohort.id,
        Enrolment.learner_id == learner_id,
        Enrolment.status.in_(_IN_CLASS),
    )
    rows = db.execute(
        sa.select(ClassMeeting, Enrolment)
        .join(Cohort, Cohort.id == ClassMeeting.cohort_id)
        .outerjoin(Enrolment, enrolled)
        .where(
            ClassMeeting.starts_at < end,
            ClassMeeting.ends_at > start,
            sa.or_(
                Enrolment.id.is_not(None),
                sa.and_(ClassMeeting.trainer_id == user_id, Cohort.status.in_(SHOWN)),
            ),
        )
        .order_by(ClassMeeting.starts_at, ClassMeeting.id)
        .options(
            joinedload(ClassMeeting.site),
            contains_eager(ClassMeeting.cohort)
            .joinedload(Cohort.version)
            .joinedload(CourseVersion.course),
            contains_eager(ClassMeeting.cohort).joinedload(Cohort.site),
        )
    )
    return [(row[0], row[1]) for row in rows]


def list_feed_classes_left(
    db: Session, learner_id: UUID, since: datetime, end: datetime
) -> Sequence[tuple[ClassMeeting, datetime]]:
    """Classes of cohorts in which somebody had a seat for good and left it since then, with when that was."""
    again = aliased(Enrolment)
    is_back = sa.exists().where(
        again.cohort_id == Enrolment.cohort_id,
        again.learner_id == learner_id,
        again.status.in_(_IN_CLASS),
    )
    rows = db.execute(
        sa.select(ClassMeeting, Enrolment.changed_at)
        .join(Cohort, Cohort.id == ClassMeeting.cohort_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.status.in_(_LEFT),
            Enrolment.confirmed_at.is_not(None),
            Enrolment.changed_at >= since,
            ClassMeeting.starts_at < end,
            # What was attended before stays as it was.
            ClassMeeting.ends_at > Enrolment.changed_at,
            ~is_back,
        )
        .order_by(Enrolment.changed_at, ClassMeeting.starts_at, ClassMeeting.id)
        .options(
            joinedload(ClassMeeting.site),
            contains_eager(ClassMeeting.cohort)
            .joinedload(Cohort.version)
            .joinedload(CourseVersion.course),
            contains_eager(ClassMeeting.cohort).joinedload(Cohort.site),
        )
    )
    return [(row[0], row[1]) for row in rows]


def list_feed_classes_elsewhere(
    db: Session, interpreter_id: UUID, start: datetime, end: datetime
) -> Sequence[ClassMeeting]:
    """Classes of others that somebody was entered for; those called off included."""
    return db.scalars(
        sa.select(ClassMeeting)
        .join(ClassPlace, ClassPlace.meeting_id == ClassMeeting.id)
        .where(
            ClassPlace.interpreter_id == interpreter_id,
            ClassMeeting.cohort_id.is_(None),
            ClassMeeting.starts_at < end,
            ClassMeeting.ends_at > start,
        )
        .order_by(ClassMeeting.starts_at, ClassMeeting.id)
    ).all()
