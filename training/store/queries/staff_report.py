"""Staff of organisations, and who of them is certified or has completed a course."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.ids import OrganisationId, UserId
from accounts.domain.roles import Role
from accounts.store.tables import Membership, User
from training.domain.certifications import CertificationStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    Certification,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    Learner,
    Scheme,
    SchemeVersion,
)


def staff_of(
    db: Session, organisations: Collection[UUID], roles: Collection[Role]
) -> dict[UUID, set[UUID]]:
    """Active users with one of these roles, by organisation."""
    ids = [OrganisationId(each) for each in organisations]
    rows = db.execute(
        sa.select(Membership.organisation_id, Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id.in_(ids), Membership.role.in_(roles), User.active)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        found[row.organisation_id].add(row.user_id)
    return found


def certified_users(db: Session, users: Collection[UUID], scheme: str, today: date) -> set[UUID]:
    """Which of these users hold a scheme's certification on a day."""
    rows = db.scalars(
        sa.select(Learner.user_id)
        .join(Certification, Certification.learner_id == Learner.id)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(Learner.user_id.in_([UserId(each) for each in users]), Scheme.code == scheme)
        .where(Certification.status == CertificationStatus.GRANTED)
        .where(Certification.valid_from <= today, Certification.valid_until > today)
    )
    return {user_id for user_id in rows if user_id is not None}


def completions(
    db: Session, users: Collection[UUID], scheme: str
) -> Sequence[tuple[UUID, datetime]]:
    """Which of these users completed a course that leads to a scheme, and when."""
    rows = db.execute(
        sa.select(Learner.user_id, Enrolment.changed_at)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Learner.user_id.in_([UserId(each) for each in users]))
        .where(Course.scheme_code == scheme, Enrolment.status == EnrolmentStatus.COMPLETED)
    )
    return [(row.user_id, row.changed_at) for row in rows]


def validity_months(db: Session, scheme: str) -> int | None:
    """For how many months a scheme's certification holds, by its newest version."""
    return db.scalar(
        sa.select(SchemeVersion.validity_months)
        .join(Scheme, Scheme.id == SchemeVersion.scheme_id)
        .where(Scheme.code == scheme)
        .order_by(SchemeVersion.number.desc())
        .limit(1)
    )
