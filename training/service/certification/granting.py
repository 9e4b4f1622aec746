"""Deciding about certifications: grant, refuse, suspend, reinstate, revoke, renew.

Each is one transaction with its event, its line in the audit trail and a message to the holder.
Whatever takes a right away announces it, so that what lies ahead is freed in the same transaction.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from accounts.domain.ids import UserId
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from interpreters.domain.events import EligibilityLost
from training.domain.certifications import (
    CERTIFICATION_MOVES,
    CertificationAction,
    CertificationStatus,
    EvidenceKind,
    Grade,
    GrantRoute,
)
from training.domain.ladder import missing
from training.domain.permissions import TrainingPermission
from training.domain.requirements import FoundEvidence
from training.domain.validity import Validity, last_day, of_grant, of_renewal, window_opens
from training.service.certification import certifications, evidence, ladder, notices
from training.service.documents import documents
from training.store.queries import certifications as queries
from training.store.tables import NO_GRANT_WITHOUT_EVIDENCE, NO_TWO_AT_ONCE, Certification

S = CertificationStatus
D = CertificationAction
ORDER = tuple(Grade)


def grant(uow: UnitOfWork, certification_id: UUID, *, reason: str = "") -> Certification:
    """Approve what was asked for: from today, for as long as the scheme in force says.

    The needs of the ladder are looked at again; nobody approves their own. A certification of a
    lower grade that is still in force is replaced. Conflict when somebody decided first.
    """
    asked = _lock(uow, certification_id, S.GRANTED)
    if asked.status is not S.PENDING:
        raise Conflict(say("This has been decided already."))
    version = ladder.in_force(uow, asked.scheme.code)
    if asked.route is GrantRoute.LADDER:
        lacking = missing(ladder.needs_of(uow, asked.learner, version, asked.language))
        if lacking:
            raise refuse("scheme", say("Still missing: %(what)s", what=lacking[0].what))
    asked.scheme_version_id = version.id
    _write_grant(uow, asked, of_grant(uow.today, version.validity_months), D.GRANTED, reason)
    return certifications.reread(uow, asked)


def renew(
    uow: UnitOfWork, certification_id: UUID, *, case_id: UUID | None = None, reason: str = ""
) -> Certification:
    """Grant the next period of a certification; `case_id` is the recertification case.

    Inside the window it follows the old one without a gap; late it starts today. Refused before
    the window opens.
    """
    old = _lock(uow, certification_id, S.GRANTED)
    if old.status is not S.GRANTED:
        raise Conflict(say("Only a granted certification is renewed."))
    assert old.valid_until is not None
    opens = window_opens(old.valid_until, old.scheme_version.window_days)
    if uow.today < opens:
        raise refuse("certification", say("It can be renewed from %(day)s on.", day=str(opens)))
    version = ladder.in_force(uow, old.scheme.code)
    if version.renewal.get("once"):
        raise refuse(
            "certification", say("This certification is given once. Go on to the next step.")
        )
    following = Certification(
        learner_id=old.learner_id,
        scheme_id=old.scheme_id,
        scheme_version_id=version.id,
        language=old.language,
        direction=old.direction,
        grade=old.grade,
        route=GrantRoute.RENEWAL,
        asked_at=uow.now,
        renews_id=old.id,
    )
    uow.db.add(following)
    uow.db.flush()
    kind = EvidenceKind.CERTIFICATION if case_id is None else EvidenceKind.RECERTIFICATION
    evidence.record_evidence(
        uow, following, [FoundEvidence(kind, case_id or old.id, old.scheme.code)]
    )
    terms = of_renewal(old.valid_until, uow.today, version.validity_months)
    following = certifications.reread(uow, following)
    certifications.note(uow, old, D.RENEWED, reason)
    _write_grant(uow, following, terms, D.GRANTED, reason)
    return certifications.reread(uow, following)


def refuse_asked(uow: UnitOfWork, certification_id: UUID, *, reason: str) -> Certification:
    """Say no to what was asked for, with the reason that the person reads."""
    return _move(uow, certification_id, S.REFUSED, D.REFUSED, reason)


def suspend(uow: UnitOfWork, certification_id: UUID, *, reason: str) -> Certification:
    """Take a certification out of force until it is reinstated; what needed it is freed."""
    return _move(uow, certification_id, S.SUSPENDED, D.SUSPENDED, reason)


def revoke(uow: UnitOfWork, certification_id: UUID, *, reason: str) -> Certification:
    """Take a certification away for good; what needed it is freed."""
    return _move(uow, certification_id, S.REVOKED, D.REVOKED, reason)


def reinstate(uow: UnitOfWork, certification_id: UUID, *, reason: str) -> Certification:
    """Put a suspended certification in force again, within the dates it always had."""
    held = _lock(uow, certification_id, S.GRANTED)
    if held.status is not S.SUSPENDED:
        raise Conflict(say("Only a suspended certification is reinstated."))
    return _carry_out(uow, held, S.GRANTED, D.REINSTATED, reason)


def supersede(uow: UnitOfWork, certification_id: UUID, *, reason: str) -> Certification:
    """Mark a certification as replaced by another one."""
    return _move(uow, certification_id, S.SUPERSEDED, D.SUPERSEDED, reason)


def _move(
    uow: UnitOfWork,
    certification_id: UUID,
    to: CertificationStatus,
    action: CertificationAction,
    reason: str,
) -> Certification:
    return _carry_out(uow, _lock(uow, certification_id, to), to, action, reason)


def _lock(uow: UnitOfWork, certification_id: UUID, to: CertificationStatus) -> Certification:
    """The certification as it stands now, locked, if the actor may take it there."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    found = queries.lock(uow.db, certification_id)
    if found is None:
        raise NotFound
    is_own = uow.actor.user_id is not None and found.learner.user_id == uow.actor.user_id
    if to is S.GRANTED and is_own:
        raise refuse("certification", say("Nobody decides about their own certification."))
    return found


