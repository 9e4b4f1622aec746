"""Until when an answer may be taken back, and how often that may be done."""

from datetime import datetime, timedelta

from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import OfferState
from dispatch.store.queries import offers as queries
from dispatch.store.tables import Offer
from foundation.database.work import UnitOfWork
from foundation.times.zones import day_span


def undo_until(uow: UnitOfWork, offer: Offer) -> datetime | None:
    """Until when an answer may be taken back; None when there is none to take back.

    Until then the details of what was accepted stay closed (`details.open_details`).
    """
    return None if has_spent_undos(uow, offer) else in_time_until(uow, offer)


def in_time_until(uow: UnitOfWork, offer: Offer) -> datetime | None:
    """Until when the time allows to take an answer back, however often that was done."""
    if offer.state not in {OfferState.ACCEPTED, OfferState.DECLINED} or offer.answered_at is None:
        return None
    until = offer.answered_at + timedelta(
        minutes=uow.settings.of(DispatchSettings).answer_undo_minutes
    )
    until = min(until, offer.expires_at)
    return until if uow.now < until else None


def has_spent_undos(uow: UnitOfWork, offer: Offer) -> bool:
    """Whether enough answers were taken back: to this offer, or by this person today."""
    rules = uow.settings.of(DispatchSettings)
    today = day_span(uow.today, uow.settings.zone)
    return (
        queries.count_undos_of(uow.db, offer.id) >= rules.answer_undos_per_offer
        or queries.count_undos(uow.db, offer.interpreter_id, since=today.start)
        >= rules.answer_undos_per_day
    )
