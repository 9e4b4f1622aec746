"""Certificates of what came from a register: asked for by their holders, as no grant here issued them."""

from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Refused
from foundation.text.message import say
from training.domain.certifications import CertificationStatus
from training.domain.documents import DocumentStatus
from training.domain.permissions import TrainingPermission
from training.domain.validity import is_valid
from training.service.documents import documents
from training.service.people import learners
from training.store.queries import certifications as certification_queries
from training.store.queries import documents as queries
from training.store.tables import CertificateDocument, Certification, Learner


def issue_own_certificate(uow: UnitOfWork, certification_id: UUID) -> CertificateDocument:
    """Issue the certificate of one's own certification that has none yet, as one from a register.

    The one that stands is answered. Refused unless it is granted and counts today.
    """
    uow.require(TrainingPermission.LEARNING_OWN)
    certification = queries.find_certification(uow.db, certification_id)
    me = learners.find_mine(uow)
    if certification is None or me is None or certification.learner_id != me.id:
        raise NotFound
    standing = queries.list_standing(uow.db, certification_id=certification.id)
    if standing:
        return standing[0]
    if not _counts(uow, certification):
        raise Refused(say("Only a certification that counts today has a certificate."))
    return documents.certificate_of(uow, certification)


def lacking_certificates(uow: UnitOfWork, learner: Learner) -> list[Certification]:
    """What somebody holds today without a certificate: entries of a register, granted elsewhere before."""
    have = {
        one.certification_id
        for one in documents.list_of(uow, learner)
        if one.status is DocumentStatus.ISSUED
    }
    held = certification_queries.list_of_learner(uow.db, learner.id)
    return [one for one in held if one.id not in have and _counts(uow, one)]


def _counts(uow: UnitOfWork, held: Certification) -> bool:
    if held.status is not CertificationStatus.GRANTED:
        return False
    assert held.valid_from is not None
    assert held.valid_until is not None
    return is_valid(held.valid_from, held.valid_until, uow.today)
