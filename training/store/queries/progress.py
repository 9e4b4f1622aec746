"""What somebody can show for the next rung of the ladder."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter, SpokenLanguage
from training.domain.assessment import AttemptStatus, Outcome
from training.domain.certifications import CertificationStatus, CredentialKind, CredentialStatus
from training.domain.courses import CohortStatus
from training.domain.practicum import EntryStatus, PracticumKind
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    Attempt,
    Certification,
    Cohort,
    CompletionDecision,
    Course,
    CourseVersion,
    Enrolment,
    ExternalCredential,
    Instrument,
    Mentorship,
    PracticeEntry,
    PracticumEntry,
    Scheme,
)

E = EnrolmentStatus
# What has begun and is not settled, the nearest to the end last.
BEGUN = (E.APPLIED, E.ELIGIBLE, E.WAITLISTED, E.OFFERED, E.CONFIRMED, E.ATTENDING)


def held(
    db: Session, learner_id: UUID, language: Language | None, day: date
) -> list[tuple[str, UUID, date | None]]:
    """What somebody holds on a day in a language, or in none: scheme, certification, until when."""
    rows = db.execute(
        sa.select(Scheme.code, Certification.id, Certification.valid_until)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(
            Certification.learner_id == learner_id,
            Certification.status == CertificationStatus.GRANTED,
            Certification.valid_from <= day,
            Certification.valid_until > day,
            sa.or_(Certification.language == language, Certification.language.is_(None)),
        )
    )
    return [(row.code, row.id, row.valid_until) for row in rows]


def certified_since(db: Session, learner_id: UUID) -> date | None:
    """The first day on which somebody was certified for anything that dispatch knows."""
    return db.scalar(
        sa.select(sa.func.min(Certification.valid_from))
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(Certification.learner_id == learner_id, Scheme.level.is_not(None))
        .where(Certification.status != CertificationStatus.REFUSED)
    )


def completed(db: Session, learner_id: UUID) -> dict[str, UUID]:
    """By scheme code the newest decision of a course that prepares for it and was completed."""
    rows = db.execute(
        sa.select(Course.scheme_code, CompletionDecision.id, Enrolment.id.label("enrolment_id"))
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .outerjoin(CompletionDecision, CompletionDecision.enrolment_id == Enrolment.id)
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.status == EnrolmentStatus.COMPLETED,
            Course.scheme_code != "",
        )
        .order_by(CompletionDecision.number)
    )
    return {row.scheme_code: row.id or row.enrolment_id for row in rows}


def under_way(db: Session, learner_id: UUID) -> list[tuple[str, UUID, EnrolmentStatus, bool]]:
    """Scheme code, enrolment, state, whether the classes are over: of what leads to a scheme.

    What is furthest stands last.
    """
    rows = db.execute(
        sa.select(Course.scheme_code, Enrolment.id, Enrolment.status, Cohort.status.label("cohort"))
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.status.in_(BEGUN),
            Course.scheme_code != "",
        )
    )
    ordered = sorted(rows, key=lambda row: BEGUN.index(row.status))
    return [
        (row.scheme_code, row.id, row.status, row.cohort is CohortStatus.GRADING) for row in ordered
    ]


def sitting(db: Session, learner_id: UUID, language: Language | None) -> dict[str, UUID]:
    """By the code of the instrument the attempt that is planned or being marked, in this language."""
    rows = db.execute(
        sa.select(Instrument.code, Attempt.id)
        .join(Instrument, Instrument.id == Attempt.instrument_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.status.not_in((AttemptStatus.DECIDED, AttemptStatus.ANNULLED)),
            sa.or_(Instrument.per_language.is_(False), Attempt.language == language),
        )
    )
    return {row.code: row.id for row in rows}


def claimed(db: Session, learner_id: UUID, language: Language | None) -> set[CredentialKind]:
    """Kinds of credentials that were entered and whose original the centre has not seen yet."""
    return set(
        db.scalars(
            sa.select(ExternalCredential.kind).where(
                ExternalCredential.learner_id == learner_id,
                ExternalCredential.status == CredentialStatus.CLAIMED,
                sa.or_(
                    ExternalCredential.language == language, ExternalCredential.language.is_(None)
                ),
            )
        )
    )


def passed(db: Session, learner_id: UUID, language: Language | None) -> dict[str, UUID]:
    """By the code of the instrument the best decided attempt that was passed, in this language."""
    rows = db.execute(
        sa.select(Instrument.code, Attempt.id)
        .join(Instrument, Instrument.id == Attempt.instrument_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.status == AttemptStatus.DECIDED,
            Attempt.outcome != Outcome.FAILED,
            sa.or_(Instrument.per_language.is_(False), Attempt.language == language),
        )
        .order_by(Attempt.percent.nulls_first())
    )
    return {row.code: row.id for row in rows}


def outcomes(db: Session, attempts: Collection[UUID]) -> set[Outcome]:
    """What some attempts ended in."""
    query = sa.select(Attempt.outcome).where(Attempt.id.in_(attempts))
    return {outcome for outcome in db.scalars(query) if outcome is not None}


def practicum(db: Session, learner_id: UUID, language: Language | None) -> dict[PracticumKind, int]:
    """Confirmed minutes beside a mentor, by kind."""
    rows = db.execute(
        sa.select(PracticumEntry.kind, sa.func.sum(PracticumEntry.minutes).label("minutes"))
        .join(Mentorship, Mentorship.id == PracticumEntry.mentorship_id)
        .where(
            Mentorship.trainee_id == learner_id,
            Mentorship.language == language,
            PracticumEntry.status == EntryStatus.CONFIRMED,
        )
        .group_by(PracticumEntry.kind)
    )
    return {row.kind: int(row.minutes) for row in rows}


def credentials(
    db: Session, learner_id: UUID, language: Language | None, day: date
) -> list[ExternalCredential]:
    """Verified credentials that count on a day, for this language or for none in particular."""
    return list(
        db.scalars(
            sa.select(ExternalCredential).where(
                ExternalCredential.learner_id == learner_id,
                ExternalCredential.status == CredentialStatus.VERIFIED,
                sa.or_(
                    ExternalCredential.language == language, ExternalCredential.language.is_(None)
                ),
                sa.or_(
                    ExternalCredential.valid_until.is_(None), ExternalCredential.valid_until > day
                ),
            )
        )
    )


def practice_minutes(db: Session, learner_id: UUID) -> int:
    """Minutes interpreted in sessions that were held."""
    query = sa.select(sa.func.sum(PracticeEntry.minutes)).where(
        PracticeEntry.learner_id == learner_id
    )
    return int(db.scalar(query) or 0)


def vetted_until(db: Session, interpreter_id: InterpreterId) -> date | None:
    """Until when somebody's background check holds."""
    return db.scalar(sa.select(Interpreter.vetted_until).where(Interpreter.id == interpreter_id))


def languages_of(db: Session, interpreter_id: InterpreterId) -> list[Language]:
    """What somebody of the roster speaks, the strongest first."""
    query = sa.select(SpokenLanguage.language).where(
        SpokenLanguage.interpreter_id == interpreter_id
    )
    return list(db.scalars(query.order_by(SpokenLanguage.position)))


def count_certifications(db: Session, scheme_id: UUID, day: date) -> tuple[int, int]:
    """How many certifications of a scheme wait for a decision, and how many count on a day."""
    query = sa.select(sa.func.count()).where(Certification.scheme_id == scheme_id)
    waiting = query.where(Certification.status == CertificationStatus.PENDING)
    holding = query.where(
        Certification.status == CertificationStatus.GRANTED, Certification.valid_until > day
    )
    return db.scalar(waiting) or 0, db.scalar(holding) or 0


def count_preparing(db: Session, scheme_code: str) -> int:
    """How many people have begun a course that prepares for a scheme."""
    query = (
        sa.select(sa.func.count(sa.distinct(Enrolment.learner_id)))
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.scheme_code == scheme_code, Enrolment.status.in_(BEGUN))
    )
    return db.scalar(query) or 0
