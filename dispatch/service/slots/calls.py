"""Answers that somebody gives on the telephone, recorded for them by a coordinator."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS, CallOutcome, DeclineReason, OfferState
from dispatch.service.rules.locks import lock_session
from dispatch.service.slots import offers, offers_undo
from dispatch.store.queries import calls as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.tables import Assignment, Offer, OfferCall
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError, Forbidden, Gone, NotFound
from foundation.text.message import say


def record_yes(uow: UnitOfWork, offer_id: UUID) -> Assignment:
    """Somebody said yes on the telephone: the same as if they had accepted in the app.

    One answer finds the offer open, and every rule is asked once more; Conflict or Gone says to the
    coordinator what came first.
    """
    offer = _get(uow, offer_id)
    assignment = offers.take_yes(uow, offer, why_not_open)
    assignment.made_by_id = _recorder(uow)
    _note(uow, offer, CallOutcome.ACCEPTED)
    return assignment


def record_no(uow: UnitOfWork, offer_id: UUID, reason: DeclineReason | None = None) -> Offer:
    """Somebody said no on the telephone; a reason is welcome and has no consequence."""
    offer = _get(uow, offer_id)
    offers.take_no(uow, offer, reason, why_not_open)
    _note(uow, offer, CallOutcome.DECLINED)
    return offer


def record_no_answer(uow: UnitOfWork, offer_id: UUID) -> Offer:
    """Nobody picked up; the offer stays open, and the next caller sees when it was tried."""
    offer = _get(uow, offer_id)
    lock_session(uow, offer.session_id)
    uow.db.refresh(offer, ["state", "expires_at"])
    if offer.state not in OPEN_OFFERS or offer.expires_at <= uow.now:
        raise why_not_open(offer)
    _note(uow, offer, CallOutcome.NO_ANSWER)
    return offer


def undo(uow: UnitOfWork, offer_id: UUID) -> Offer:
    """Open the question again after an answer was recorded by mistake; the call stays on record."""
    offer = _get(uow, offer_id)
    call = queries.find_recorded(uow.db, offer.id)
    if call is None:
        raise Conflict(say("%(name)s has answered in the app.", name=offer.interpreter.full_name))
    offers_undo.reopen(uow, offer)
    call.outcome = CallOutcome.TAKEN_BACK
    return offer


def undo_from(uow: UnitOfWork) -> datetime:
    """Since when a recorded answer may still be taken back."""
    return uow.now - timedelta(minutes=offers_undo.minutes(uow))


def why_not_open(offer: Offer) -> DomainError:
    """Why an answer can no longer be recorded, for the coordinator who wants to."""
    name = offer.interpreter.full_name
    if offer.state is OfferState.ACCEPTED:
        return Conflict(say("%(name)s has already accepted.", name=name))
    if offer.state is OfferState.DECLINED:
        return Conflict(say("%(name)s has already declined.", name=name))
    if offer.state is OfferState.SUPERSEDED:
        return Conflict(say("Somebody else accepted before %(name)s.", name=name))
    if offer.state in OPEN_OFFERS | {OfferState.EXPIRED}:
        return Gone(say("The deadline of this offer has passed. Ask %(name)s again.", name=name))
    return Gone(say("This offer has been withdrawn."))


def _get(uow: UnitOfWork, offer_id: UUID) -> Offer:
    uow.require(DispatchPermission.OFFER_RECORD)
    offer = offer_queries.find_offer(uow.db, offer_id)
    if offer is None or offer.state is OfferState.DRAFT:
        raise NotFound
    return offer


def _recorder(uow: UnitOfWork) -> UserId:
    """Who answers for it: a person, never the system."""
    if uow.actor.user_id is None:
        raise Forbidden
    return UserId(uow.actor.user_id)


def _note(uow: UnitOfWork, offer: Offer, outcome: CallOutcome) -> None:
    call = OfferCall(
        offer_id=offer.id, called_at=uow.now, called_by_id=_recorder(uow), outcome=outcome
    )
    uow.db.add(call)
    uow.db.flush()
    uow.record(
        "offer.called",
        subject=offer.id,
        session=offer.session_id,
        interpreter=offer.interpreter_id,
        outcome=outcome,
    )
