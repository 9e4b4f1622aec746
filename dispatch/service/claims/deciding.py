"""What the office decides on claims: approved by one or two people, denied, answered; corrected by claims of their own."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import set_committed_value

from accounts.domain.ids import UserId
from dispatch.domain.claims import (
    DENIABLE,
    MOST_CORRECTED,
    ClaimKind,
    ClaimState,
    needs_two,
)
from dispatch.domain.claims_settings import ClaimsSettings
from dispatch.domain.ids import ClaimId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import PayLine, PayLineKind
from dispatch.service.claims import told
from dispatch.service.claims.answers import read_text
from dispatch.service.claims.proposing import line_of
from dispatch.service.claims.told import ClaimNotice
from dispatch.store.queries import claims as queries
from dispatch.store.tables import PayClaim
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, refuse
from foundation.text.message import say

S = ClaimState
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class ApprovedClaims:
    """How many claims are approved now, and how many wait for a second person."""

    approved: int
    waiting: int


def approve(uow: UnitOfWork, claim_ids: Collection[UUID]) -> ApprovedClaims:
    """Approve claims, all of them or none; above the limit this is the first of two approvals, or the second."""
    uow.require(DispatchPermission.CLAIM_APPROVE)
    if not claim_ids:
        raise refuse("claims", say("Choose at least one claim."))
    if len(claim_ids) > MOST_AT_ONCE:
        raise refuse("claims", say("Choose at most %(n)s claims at once.", n=MOST_AT_ONCE))
    claims = queries.lock(uow.db, claim_ids)
    if len(claims) < len({*claim_ids}):
        raise NotFound
    approved = sum([_approve(uow, claim) for claim in claims])
    return ApprovedClaims(approved, len(claims) - approved)


def may_approve(uow: UnitOfWork, claim: PayClaim) -> bool:
    """Whether the actor could approve a claim as it stands."""
    if not uow.may(DispatchPermission.CLAIM_APPROVE) or _is_own(uow, claim):
        return False
    if claim.state is S.HALF_APPROVED:
        return claim.first_by_id != uow.actor.user_id
    return claim.state is S.CONFIRMED or (claim.state is S.PROPOSED and _is_silent(uow, claim))


def may_decide(uow: UnitOfWork, claim: PayClaim) -> bool:
    """Whether the actor could deny, answer or correct a claim: never one of their own pay."""
    return uow.may(DispatchPermission.CLAIM_APPROVE) and not _is_own(uow, claim)


def deny(uow: UnitOfWork, claim_id: UUID, reason: str) -> PayClaim:
    """Deny a claim with a reason; whoever is not paid is told and may object."""
    claim = _lock(uow, claim_id)
    if claim.state not in DENIABLE:
        raise _moved_on(claim)
    text = read_text("reason", reason, say("Say why it is denied."))
    _move(uow, claim, S.DENIED, answer=text, first_by_id=None, first_at=None, two_people=False)
    uow.record("claim.denied", subject=claim.id, interpreter=claim.interpreter_id)
    if claim.kind is not ClaimKind.CORRECTION:
        told.tell_person(uow, claim, ClaimNotice.DENIED)
    return claim


def answer(uow: UnitOfWork, claim_id: UUID, text: str, won: int = 0) -> PayClaim:
    """Answer a dispute, with won that are added or taken off; whoever disputed is asked again."""
    claim = _lock(uow, claim_id)
    if claim.state is not S.DISPUTED:
        raise _moved_on(claim)
    said = read_text("reason", text, say("Write an answer."))
    if abs(won) > MOST_CORRECTED or claim.won + won < 0:
        raise refuse("won", say("The sum may not be below 0."))
    if won:
        position = max((line.position for line in claim.lines), default=-1) + 1
        line = PayLine(kind=PayLineKind.CORRECTION, won=won, rate=0)
        uow.db.add(line_of(claim, position, line, said))
        uow.db.flush()
    changes = {"answer": said, "won": claim.won + won, "confirmed_at": None}
    _move(uow, claim, S.PROPOSED, **changes)
    uow.record("claim.answered", subject=claim.id, interpreter=claim.interpreter_id, won=won)
    told.tell_person(uow, claim, ClaimNotice.ANSWERED)
    return claim


def correct(uow: UnitOfWork, claim_id: UUID, won: int, reason: str) -> PayClaim:
    """Correct an approved claim by a new one, which somebody else approves; what was approved stays."""
    claim = _lock(uow, claim_id)
    if claim.state is not S.APPROVED:
        raise Conflict(say("Only an approved claim is corrected. This one can still be changed."))
    if not won or abs(won) > MOST_CORRECTED:
        raise refuse("won", say("Enter won to add, or with a minus to take off."))
    text = read_text("reason", reason, say("Say what is corrected and why."))
    id_ = ClaimId(uuid.uuid4())
    actor_id = uow.actor.user_id
    made = PayClaim(
        id=id_,
        interpreter_id=claim.interpreter_id,
        organisation_id=claim.organisation_id,
        lender_id=claim.lender_id,
        kind=ClaimKind.CORRECTION,
        source_id=id_,
        corrects_id=claim.id,
        day=claim.day,
        state=S.HALF_APPROVED,
        won=won,
        proposed_at=uow.now,
        changed_at=uow.now,
        two_people=True,
        first_by_id=None if actor_id is None else UserId(actor_id),
        first_at=uow.now,
    )
    uow.db.add(made)
    uow.db.flush()
    line = PayLine(kind=PayLineKind.CORRECTION, won=won, rate=0)
    uow.db.add(line_of(made, 0, line, text))
    uow.db.flush()
    uow.record(
        "claim.corrected",
        subject=made.id,
        interpreter=claim.interpreter_id,
        claim=claim.id,
        won=won,
    )
    return made


def _approve(uow: UnitOfWork, claim: PayClaim) -> bool:
    """One approval; False when a second person has to follow."""
    _refuse_own(uow, claim)
    if claim.won < 0 and claim.kind is not ClaimKind.CORRECTION:
        # An answer took something off, and then the work turned out to be less.
        raise Conflict(say("This claim is below 0 won now. Deny it and say why."))
    actor_id = uow.actor.user_id
    if claim.state is S.HALF_APPROVED:
        if claim.first_by_id == actor_id:
            raise Conflict(say("A second person has to approve it: you were the first."))
        two = True
    elif claim.state is S.CONFIRMED or (claim.state is S.PROPOSED and _is_silent(uow, claim)):
        # A correction that was denied and disputed comes here again: it is still for two.
        limit = uow.settings.of(ClaimsSettings).claim_two_people_won
        two = claim.kind is ClaimKind.CORRECTION or needs_two(claim.won, limit)
        if two:
            first = {"two_people": True, "first_by_id": actor_id, "first_at": uow.now}
            _move(uow, claim, S.HALF_APPROVED, **first)
            uow.record("claim.approved_first", subject=claim.id, won=claim.won)
            return False
    else:
        raise _moved_on(claim)
    last = {"two_people": two, "approved_by_id": actor_id, "approved_at": uow.now}
    _move(uow, claim, S.APPROVED, **last)
    uow.record("claim.approved", subject=claim.id, interpreter=claim.interpreter_id, won=claim.won)
    if claim.kind is ClaimKind.CORRECTION:
        told.tell_person(uow, claim, ClaimNotice.CORRECTED)
    return True


def _move(uow: UnitOfWork, claim: PayClaim, into: ClaimState, **changes: Any) -> None:
    """Move a claim on, unless somebody was faster."""
    values = {"state": into, "changed_at": uow.now, **changes}
    if not queries.move(uow.db, claim.id, claim.state, values):
        raise Conflict(say("Somebody else has just decided on it. Look at it again."))
    for name, value in values.items():
        set_committed_value(claim, name, value)


def _lock(uow: UnitOfWork, claim_id: UUID) -> PayClaim:
    uow.require(DispatchPermission.CLAIM_APPROVE)
    found = queries.lock(uow.db, [claim_id])
    if not found or found[0].state is S.DROPPED:
        raise NotFound
    _refuse_own(uow, found[0])
    return found[0]


def _refuse_own(uow: UnitOfWork, claim: PayClaim) -> None:
    if _is_own(uow, claim):
        raise Forbidden(say("Nobody decides on their own pay."))


def _is_own(uow: UnitOfWork, claim: PayClaim) -> bool:
    return uow.actor.user_id is not None and claim.interpreter.user_id == uow.actor.user_id


def _is_silent(uow: UnitOfWork, claim: PayClaim) -> bool:
    days = uow.settings.of(ClaimsSettings).claim_silent_days
    return claim.changed_at <= uow.now - timedelta(days=days)


def _moved_on(claim: PayClaim) -> Conflict:
    if claim.state is S.PROPOSED:
        return Conflict(say("Its interpreter has not answered yet. Wait for some days."))
    return Conflict(say("This claim is “%(state)s” now.", state=claim.state))
