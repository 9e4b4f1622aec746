"""What whoever is paid says to a claim: that it is right, or what is wrong with it."""

from uuid import UUID

from dispatch.domain.claims import CONFIRMABLE, DISPUTABLE, LONGEST_SAID, ClaimState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims import told
from dispatch.store.queries import claims as queries
from dispatch.store.tables import PayClaim
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_lines
from foundation.text.personal import reason_against


def get_own(uow: UnitOfWork, claim_id: UUID) -> PayClaim:
    """A claim of the actor's; anybody else's looks like none."""
    uow.require(DispatchPermission.PAY_OWN)
    found = queries.find(uow.db, claim_id)
    if found is None or found.interpreter.user_id != uow.actor.user_id:
        raise NotFound
    if uow.actor.user_id is None or found.state is ClaimState.DROPPED:
        raise NotFound
    return found


def confirm(uow: UnitOfWork, claim_id: UUID) -> PayClaim:
    """Say that a claim is right; said twice, it is said once."""
    claim = _lock_own(uow, claim_id)
    if claim.state is ClaimState.CONFIRMED:
        return claim
    if claim.state not in CONFIRMABLE:
        raise _decided(claim)
    _move(uow, claim, ClaimState.CONFIRMED)
    claim.confirmed_at = uow.now
    uow.db.flush()
    uow.record("claim.confirmed", subject=claim.id, interpreter=claim.interpreter_id)
    return claim


def confirm_all(uow: UnitOfWork) -> int:
    """Confirm everything of the actor's that is proposed; how many."""
    uow.require(DispatchPermission.PAY_OWN)
    waiting = queries.list_own_waiting(uow.db, uow.actor.user_id)
    for claim_id in waiting:
        confirm(uow, claim_id)
    return len(waiting)


def dispute(uow: UnitOfWork, claim_id: UUID, reason: str) -> PayClaim:
    """Say what is wrong with a claim; the coordinators are told."""
    claim = _lock_own(uow, claim_id)
    if claim.state not in DISPUTABLE:
        raise _decided(claim)
    claim.dispute = read_text("reason", reason, say("Say what is wrong."))
    _move(uow, claim, ClaimState.DISPUTED)
    uow.db.flush()
    uow.record("claim.disputed", subject=claim.id, interpreter=claim.interpreter_id)
    told.tell_desk(uow, claim)
    return claim


def read_text(field: str, typed: str, missing: LazyText) -> str:
    """A reason as it was typed: there, not too long, and without anybody's data in it."""
    text = normalise_lines(typed)
    personal = reason_against(text)
    if not text:
        raise refuse(field, missing)
    if len(text) > LONGEST_SAID:
        raise refuse(field, say("Use at most %(n)s characters.", n=LONGEST_SAID))
    if personal is not None:
        raise refuse(field, personal)
    return text


def _lock_own(uow: UnitOfWork, claim_id: UUID) -> PayClaim:
    get_own(uow, claim_id)
    return queries.lock(uow.db, [claim_id])[0]


def _move(uow: UnitOfWork, claim: PayClaim, into: ClaimState) -> None:
    claim.state, claim.changed_at = into, uow.now


def _decided(claim: PayClaim) -> Conflict:
    return Conflict(
        say(
            "The centre has decided on it already: %(state)s. Ask the centre for a correction.",
            state=claim.state,
        )
    )