def _carry_out(
    uow: UnitOfWork,
    held: Certification,
    to: CertificationStatus,
    action: CertificationAction,
    reason: str,
) -> Certification:
    if to not in CERTIFICATION_MOVES[held.status]:
        raise Conflict(say("This has been decided already."))
    reason = reason.strip()[: evidence.LONGEST_REASON]
    if not reason:
        raise refuse("reason", say("Enter a reason. The holder reads it."))
    check_free_text("reason", reason)
    before, held.status = held.status, to
    certifications.note(uow, held, action, reason)
    uow.db.flush()
    uow.record(f"certification.{action.value}", subject=held.id, before=before, after=to)
    documents.sync_certificate(uow, held)
    notices.notify(uow, held, action, reason)
    _notify_dispatch(uow, held, before)
    _carry_on(uow, held, to, action, reason)
    return certifications.reread(uow, held)


def _carry_on(
    uow: UnitOfWork,
    held: Certification,
    to: CertificationStatus,
    action: CertificationAction,
    reason: str,
) -> None:
    """What becomes of a certification becomes of the period that already follows it."""
    if action not in {D.SUSPENDED, D.REINSTATED, D.REVOKED}:
        return
    for following_id in queries.following(uow.db, held.id):
        following = queries.lock(uow.db, following_id)
        if following is not None and to in CERTIFICATION_MOVES[following.status]:
            _carry_out(uow, following, to, action, reason)


def _notify_dispatch(uow: UnitOfWork, held: Certification, before: CertificationStatus) -> None:
    who = held.learner.interpreter_id
    if who is not None and before is S.GRANTED and held.status is not S.GRANTED:
        uow.announce(EligibilityLost(who))


def _write_grant(
    uow: UnitOfWork,
    asked: Certification,
    terms: Validity,
    action: CertificationAction,
    reason: str,
) -> None:
    """Give a pending certification its dates, behind the database's own guards."""
    _replace_weaker(uow, asked, terms)
    asked.status = S.GRANTED
    asked.valid_from, asked.valid_until = terms.valid_from, terms.valid_until
    asked.approved_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    asked.approved_by_name = uow.actor.name
    certifications.note(uow, asked, action, reason)
    try:
        with uow.db.begin_nested():
            uow.db.flush()
    except DBAPIError as error:
        raise in_words(error) from error
    uow.record(
        "certification.granted",
        subject=asked.id,
        scheme=asked.scheme.code,
        route=asked.route,
        grade=asked.grade,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
    )
    documents.sync_certificate(uow, asked)
    notices.notify(uow, asked, D.GRANTED, reason)


def _replace_weaker(uow: UnitOfWork, asked: Certification, terms: Validity) -> None:
    """A better grade takes the place of a weaker one on the same days; an equal one is in the way."""
    alike = queries.list_alike(
        uow.db, asked.learner_id, asked.scheme_id, asked.language, queries.COUNTING
    )
    held = queries.overlapping(alike, asked.direction, terms)
    if held is None:
        return
    if held.status is not S.GRANTED or ORDER.index(held.grade) <= ORDER.index(asked.grade):
        raise already_held(held.valid_until)
    held.status = S.SUPERSEDED
    certifications.note(uow, held, D.SUPERSEDED, asked.scheme.code)
    uow.db.flush()
    uow.record("certification.superseded", subject=held.id, by=asked.id)
    documents.sync_certificate(uow, held)


def already_held(until: date | None) -> Conflict:
    """Why a second one of the same kind cannot be granted for the same days."""
    assert until is not None  # what is in the way was granted
    return Conflict(say("It is held already, until %(day)s.", day=str(last_day(until))))


def in_words(error: DBAPIError) -> Exception:
    """What a refusal of the database means; what it does not mean is a bug and stays one."""
    if names_constraint(error, NO_TWO_AT_ONCE):
        return Conflict(say("It is held already on some of these days."))
    if NO_GRANT_WITHOUT_EVIDENCE in str(error.orig):
        return refuse("evidence", say("Nothing is granted without evidence."))
    return error
