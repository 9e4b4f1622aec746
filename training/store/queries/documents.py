"""What documents are asked of the database."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.kinds import OrganisationKind
from accounts.store.tables import Organisation
from training.domain.documents import DocumentKind, DocumentStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    CertificateDocument,
    Certification,
    Cohort,
    CourseVersion,
    Enrolment,
    Learner,
)

_WHOLE = (
    joinedload(CertificateDocument.learner).joinedload(Learner.interpreter),
    joinedload(CertificateDocument.certification).joinedload(Certification.scheme),
)


def find(db: Session, document_id: UUID) -> CertificateDocument | None:
    """One document with its holder and certification."""
    return db.scalar(
        sa.select(CertificateDocument)
        .where(CertificateDocument.id == document_id)
        .options(*_WHOLE)
        .execution_options(populate_existing=True)
    )


def find_following(db: Session, document_id: UUID) -> CertificateDocument | None:
    """The document that took the place of another one."""
    return db.scalar(
        sa.select(CertificateDocument).where(CertificateDocument.supersedes_id == document_id)
    )


def find_by_code(db: Session, code: str) -> CertificateDocument | None:
    """The document of a verification code."""
    return db.scalar(
        sa.select(CertificateDocument).where(CertificateDocument.code == code).options(*_WHOLE)
    )


def find_by_serial(db: Session, serial: str) -> CertificateDocument | None:
    """The document of a serial number."""
    return db.scalar(
        sa.select(CertificateDocument).where(CertificateDocument.serial == serial).options(*_WHOLE)
    )


def list_of(db: Session, learner_id: UUID) -> Sequence[CertificateDocument]:
    """Everything issued to somebody, newest first."""
    return db.scalars(
        sa.select(CertificateDocument)
        .where(CertificateDocument.learner_id == learner_id)
        .options(*_WHOLE)
        .order_by(CertificateDocument.issued_at.desc(), CertificateDocument.id)
    ).all()


def list_standing(
    db: Session,
    *,
    certification_id: UUID | None = None,
    enrolment_id: UUID | None = None,
    transcript_of: UUID | None = None,
) -> Sequence[CertificateDocument]:
    """The issued documents about one certification, one enrolment, or one person's transcript."""
    query = sa.select(CertificateDocument).where(
        CertificateDocument.status == DocumentStatus.ISSUED
    )
    if certification_id is not None:
        query = query.where(CertificateDocument.certification_id == certification_id)
    if enrolment_id is not None:
        query = query.where(CertificateDocument.enrolment_id == enrolment_id)
    if transcript_of is not None:
        query = query.where(
            CertificateDocument.learner_id == transcript_of,
            CertificateDocument.kind == DocumentKind.TRANSCRIPT,
        )
    return db.scalars(query).all()


def list_standing_letters(db: Session, learner_id: UUID) -> Sequence[CertificateDocument]:
    """The letters that appoint somebody and stand."""
    return db.scalars(
        sa.select(CertificateDocument).where(
            CertificateDocument.learner_id == learner_id,
            CertificateDocument.kind == DocumentKind.APPOINTMENT,
            CertificateDocument.status == DocumentStatus.ISSUED,
        )
    ).all()


def lock_learner(db: Session, learner_id: UUID) -> None:
    """Let nobody else issue papers to somebody until the transaction ends (SQLite: always so)."""
    db.execute(sa.select(Learner.id).where(Learner.id == learner_id).with_for_update())


def find_certification(db: Session, certification_id: UUID) -> Certification | None:
    """A certification with everything that is printed of it."""
    return db.scalar(
        sa.select(Certification)
        .where(Certification.id == certification_id)
        .options(
            joinedload(Certification.learner).joinedload(Learner.interpreter),
            joinedload(Certification.scheme),
            joinedload(Certification.scheme_version),
        )
    )


def find_enrolment(db: Session, enrolment_id: UUID) -> Enrolment | None:
    """An enrolment with everything that is printed of it."""
    return db.scalar(_enrolments().where(Enrolment.id == enrolment_id))


def list_completed(db: Session, learner_id: UUID) -> Sequence[Enrolment]:
    """The courses somebody completed, in the order of their cohorts."""
    return db.scalars(
        _enrolments()
        .where(Enrolment.learner_id == learner_id, Enrolment.status == EnrolmentStatus.COMPLETED)
        .order_by(Enrolment.changed_at, Enrolment.id)
    ).all()


def _enrolments() -> sa.Select[Enrolment]:
    return sa.select(Enrolment).options(
        joinedload(Enrolment.learner).joinedload(Learner.interpreter),
        joinedload(Enrolment.cohort).joinedload(Cohort.version).joinedload(CourseVersion.course),
    )


def find_centre(db: Session) -> Organisation | None:
    """The centre, in whose name documents are issued."""
    return db.scalar(
        sa.select(Organisation)
        .where(Organisation.kind == OrganisationKind.CENTRE)
        .order_by(Organisation.code)
        .limit(1)
    )


def is_index_taken(db: Session, index: int) -> bool:
    """Whether a document has this place in the status list."""
    query = sa.select(CertificateDocument.id).where(CertificateDocument.status_index == index)
    return db.scalar(query.limit(1)) is not None


def list_revoked_indices(db: Session) -> Sequence[int]:
    """The places in the status list of documents that no longer stand."""
    return db.scalars(
        sa.select(CertificateDocument.status_index).where(
            CertificateDocument.status != DocumentStatus.ISSUED
        )
    ).all()


def list_suspended_indices(db: Session, statuses: Sequence[object]) -> Sequence[int]:
    """The places of documents whose certification has one of these states."""
    return db.scalars(
        sa.select(CertificateDocument.status_index)
        .join(Certification, Certification.id == CertificateDocument.certification_id)
        .where(Certification.status.in_(statuses))
    ).all()
