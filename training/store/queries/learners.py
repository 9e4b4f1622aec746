"""Questions about those who learn."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import UserId
from interpreters.domain.ids import InterpreterId
from training.domain.certifications import CertificationStatus, CredentialStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    CertificateDocument,
    Certification,
    Cohort,
    CompletionDecision,
    Course,
    CourseVersion,
    Enrolment,
    ExternalCredential,
    Learner,
    Scheme,
)


def find(db: Session, learner_id: UUID) -> Learner | None:
    """By id, with account and roster entry."""
    return db.scalar(_whole().where(Learner.id == learner_id))


def find_by_user(db: Session, user_id: UUID) -> Learner | None:
    """By account."""
    return db.scalar(_whole().where(Learner.user_id == UserId(user_id)))


def find_by_interpreter(db: Session, interpreter_id: UUID) -> Learner | None:
    """By roster entry."""
    return db.scalar(_whole().where(Learner.interpreter_id == InterpreterId(interpreter_id)))


def accounts_of_learners(db: Session, users: Collection[UUID]) -> set[UUID]:
    """Which of these accounts are those of learners."""
    ids = [UserId(user_id) for user_id in users]
    found = db.scalars(sa.select(Learner.user_id).where(Learner.user_id.in_(ids)))
    return {user_id for user_id in found if user_id is not None}


def _whole() -> sa.Select[Learner]:
    return sa.select(Learner).options(joinedload(Learner.user), joinedload(Learner.interpreter))


def has_documents(db: Session, learner_id: UUID) -> bool:
    """Whether a document was ever issued to somebody."""
    issued = sa.exists().where(CertificateDocument.learner_id == learner_id)
    return db.scalar(sa.select(issued)) or False


def schemes_held(
    db: Session, learners: Collection[UUID], today: date
) -> Sequence[tuple[UUID, str, date]]:
    """The schemes that people are certified in on a day, by code, and until when; the last to end comes last."""
    rows = db.execute(
        sa.select(Certification.learner_id, Scheme.code, Certification.valid_until)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(
            Certification.learner_id.in_(learners),
            Certification.status == CertificationStatus.GRANTED,
            Certification.valid_from <= today,
            Certification.valid_until > today,
        )
        .order_by(Certification.valid_until)
    )
    return [(who, code, until) for who, code, until in rows if until is not None]


def courses_completed(
    db: Session, learners: Collection[UUID]
) -> Sequence[tuple[UUID, str, datetime]]:
    """The codes of the courses that people completed, and when that was decided last."""
    decided = sa.func.max(CompletionDecision.decided_at)
    rows = db.execute(
        sa.select(Enrolment.learner_id, Course.code, decided, sa.func.max(Enrolment.changed_at))
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Cohort, Cohort.course_version_id == CourseVersion.id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .outerjoin(CompletionDecision, CompletionDecision.enrolment_id == Enrolment.id)
        .where(Enrolment.learner_id.in_(learners), Enrolment.status == EnrolmentStatus.COMPLETED)
        .group_by(Enrolment.learner_id, Course.code)
    )
    return [(who, code, decided_at or changed_at) for who, code, decided_at, changed_at in rows]


def credentials_verified(
    db: Session, learners: Collection[UUID], today: date
) -> Sequence[ExternalCredential]:
    """The verified credentials from elsewhere that still hold, in whatever language."""
    return db.scalars(
        sa.select(ExternalCredential).where(
            ExternalCredential.learner_id.in_(learners),
            ExternalCredential.status == CredentialStatus.VERIFIED,
            sa.or_(
                ExternalCredential.valid_until.is_(None), ExternalCredential.valid_until > today
            ),
        )
    ).all()


def scheme_titles(db: Session, codes: Collection[str], language: str) -> dict[str, str]:
    """The titles of schemes by code, for a reader."""
    found = db.scalars(sa.select(Scheme).where(Scheme.code.in_(codes)))
    return {scheme.code: scheme.title_in(language) for scheme in found}


def course_titles(db: Session, codes: Collection[str], language: str) -> dict[str, str]:
    """The titles of courses by code, for a reader."""
    found = db.scalars(sa.select(Course).where(Course.code.in_(codes)))
    return {course.code: course.title_in(language) for course in found}
