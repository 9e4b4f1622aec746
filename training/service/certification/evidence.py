"""What a grant rests on, route by route."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from interpreters.domain.languages import Direction, Language
from training.domain.certifications import CredentialStatus, EvidenceKind, Grade, GrantRoute
from training.domain.ladder import LadderNeed
from training.domain.ladder import missing as not_met
from training.domain.requirements import FoundEvidence, RuleKind
from training.service.certification import ladder
from training.store.queries import credentials as queries
from training.store.tables import (
    Certification,
    CertificationEvidence,
    ExternalCredential,
    Learner,
)

LONGEST_REASON = 300


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked for, and what it rests on beside what the ladder finds by itself."""

    scheme: str
    language: Language | None
    direction: Direction = Direction.BOTH
    route: GrantRoute = GrantRoute.LADDER
    grade: Grade | None = None
    credential_id: UUID | None = None
    note: str = ""


def gather(
    uow: UnitOfWork, learner: Learner, wish: Ask, found: list[LadderNeed]
) -> list[FoundEvidence]:
    """What the grant would rest on; refuses when the route does not bear it."""
    if wish.route is GrantRoute.LADDER:
        lacking = not_met(found)
        if lacking:
            raise refuse("scheme", say("Still missing: %(what)s", what=lacking[0].what))
        return [one for need in found for one in need.found]
    if wish.route is GrantRoute.EXTERNAL:
        return _from_elsewhere(uow, learner, wish, found)
    if wish.route is GrantRoute.RECOGNITION:
        return _by_recognition(wish, found)
    if wish.route is GrantRoute.GRANDFATHERED:
        return _as_a_veteran(uow, wish)
    raise refuse("route", say("Choose one of the routes offered."))


def _from_elsewhere(
    uow: UnitOfWork, learner: Learner, wish: Ask, found: list[LadderNeed]
) -> list[FoundEvidence]:
    """A credential that somebody of the centre has seen; where the scheme asks for one, that one."""
    credential = (
        None if wish.credential_id is None else queries.find_credential(uow.db, wish.credential_id)
    )
    if credential is None or credential.learner_id != learner.id:
        raise refuse("credential", say("Choose the credential that this rests on."))
    if not is_in_date(credential, uow.today):
        raise refuse("credential", say("Nobody has seen the original yet, or it has ended."))
    wanted = [need for need in found if need.kind is RuleKind.CREDENTIAL]
    if any(not need.met for need in wanted):
        raise refuse("credential", say("Still missing: %(what)s", what=wanted[0].what))
    return [FoundEvidence(EvidenceKind.CREDENTIAL, credential.id, credential.kind.value)]


def is_in_date(credential: ExternalCredential, day: date) -> bool:
    """Whether a credential was verified and holds on a day."""
    ended = credential.valid_until is not None and credential.valid_until <= day
    return credential.status is CredentialStatus.VERIFIED and not ended


def _by_recognition(wish: Ask, found: list[LadderNeed]) -> list[FoundEvidence]:
    """Only where nobody can assess the language: a portfolio and references, described in the note."""
    rule = next((need for need in found if need.kind is RuleKind.NO_ASSESSOR), None)
    if rule is None:
        raise refuse("route", say("This scheme is not given by recognition."))
    if not rule.met:
        raise refuse("route", rule.how)
    shown = [one for need in found for one in need.found]
    lacking = [
        need
        for need in not_met(found)
        if need.kind not in {RuleKind.NO_ASSESSOR, RuleKind.PORTFOLIO}
    ]
    if lacking:
        raise refuse("scheme", say("Still missing: %(what)s", what=lacking[0].what))
    if not any(one.kind is EvidenceKind.PORTFOLIO for one in shown):
        shown.append(FoundEvidence(EvidenceKind.PORTFOLIO, None, described(wish.note)))
    return shown


def _as_a_veteran(uow: UnitOfWork, wish: Ask) -> list[FoundEvidence]:
    """Until the date that the scheme gives, long service described in the note is enough."""
    until = ladder.in_force(uow, wish.scheme).renewal.get("grandfathered_until")
    if not until or uow.today > date.fromisoformat(until):
        raise refuse("route", say("The way for veterans is closed for this scheme."))
    return [FoundEvidence(EvidenceKind.PORTFOLIO, None, described(wish.note))]


def described(text: str) -> str:
    """A note that says something."""
    if not text.strip():
        raise refuse("note", say("Say what this rests on."))
    check_free_text("note", text)
    return text.strip()[:LONGEST_REASON]


def record_evidence(
    uow: UnitOfWork, about: Certification, found: Collection[FoundEvidence]
) -> None:
    """Link what a certification rests on; a grant without any is refused by the database."""
    uow.db.add_all(
        CertificationEvidence(
            certification_id=about.id,
            kind=one.kind,
            reference=one.reference,
            note=one.note[:LONGEST_REASON],
        )
        for one in found
    )
    uow.db.flush()
