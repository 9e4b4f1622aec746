"""What stands behind the evidence of a certification."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from training.store.tables import (
    Attempt,
    Certification,
    Cohort,
    CompletionDecision,
    Course,
    CourseVersion,
    Enrolment,
    ExternalCredential,
)


def find_attempt(db: Session, reference: UUID) -> Attempt | None:
    """A sitting with its instrument."""
    return db.scalar(
        sa.select(Attempt).where(Attempt.id == reference).options(joinedload(Attempt.instrument))
    )


def find_credential(db: Session, reference: UUID) -> ExternalCredential | None:
    """A credential from elsewhere."""
    return db.get(ExternalCredential, reference)


def find_certification(db: Session, reference: UUID) -> Certification | None:
    """A certification with its scheme."""
    return db.scalar(
        sa.select(Certification)
        .where(Certification.id == reference)
        .options(joinedload(Certification.scheme))
    )


def find_completion(db: Session, reference: UUID) -> tuple[Course, datetime] | None:
    """The course of a decision about completion, and when it was decided."""
    row = db.execute(
        sa.select(Course, CompletionDecision.decided_at)
        .select_from(CompletionDecision)
        .join(Enrolment, Enrolment.id == CompletionDecision.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CompletionDecision.id == reference)
    ).one_or_none()
    return None if row is None else (row.Course, row.decided_at)
