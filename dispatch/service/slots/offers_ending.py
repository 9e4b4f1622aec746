"""How offers end without a yes: superseded, expired, withdrawn; everybody asked is notified."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from dispatch.domain import filed
from dispatch.domain.events import SlotsMoved
from dispatch.domain.news import News
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service import desk_notices, notices
from dispatch.service.notices import SessionNotice
from dispatch.service.rules.locks import lock_session, sync_session_state
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import offers as queries
from dispatch.store.queries import waves as wave_queries
from dispatch.store.tables import CounsellingSession, Offer
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say
from foundation.times.spans import Span
from scheduling.domain.states import LIVE

# How many overdue offers one run of the job ends; the next run follows within a minute.
AT_ONCE = 200

NEWS = {
    OfferState.SUPERSEDED: SessionNotice.OTHER_WAS_FIRST,
    OfferState.EXPIRED: SessionNotice.TOO_LATE,
    OfferState.WITHDRAWN: SessionNotice.OFFER_WITHDRAWN,
}
# Whoever was asked is away: nobody withdrew it.
BY_LEAVE = "leave"


def end(
    uow: UnitOfWork,
    offer: Offer,
    state: OfferState,
    *,
    send_at: datetime | None = None,
    said: SessionNotice | None = None,
    reason: str = "",
) -> bool:
    """End one open offer and notify whoever was told of it; False when it had ended already.

    `said` is what they are told where the state alone does not say why; `reason` is a code for the trail.
    """
    is_told = was_told(offer)
    ended = uow.db.scalar(
        sa.update(Offer)
        .where(Offer.id == offer.id, Offer.state.in_(OPEN_OFFERS))
        .values(state=state, answered_at=uow.now, end_reason=reason)
        .returning(Offer.id)
        .execution_options(synchronize_session=False)
    )
    if ended is None:
        return False
    uow.db.expire(offer, ["state", "answered_at", "end_reason"])
    # A question that has not gone out yet must not go out any more.
    outbox.withdraw(uow, filed.about_offer(offer.id))
    # A question about a call is gone from the phone at once: a letter would only come late.
    if is_told and not offer.session.on_demand:
        notices.notify_asked(uow, offer, said or NEWS[state], send_at=send_at)
    why = {"reason": reason} if reason else {}
    uow.record(f"offer.{state}", subject=offer.id, session=offer.session_id, **why)
    uow.announce(SlotsMoved(frozenset({(offer.session_id, offer.slot_no)})))
    return True


def end_quietly(uow: UnitOfWork, offers: Sequence[Offer], state: OfferState) -> list[Offer]:
    """End many open offers in one step and leave it to the caller to notify people; those that were open."""
    ended = set(
        uow.db.scalars(
            sa.update(Offer)
            .where(Offer.id.in_([offer.id for offer in offers]), Offer.state.in_(OPEN_OFFERS))
            .values(state=state, answered_at=uow.now)
            .returning(Offer.id)
            .execution_options(synchronize_session=False)
        )
    )
    found = [offer for offer in offers if offer.id in ended]
    for offer in found:
        set_committed_value(offer, "state", state)
        set_committed_value(offer, "answered_at", uow.now)
    told = [filed.about_offer(offer.id) for offer in found if offer.told_at is not None]
    outbox.withdraw_many(uow, told)
    uow.record_many(f"offer.{state}", ((o.id, {"session": o.session_id}) for o in found))
    if found:
        uow.announce(SlotsMoved(frozenset((o.session_id, o.slot_no) for o in found)))
    return found


def meets(offer: Offer, span: Span) -> bool:
    """Whether what was asked for lies in a span, if only in part."""
    end = offer.starts_at + timedelta(minutes=offer.session.minutes)
    return offer.starts_at < span.end and end > span.start


def was_told(offer: Offer) -> bool:
    """Whether somebody knows of an offer: by a letter, or having opened it in the app.

    The letters of a plan are held back for a while; nobody is told the end of what they never heard of.
    """
    return offer.told_at is not None or offer.state is OfferState.VIEWED


def supersede(
    uow: UnitOfWork, session: CounsellingSession, slot_no: int, winner: Offer | None = None
) -> None:
    """End the other questions about a slot that has found its interpreter.

    While the winner may still take the yes back, those who came second are not notified: they may get
    their chance again.
    """
    send_at = None
    if winner is not None:
        send_at = uow.now + timedelta(minutes=uow.settings.of(DispatchSettings).answer_undo_minutes)
    for offer in queries.list_open_of_session(uow.db, session.id, slot_no):
        end(uow, offer, OfferState.SUPERSEDED, send_at=send_at)


def withdraw(uow: UnitOfWork, offer_id: UUID) -> None:
    """Take a question back before it is answered."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    offer = queries.find_offer(uow.db, offer_id)
    if offer is None:
        raise NotFound
    session = lock_session(uow, offer.session_id)
    if not end(uow, offer, OfferState.WITHDRAWN):
        raise Conflict(say("This offer has been answered or has ended meanwhile."))
    sync_session_state(uow, session)


def expire_due(uow: UnitOfWork) -> None:
    """End every question whose deadline has passed; a job does this every minute.

    Coordinators are told at once of every place for which nobody is asked any more.
    """
    due = queries.list_due(uow.db, uow.now, AT_ONCE)
    _end_all(uow, due, OfferState.EXPIRED)
    for offer in {(offer.session_id, offer.slot_no): offer for offer in due}.values():
        if is_nobody_left(uow, offer):
            desk_notices.tell_desk(uow, News.RAN_OUT, offer.session, starts_at=offer.starts_at)


def is_nobody_left(uow: UnitOfWork, offer: Offer) -> bool:
    """Whether the place that was asked about is empty, nobody else is asked for it, and no wave will."""
    session = offer.session
    if wave_queries.is_running(uow.db, offer.session_id, offer.slot_no):
        return False
    if session.state not in LIVE or queries.list_open_of_session(
        uow.db, offer.session_id, offer.slot_no
    ):
        return False
    live = assignment_queries.list_live_of_session(uow.db, offer.session_id)
    return all(assignment.slot_no != offer.slot_no for assignment in live)


def withdraw_of_session(uow: UnitOfWork, session: CounsellingSession) -> Sequence[Offer]:
    """End every open question about a session that is off or has changed; which they were."""
    found = queries.list_open_of_session(uow.db, session.id)
    for offer in found:
        end(uow, offer, OfferState.WITHDRAWN, reason="session changed")
    return found


def _end_all(uow: UnitOfWork, offers: Iterable[Offer], state: OfferState) -> int:
    """End offers of many sessions, which are locked in one order first."""
    found = list(offers)
    locked = assignment_queries.lock_sessions(uow.db, {offer.session_id for offer in found})
    count = sum(end(uow, offer, state) for offer in found)
    for session in locked:
        sync_session_state(uow, session)
    return count
