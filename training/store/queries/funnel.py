"""How people come through the school in some days, and whose certifications run out."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import CertificationStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import Certification, Cohort, CourseVersion, Enrolment, Scheme


def enrolments_by_status(
    db: Session, since: datetime, until: datetime
) -> dict[EnrolmentStatus, int]:
    """Applications made in between, by where they stand now."""
    rows = db.execute(
        sa.select(Enrolment.status, sa.func.count())
        .where(Enrolment.applied_at >= since, Enrolment.applied_at < until)
        .group_by(Enrolment.status)
    )
    return {status: int(count) for status, count in rows}


def select_enrolments(
    since: datetime, until: datetime, statuses: Collection[EnrolmentStatus]
) -> sa.Select[Enrolment]:
    """Applications made in between that stand in one of these by now, by their time."""
    course = joinedload(Enrolment.cohort).joinedload(Cohort.version)
    return (
        sa.select(Enrolment)
        .where(
            Enrolment.applied_at >= since,
            Enrolment.applied_at < until,
            Enrolment.status.in_(statuses),
        )
        .options(course.joinedload(CourseVersion.course), joinedload(Enrolment.learner))
        .order_by(Enrolment.applied_at, Enrolment.id)
    )


def granted_between(db: Session, first: date, last: date) -> int:
    """How many certifications began to count on these days."""
    query = sa.select(sa.func.count()).where(*_granted(first, last))
    return db.scalar(query.select_from(Certification)) or 0


def select_granted(first: date, last: date) -> sa.Select[Certification]:
    """The certifications that began to count on these days, by day."""
    return (
        _shown().where(*_granted(first, last)).order_by(Certification.valid_from, Certification.id)
    )


def _granted(first: date, last: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Certification.valid_from >= first,
        Certification.valid_from <= last,
        Certification.status == CertificationStatus.GRANTED,
    )


def ending_between(db: Session, after: date, until: date) -> dict[CertificationLevel, int]:
    """Certifications that dispatch knows which no longer count from a day after the first up to the second."""
    rows = db.execute(
        sa.select(Scheme.level, sa.func.count())
        .select_from(Certification)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(*_ending(after, until))
        .group_by(Scheme.level)
    )
    return {level: int(count) for level, count in rows if level is not None}


def select_ending(after: date, until: date, level: CertificationLevel) -> sa.Select[Certification]:
    """The certifications of a level that no longer count from a day after the first up to the second."""
    return (
        _shown()
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(*_ending(after, until), Scheme.level == level)
        .order_by(Certification.valid_until, Certification.id)
    )


def _ending(after: date, until: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Certification.valid_until > after,
        Certification.valid_until <= until,
        Certification.status == CertificationStatus.GRANTED,
        Scheme.level.is_not(None),
    )


def _shown() -> sa.Select[Certification]:
    return sa.select(Certification).options(
        joinedload(Certification.learner), joinedload(Certification.scheme)
    )
