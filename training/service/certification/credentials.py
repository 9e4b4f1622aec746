"""Credentials given by others: claimed by whoever has them, counted once somebody saw the original."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against_numbers
from interpreters.domain.languages import Language
from training.domain import credentials as rules
from training.domain.certifications import CredentialKind, CredentialStatus
from training.domain.permissions import TrainingPermission
from training.service.certification import certifications, granting, notices
from training.service.people import learners
from training.store.queries import certifications as certification_queries
from training.store.queries import credentials as queries
from training.store.tables import ExternalCredential, Learner

LONGEST_ISSUER, LONGEST_NUMBER, LONGEST_NOTE = 120, 60, 300
S = CredentialStatus


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What somebody says to hold; `valid_until` is the first day on which it no longer counts."""

    kind: CredentialKind
    language: Language | None = None
    issuer: str = ""
    number: str = ""
    score: int | None = None
    issued_on: date
    valid_until: date | None = None


def claim(uow: UnitOfWork, wish: Claim) -> ExternalCredential:
    """Enter one's own credential; it counts once the centre has seen the original."""
    uow.require(TrainingPermission.LEARNING_OWN)
    return _claim(uow, learners.mine(uow), wish)


def _claim(uow: UnitOfWork, learner: Learner, wish: Claim) -> ExternalCredential:
    issuer, number = normalise_text(wish.issuer), normalise_text(wish.number)
    problems = Problems()
    if wish.issued_on > uow.today:
        problems.add("issued_on", say("It cannot be issued in the future."))
    elif wish.issued_on < rules.EARLIEST:
        problems.add("issued_on", say("That day is too long ago."))
    end = rules.end_of(wish.kind, wish.issued_on, wish.valid_until)
    for field, reason in (
        ("score", rules.reason_against_score(wish.kind, wish.score)),
        (
            "issued_on" if wish.valid_until is None else "valid_until",
            rules.reason_against_end(wish.kind, wish.issued_on, end, uow.today),
        ),
    ):
        if reason is not None:
            problems.add(field, reason)
    _add_problems_of_words(problems, issuer, number)
    problems.check()
    credential = ExternalCredential(
        learner_id=learner.id,
        kind=wish.kind,
        language=wish.language,
        issuer=issuer,
        score=wish.score,
        issued_on=wish.issued_on,
        valid_until=end,
        claimed_at=uow.now,
    )
    if number:
        credential.encrypted_number = uow.cipher.close(number, *_place(credential))
    uow.db.add(credential)
    uow.db.flush()
    uow.record("credential.claimed", subject=credential.id, kind=wish.kind)
    return credential


def _add_problems_of_words(problems: Problems, issuer: str, number: str) -> None:
    if len(issuer) > LONGEST_ISSUER:
        problems.add("issuer", say("Use at most %(n)s characters.", n=LONGEST_ISSUER))
    if len(number) > LONGEST_NUMBER:
        problems.add("number", say("Use at most %(n)s characters.", n=LONGEST_NUMBER))
    # Its number has a field of its own, which is encrypted.
    if (personal := reason_against_numbers(issuer)) is not None:
        problems.add("issuer", personal)


def verify(uow: UnitOfWork, credential_id: UUID, *, note: str = "") -> ExternalCredential:
    """Note that the actor has seen the original; nobody verifies their own."""
    credential = _lock(uow, credential_id, S.CLAIMED)
    if uow.actor.user_id is not None and credential.learner.user_id == uow.actor.user_id:
        raise refuse("credential", say("Somebody else must look at your own credential."))
    # Entered before levels and ends were looked at.
    doubt = rules.reason_against_score(credential.kind, credential.score)
    if doubt is None:
        end = rules.end_of(credential.kind, credential.issued_on, credential.valid_until)
        doubt = rules.reason_against_end(credential.kind, credential.issued_on, end, uow.today)
    if doubt is not None:
        raise refuse("credential", doubt)
    check_free_text("note", note)
    credential.status = S.VERIFIED
    credential.verified_at = uow.now
    credential.verified_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    credential.verified_by_name = uow.actor.name
    credential.note = normalise_text(note)[:LONGEST_NOTE]
    uow.db.flush()
    uow.record("credential.verified", subject=credential.id, kind=credential.kind)
    notices.notify_about_credential(uow, credential, seen=True)
    return credential


def turn_down(uow: UnitOfWork, credential_id: UUID, *, reason: str) -> ExternalCredential:
    """Say that a credential is not accepted, and why.

    Certifications that rest on one that had been verified are suspended in the same transaction.
    """
    credential = _lock(uow, credential_id, S.CLAIMED, S.VERIFIED)
    reason = normalise_text(reason)[:LONGEST_NOTE]
    if not reason:
        raise refuse("reason", say("Enter a reason. The holder reads it."))
    check_free_text("reason", reason)
    credential.status, credential.note = S.REFUSED, reason
    uow.db.flush()
    uow.record("credential.refused", subject=credential.id, kind=credential.kind)
    notices.notify_about_credential(uow, credential, seen=False)
    for certification_id in certification_queries.granted_on(uow.db, credential.id):
        granting.suspend(uow, certification_id, reason=reason)
    return credential


def _lock(uow: UnitOfWork, credential_id: UUID, *states: CredentialStatus) -> ExternalCredential:
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    found = queries.find_credential(uow.db, credential_id, lock=True)
    if found is None:
        raise NotFound
    if found.status not in states:
        raise Conflict(say("This credential has already been checked."))
    return found


def list_to_verify(uow: UnitOfWork) -> Sequence[ExternalCredential]:
    """What waits for somebody to see the original, the oldest claim first."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    return queries.credentials_with(uow.db, S.CLAIMED)


def list_of_learner(uow: UnitOfWork, learner: Learner) -> Sequence[ExternalCredential]:
    """What somebody claims or has shown: for the office, or for the person."""
    certifications.require_reader(uow, learner)
    return queries.credentials_of(uow.db, learner.id)


def get(uow: UnitOfWork, credential_id: UUID) -> ExternalCredential:
    """One credential, for whoever verifies it."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    found = queries.find_credential(uow.db, credential_id)
    if found is None:
        raise NotFound
    return found


def number_of(uow: UnitOfWork, credential: ExternalCredential) -> str:
    """The opened number; only whoever decides about certifications compares it with the original."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    if not credential.encrypted_number:
        return ""
    return uow.cipher.open(credential.encrypted_number, *_place(credential))


def _place(credential: ExternalCredential) -> tuple[object, ...]:
    """What a number is bound to when encrypted: moved elsewhere it does not open.

    The column has another name since; the numbers that are stored already keep this one.
    """
    return ("external_credential", "sealed_number", credential.id)
