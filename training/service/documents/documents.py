"""Documents: issue, replace, revoke, print."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused, Unavailable
from foundation.security.permissions import Permission
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from training.domain.certifications import CertificationStatus
from training.domain.documents import (
    CODE_BYTES,
    OFFICE_PAPERS,
    SERIAL_BYTES,
    DocumentKind,
    DocumentStatus,
    crockford,
    digest_of,
    serial_number,
)
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.domain.settings import TrainingSettings
from training.service.documents import facts
from training.store.queries import documents as queries
from training.store.tables import CertificateDocument, Certification, Learner

STATUS_LIST_LENGTH = 131_072
ISSUER_CODE = "GG"
# What a paper of the office says beside its holder and its issuer.
PAPER_FACTS = ("period", "sessions", "minutes")
_ENDED = {
    CertificationStatus.REVOKED: DocumentStatus.REVOKED,
    CertificationStatus.SUPERSEDED: DocumentStatus.SUPERSEDED,
}


def issue_certificate(uow: UnitOfWork, certification_id: UUID) -> CertificateDocument:
    """Issue the certificate of a granted certification; one that stands is replaced.

    Refused while the certification is not granted.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    certification = queries.find_certification(uow.db, certification_id)
    if certification is None:
        raise NotFound
    if certification.status is not CertificationStatus.GRANTED:
        raise Refused(say("Only a granted certification has a certificate. Grant it first."))
    return certificate_of(uow, certification)


def certificate_of(uow: UnitOfWork, certification: Certification) -> CertificateDocument:
    """The certificate of a granted certification, issued now. The caller has checked who may."""
    standing = queries.list_standing(uow.db, certification_id=certification.id)
    document = make_out(
        uow,
        DocumentKind.CERTIFICATE,
        certification.learner,
        facts.of_certification(certification),
        about=certification.scheme.code.partition("-")[0],  # a number tells no domain
        replaces=standing,
    )
    document.certification_id = certification.id
    return keep_new(uow, document)


def sync_certificate(uow: UnitOfWork, certification: Certification) -> None:
    """Let the documents follow their certification: issued when granted, ended when it ends.

    Suspension ends none of them: the public is told of it for as long as it lasts. An office
    without a centre on record issues nothing.
    """
    ended = _ENDED.get(certification.status)
    if ended is not None:
        end_for(uow, certification.id, ended)
    if certification.status is not CertificationStatus.GRANTED:
        return
    standing = queries.list_standing(uow.db, certification_id=certification.id)
    if not standing and queries.find_centre(uow.db) is not None:
        issue_certificate(uow, certification.id)


def issue_completion(uow: UnitOfWork, enrolment_id: UUID) -> CertificateDocument:
    """Issue the statement of a completed course, to the learner herself or by the office.

    Asked again, the one that stands is answered.
    """
    enrolment = queries.find_enrolment(uow.db, enrolment_id)
    if enrolment is None:
        raise NotFound
    require_own_or(uow, enrolment.learner, TrainingPermission.COURSE_MANAGE)
    if enrolment.status is not EnrolmentStatus.COMPLETED:
        raise Refused(say("A statement is issued once the course is completed."))
    standing = queries.list_standing(uow.db, enrolment_id=enrolment.id)
    if standing:
        return standing[0]
    course = enrolment.cohort.version.course
    document = make_out(
        uow,
        DocumentKind.COMPLETION,
        enrolment.learner,
        facts.of_enrolment(enrolment),
        about=course.code,
    )
    document.enrolment_id = enrolment.id
    return keep_new(uow, document)


def issue_transcript(uow: UnitOfWork, learner: Learner) -> CertificateDocument:
    """Issue a statement of everything somebody completed; an earlier one is replaced."""
    require_own_or(uow, learner, TrainingPermission.COURSE_MANAGE)
    completed = queries.list_completed(uow.db, learner.id)
    if not completed:
        raise Refused(say("There is no completed course yet to put on a transcript."))
    rows = [
        {
            "title": one.cohort.version.course.title,
            "title_en": one.cohort.version.course.title_en,
            "hours": facts.hours(one.cohort.version.planned_minutes),
            "result": "수료",
        }
        for one in completed
    ]
    standing = queries.list_standing(uow.db, transcript_of=learner.id)
    document = make_out(
        uow,
        DocumentKind.TRANSCRIPT,
        learner,
        {"courses": rows},
        about="TR",
        replaces=standing,
    )
    return keep_new(uow, document)


def replace(uow: UnitOfWork, document_id: UUID) -> CertificateDocument:
    """Issue a document again with the names and facts of today; the old one is superseded.

    Conflict when it does not stand any more.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    old = queries.find(uow.db, document_id)
    if old is None:
        raise NotFound
    if old.status is not DocumentStatus.ISSUED:
        raise Conflict(say("This document does not stand any more. Open the newest one."))
    if old.certification_id is not None:
        return issue_certificate(uow, old.certification_id)
    if old.kind in OFFICE_PAPERS:
        facts_of_old = {key: old.printed[key] for key in PAPER_FACTS if key in old.printed}
        about = old.kind.value[:3].upper()
        again = make_out(uow, old.kind, old.learner, facts_of_old, about=about, replaces=[old])
        return keep_new(uow, again)
    if old.enrolment_id is None:
        return issue_transcript(uow, old.learner)
    enrolment = queries.find_enrolment(uow.db, old.enrolment_id)
    if enrolment is None:
        raise NotFound
    document = make_out(
        uow,
        DocumentKind.COMPLETION,
        enrolment.learner,
        facts.of_enrolment(enrolment),
        about=enrolment.cohort.version.course.code,
        replaces=[old],
    )
    document.enrolment_id = enrolment.id
    return keep_new(uow, document)


def end_for(uow: UnitOfWork, certification_id: UUID, status: DocumentStatus) -> None:
    """A certification was revoked or replaced: so are its documents, in the same transaction."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    for document in queries.list_standing(uow.db, certification_id=certification_id):
        document.status = status
        uow.record(f"document.{status.value}", subject=document.id, serial=document.serial)
    uow.db.flush()


