"""Giving somebody more time to answer."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from dispatch.domain import filed
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS
from dispatch.service import notices
from dispatch.service.notices import SessionNotice
from dispatch.service.rules.locks import lock_open_session
from dispatch.service.slots.calls import why_not_open
from dispatch.service.slots.offers import moved
from dispatch.store.queries import offers as queries
from dispatch.store.tables import Offer
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say

# By how much a deadline may be put off at a time.
MORE_HOURS = (1, 3, 24)


def extend(uow: UnitOfWork, offer_id: UUID, hours: int) -> Offer:
    """Put the deadline of an open offer off by some hours, to the session's start at the latest.

    Whoever was asked is told the new time, instead of the old one if that has not gone out yet.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    if hours not in MORE_HOURS:
        raise refuse("hours", say("Choose one of the options."))
    offer = queries.find_offer(uow.db, offer_id)
    if offer is None:
        raise NotFound
    lock_open_session(uow, offer.session_id, offer.slot_no)
    uow.db.refresh(offer, ["state", "expires_at"])
    if offer.state not in OPEN_OFFERS:
        raise why_not_open(offer)
    until = min(max(offer.expires_at, uow.now) + timedelta(hours=hours), offer.starts_at)
    if until <= max(offer.expires_at, uow.now):
        raise Conflict(say("The deadline cannot be after the start of the session."))
    uow.db.execute(
        sa.update(Offer)
        .where(Offer.id == offer.id)
        .values(expires_at=until)
        .execution_options(synchronize_session=False)
    )
    uow.db.refresh(offer, ["expires_at"])
    outbox.withdraw(uow, filed.about_offer(offer.id))
    notices.notify_asked(uow, offer, SessionNotice.MORE_TIME)
    uow.record("offer.extended", subject=offer.id, session=offer.session_id, hours=hours)
    moved(uow, offer)
    return offer
