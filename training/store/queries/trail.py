"""What the page of the audit trail asks about training."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from foundation.database.searching import holds
from training.store.tables import (
    Attempt,
    CertificateDocument,
    Certification,
    ClassMeeting,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    ExternalCredential,
    Instrument,
    Learner,
    Mentorship,
    Scheme,
    TrainingProposal,
)


class NamedRow(NamedTuple):
    """A thing, what it is called (two parts, the second may be empty), and the id of its page."""

    id: UUID
    first: str
    second: str
    page: Any


def _rows(db: Session, query: Executable) -> list[NamedRow]:
    return [NamedRow(*row) for row in db.execute(query)]


def attempts(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Assessments: the learner and the sheet."""
    query = (
        sa.select(Attempt.id, Learner.full_name, Instrument.code, Attempt.id)
        .join(Learner, Learner.id == Attempt.learner_id)
        .join(Instrument, Instrument.id == Attempt.instrument_id)
    )
    return _rows(db, query.where(Attempt.id.in_(ids)))


def certifications(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Certifications: the learner and the scheme."""
    query = (
        sa.select(Certification.id, Learner.full_name, Scheme.code, Certification.id)
        .join(Learner, Learner.id == Certification.learner_id)
        .join(Scheme, Scheme.id == Certification.scheme_id)
    )
    return _rows(db, query.where(Certification.id.in_(ids)))


def classes(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Classes by title."""
    query = sa.select(ClassMeeting.id, ClassMeeting.title, sa.literal(""), ClassMeeting.id)
    return _rows(db, query.where(ClassMeeting.id.in_(ids)))


def cohorts(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Cohorts: the course and their number."""
    number = sa.cast(Cohort.number, sa.String)
    query = (
        sa.select(Cohort.id, Course.code, number, Cohort.id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
    )
    return _rows(db, query.where(Cohort.id.in_(ids)))


def courses(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Courses by code."""
    query = sa.select(Course.id, Course.code, sa.literal(""), Course.id)
    return _rows(db, query.where(Course.id.in_(ids)))


def credentials(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Credentials by whose they are."""
    query = sa.select(
        ExternalCredential.id, Learner.full_name, sa.literal(""), ExternalCredential.id
    ).join(Learner, Learner.id == ExternalCredential.learner_id)
    return _rows(db, query.where(ExternalCredential.id.in_(ids)))


def documents(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Documents: the learner and the number."""
    query = sa.select(
        CertificateDocument.id, Learner.full_name, CertificateDocument.serial, sa.null()
    ).join(Learner, Learner.id == CertificateDocument.learner_id)
    return _rows(db, query.where(CertificateDocument.id.in_(ids)))


def enrolments(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Enrolments: the learner and the course."""
    query = (
        sa.select(Enrolment.id, Learner.full_name, Course.code, Cohort.id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
    )
    return _rows(db, query.where(Enrolment.id.in_(ids)))


def instruments(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Assessment sheets by code."""
    query = sa.select(Instrument.id, Instrument.code, sa.literal(""), Instrument.id)
    return _rows(db, query.where(Instrument.id.in_(ids)))


def learners(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Learners by name; their page is their record on the roster."""
    query = sa.select(Learner.id, Learner.full_name, sa.literal(""), Learner.interpreter_id)
    return _rows(db, query.where(Learner.id.in_(ids)))


def mentorships(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Mentorships: mentor and trainee."""
    mentor, trainee = sa.alias(Learner.__table__), sa.alias(Learner.__table__)
    query = (
        sa.select(Mentorship.id, mentor.c.full_name, trainee.c.full_name, Mentorship.id)
        .join(mentor, mentor.c.id == Mentorship.mentor_id)
        .join(trainee, trainee.c.id == Mentorship.trainee_id)
    )
    return _rows(db, query.where(Mentorship.id.in_(ids)))


def proposals(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Proposed courses by what is lacking."""
    query = sa.select(
        TrainingProposal.id, TrainingProposal.subject, sa.literal(""), TrainingProposal.id
    )
    return _rows(db, query.where(TrainingProposal.id.in_(ids)))


def schemes(db: Session, ids: Collection[UUID]) -> list[NamedRow]:
    """Schemes by code."""
    query = sa.select(Scheme.id, Scheme.code, sa.literal(""), Scheme.code)
    return _rows(db, query.where(Scheme.id.in_(ids)))


def of_learners_called(db: Session, text: str) -> set[UUID]:
    """What belongs to the learners whose name holds a text: themselves, and what they have."""
    who = set(db.scalars(sa.select(Learner.id).where(holds(Learner.full_name, text))))
    found = set(who)
    for table in (Attempt, CertificateDocument, Certification, Enrolment, ExternalCredential):
        found.update(db.scalars(sa.select(table.id).where(table.learner_id.in_(who))))
    return found
