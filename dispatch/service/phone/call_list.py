"""Whom somebody has to call about open offers: the list of today, with what may be said before a yes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.domain.disclosure import DisclosureStage
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import PayLine, is_paid
from dispatch.service.phone.offers_seen import SeenSession, see
from dispatch.service.slots import calls
from dispatch.store.queries import calls as queries
from dispatch.store.tables import CounsellingSession, Interpreter, Offer, OfferCall
from foundation.database.work import UnitOfWork
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach


@dataclass(frozen=True, kw_only=True)
class CallItem:
    """One question to put on the telephone, and the calls made about it so far."""

    offer: Offer
    session: CounsellingSession
    sight: SeenSession
    calls: Sequence[OfferCall]
    pay_lines: Sequence[PayLine]
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class Callee:
    """Somebody to be called: why, under which number, about what, by when."""

    person: Interpreter
    reason: CallReason
    number: str
    items: Sequence[CallItem]

    @property
    def deadline(self) -> datetime:
        """The nearest of their deadlines."""
        return min(item.offer.expires_at for item in self.items)


@dataclass(frozen=True)
class Recorded:
    """An answer that came by telephone and may still be taken back."""

    call: OfferCall
    offer: Offer


def read_call_list(uow: UnitOfWork) -> list[Callee]:
    """Everybody who was asked, has not answered and must be called; the nearest deadline first."""
    uow.require(DispatchPermission.OFFER_RECORD)
    waiting = queries.list_open(uow.db, uow.now)
    reasons = reach.to_be_called(uow, {offer.interpreter_id for offer in waiting})
    asked: dict[InterpreterId, list[Offer]] = defaultdict(list)
    for offer in waiting:
        if offer.interpreter_id in reasons:
            asked[offer.interpreter_id].append(offer)
    made = queries.calls_of(uow.db, [o.id for found in asked.values() for o in found])
    numbers = reach.numbers_of(uow, (found[0].interpreter for found in asked.values()))
    return [
        Callee(
            person=found[0].interpreter,
            reason=reasons[who],
            number=numbers.get(who, ""),
            items=[_item(uow, offer, made.get(offer.id, ())) for offer in found],
        )
        for who, found in asked.items()
    ]


def _item(uow: UnitOfWork, offer: Offer, made: Sequence[OfferCall]) -> CallItem:
    sight = see(uow, offer.session, offer.starts_at, DisclosureStage.ASKED, offer.other_language)
    return CallItem(
        offer=offer,
        session=offer.session,
        sight=sight,
        calls=made,
        pay_lines=[PayLine.of(kept) for kept in offer.pay_lines],
        is_paid=is_paid(offer.interpreter.employment),
    )


def list_recorded(uow: UnitOfWork) -> list[Recorded]:
    """The answers of the last minutes that may still be taken back."""
    uow.require(DispatchPermission.OFFER_RECORD)
    found = queries.list_recorded(uow.db, calls.undo_from(uow))
    return [Recorded(call, offer) for call, offer in found]


def count_to_call(uow: UnitOfWork) -> int:
    """How many people must be called, for the menu."""
    if not uow.may(DispatchPermission.OFFER_RECORD):
        return 0
    asked, to_tell = queries.list_people_to_call(uow.db, uow.now)
    return len(to_tell.union(reach.to_be_called(uow, asked)))
