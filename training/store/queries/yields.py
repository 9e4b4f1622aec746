"""What became of the people of own cohorts, counted by scheme and language."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from interpreters.domain.languages import Language
from training.domain.certifications import CertificationStatus, GrantRoute
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.seats import EnrolmentStatus
from training.domain.yields import Tried
from training.store.tables import (
    Certification,
    ClassMeeting,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    PracticeEntry,
    Scheme,
)

# By scheme code and language; None is whoever learns without one.
ByLanguage = Mapping[tuple[str, Language | None], Tried]
S, C = EnrolmentStatus, CertificationStatus
_ENDED = (S.COMPLETED, S.NOT_COMPLETED, S.DROPPED)
# They were granted once, whatever became of them.
_WAS_GRANTED = (C.GRANTED, C.SUSPENDED, C.REVOKED, C.SUPERSEDED)
# Whoever came to a certification by learning or by being looked at, not by an old list or by renewing.
_NEW = (GrantRoute.LADDER, GrantRoute.RECOGNITION, GrantRoute.EXTERNAL)
_DAY_SECONDS = 24 * 60 * 60


def completed(db: Session) -> ByLanguage:
    """Of those who had a seat in a closed cohort: who completed the course."""
    done = sa.case((Enrolment.status == S.COMPLETED, 1), else_=0)
    query = _of_courses(Course.scheme_code, Enrolment.language, sa.func.sum(done))
    return _tried(db, query.where(Enrolment.status.in_(_ENDED)))


def certified(db: Session, until: datetime) -> ByLanguage:
    """Of those who completed a course whose last class was by an instant: who got its certification.

    Whoever held it before is left out.
    """
    days = (
        sa.select(
            ClassMeeting.cohort_id,
            sa.func.min(ClassMeeting.starts_at).label("first"),
            sa.func.max(ClassMeeting.ends_at).label("last"),
        )
        .where(ClassMeeting.status != MeetingStatus.CANCELLED)
        .group_by(ClassMeeting.cohort_id)
        .subquery()
    )

    def holds(*conditions: Any) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            Certification.learner_id == Enrolment.learner_id,
            Certification.scheme_id == Scheme.id,
            Certification.status.in_(_WAS_GRANTED),
            sa.or_(
                Enrolment.language.is_(None),
                Certification.language.is_(None),
                Certification.language == Enrolment.language,
            ),
            *conditions,
        )

    # It may begin on the day of the first class.
    after = sa.extract("epoch", Certification.valid_from) - sa.extract("epoch", days.c.first)
    got = sa.case((holds(after > -_DAY_SECONDS), 1), else_=0)
    query = (
        _of_courses(Course.scheme_code, Enrolment.language, sa.func.sum(got))
        .join(Scheme, Scheme.code == Course.scheme_code)
        .join(days, days.c.cohort_id == Cohort.id)
        .where(
            Enrolment.status == S.COMPLETED,
            days.c.last <= until,
            ~holds(after <= -_DAY_SECONDS),
        )
    )
    return _tried(db, query)


def still_active(db: Session, until: date, served: tuple[timedelta, timedelta]) -> ByLanguage:
    """Of those who were first certified by a day: who served so long after it, from one day to another."""
    before = aliased(Certification)
    after = sa.extract("epoch", PracticeEntry.held_on) - sa.extract(
        "epoch", Certification.valid_from
    )
    began, ended = (each.days * _DAY_SECONDS for each in served)
    has_served = sa.exists().where(
        PracticeEntry.learner_id == Certification.learner_id, after > began, after <= ended
    )
    held_before = sa.exists().where(
        before.learner_id == Certification.learner_id,
        before.scheme_id == Certification.scheme_id,
        before.status.in_(_WAS_GRANTED),
        before.valid_from < Certification.valid_from,
        sa.or_(before.language.is_(None), before.language == Certification.language),
    )
    query = (
        sa.select(
            Scheme.code,
            Certification.language,
            sa.func.sum(sa.case((has_served, 1), else_=0)),
            sa.func.count(),
        )
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(
            Certification.route.in_(_NEW),
            Certification.status.in_(_WAS_GRANTED),
            Certification.valid_from <= until,
            ~held_before,
        )
        .group_by(Scheme.code, Certification.language)
    )
    return _by_key(db, query)


def _of_courses(*columns: Any) -> Any:
    """Enrolments in closed cohorts of courses that lead to a certification."""
    return (
        sa.select(*columns, sa.func.count())
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Cohort.status == CohortStatus.CLOSED, Course.scheme_code != "")
    )


def _tried(db: Session, query: Any) -> ByLanguage:
    return _by_key(db, query.group_by(Course.scheme_code, Enrolment.language))


def _by_key(db: Session, query: Any) -> ByLanguage:
    found = defaultdict[tuple[str, Language | None], Tried](Tried)
    rows: Any = db.execute(query)
    for code, language, passed, tried in rows:
        found[code, language] += Tried(int(passed or 0), int(tried))
    return found