def end_for_enrolment(uow: UnitOfWork, enrolment_id: UUID) -> None:
    """A completion was corrected: its statement is revoked. Asked by that decision."""
    for document in queries.list_standing(uow.db, enrolment_id=enrolment_id):
        document.status = DocumentStatus.REVOKED
        uow.record("document.revoked", subject=document.id, serial=document.serial)
    uow.db.flush()


def get(uow: UnitOfWork, document_id: UUID) -> CertificateDocument:
    """One document, for its holder or the office; to others it does not exist."""
    document = queries.find(uow.db, document_id)
    if document is None or not (
        is_holder(uow, document.learner) or uow.may(TrainingPermission.CERTIFICATION_READ)
    ):
        raise NotFound
    return document


def newer_than(uow: UnitOfWork, document: CertificateDocument) -> CertificateDocument | None:
    """The document that took its place, for whoever may open this one."""
    return queries.find_following(uow.db, document.id)


def has_completed(uow: UnitOfWork, learner: Learner) -> bool:
    """Whether there is anything to put on a transcript of somebody's."""
    require_own_or(uow, learner, TrainingPermission.CERTIFICATION_READ)
    return bool(queries.list_completed(uow.db, learner.id))


def list_of(uow: UnitOfWork, learner: Learner) -> Sequence[CertificateDocument]:
    """Everything issued to somebody, newest first."""
    if not (is_holder(uow, learner) or uow.may(TrainingPermission.CERTIFICATION_READ)):
        raise NotFound
    return queries.list_of(uow.db, learner.id)


def centre_phone(uow: UnitOfWork) -> str:
    """The centre's telephone number, for whoever objects to what is on record; empty without one."""
    centre = queries.find_centre(uow.db)
    return centre.phone if centre else ""


def make_out(
    uow: UnitOfWork,
    kind: DocumentKind,
    learner: Learner,
    printed: dict[str, Any],
    *,
    about: str,
    replaces: Sequence[CertificateDocument] = (),
) -> CertificateDocument:
    """Write out a document that is issued now, those that it replaces superseded; the caller has checked who may."""
    centre = queries.find_centre(uow.db)
    if centre is None:
        raise Unavailable(say("No centre is on record in whose name a document could be issued."))
    for old in replaces:
        old.status = DocumentStatus.SUPERSEDED
    serial = serial_number(
        ISSUER_CODE, uow.today.year, about[:12], secrets.token_bytes(SERIAL_BYTES)
    )
    whole = printed | {
        "kind": kind.value,
        "holder": {
            "name": learner.full_name,
            "latin": learner.latin_name,
            "own": learner.own_script_name,
        },
        "own_language": ""
        if kind in OFFICE_PAPERS or not learner.language
        else learner.language.value,
        "issued_on": uow.today.isoformat(),
        "issuer": {
            "name": centre.name,
            "name_en": centre.name_en,
            "head": normalise_text(uow.settings.of(TrainingSettings).centre_head),
            "seal": normalise_text(uow.settings.of(TrainingSettings).seal_text),
        },
        "serial": serial,
    }
    return CertificateDocument(
        kind=kind,
        learner_id=learner.id,
        language=learner.language,
        serial=serial,
        code=crockford(secrets.token_bytes(CODE_BYTES)),
        status_index=free_index(uow),
        printed=whole,
        digest=digest_of(whole),
        issued_at=uow.now,
        issued_by_id=uow.actor.user_id,  # pyright: ignore[reportArgumentType]  a user's id
        supersedes_id=replaces[0].id if replaces else None,
    )


def free_index(uow: UnitOfWork) -> int:
    """A place of the status list that no document has: by chance, so that none tells how many there are."""
    while True:
        index = secrets.randbelow(STATUS_LIST_LENGTH)
        if not queries.is_index_taken(uow.db, index):
            return index


def keep_new(uow: UnitOfWork, document: CertificateDocument) -> CertificateDocument:
    """Keep a document that was written out, and record it."""
    uow.db.add(document)
    uow.db.flush()
    uow.record("document.issued", subject=document.id, serial=document.serial, kind=document.kind)
    return document


def is_holder(uow: UnitOfWork, learner: Learner) -> bool:
    """Whether the actor is this learner."""
    if uow.actor.user_id is None:
        return False
    entry = learner.interpreter
    return uow.actor.user_id in {learner.user_id, entry.user_id if entry else None}


def require_own_or(uow: UnitOfWork, learner: Learner, permission: Permission) -> None:
    """Let her and whoever has the permission pass; to others what is hers looks like what does not exist."""
    if not is_holder(uow, learner) and not uow.may(permission):
        raise NotFound
