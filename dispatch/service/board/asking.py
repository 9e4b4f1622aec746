"""What the panel of a session says about asking: who was asked, who is called, who agreed and how."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.domain.eligibility import Objection, first_reason_against, reasons_against
from dispatch.domain.ids import OfferId
from dispatch.domain.overrides import is_unasked
from dispatch.domain.people import Need, Person
from dispatch.domain.reasons import Reason
from dispatch.domain.states import DeclineReason, OfferState
from dispatch.store.queries import calls as call_queries
from dispatch.store.queries import offers as queries
from dispatch.store.queries import telephone
from dispatch.store.tables import CounsellingSession, Offer, OfferCall, TelephoneNews
from foundation.database.work import UnitOfWork
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.domain.permissions import RosterPermission
from interpreters.service import directory, reach

# What a candidate has not answered, or how they did, is worth knowing; the rest is not about them.
TELLING = frozenset({OfferState.EXPIRED, OfferState.DECLINED, OfferState.WITHDRAWN})


@dataclass(frozen=True)
class Past:
    """How somebody was asked about this session before, and what came of it."""

    asked_at: datetime
    state: OfferState
    reason: DeclineReason | None
    calls: Sequence[OfferCall]


@dataclass(frozen=True, kw_only=True)
class AskedPeople:
    """Everything about asking people for one session.

    `called` are those to be called, with the reason; `numbers` under which; `past` how people were
    asked before; `calls` those about open offers; `untold` what somebody has to be told by telephone. `able` may take it and `barred` may not, each with
    the first reason. `unasked` lack nothing but an answer: a gender is required, and none is recorded of them.
    """

    called: Mapping[InterpreterId, CallReason]
    numbers: Mapping[InterpreterId, str]
    past: Mapping[InterpreterId, Sequence[Past]]
    calls: Mapping[OfferId, Sequence[OfferCall]]
    asked: Collection[InterpreterId]
    able: Sequence[Person]
    barred: Sequence[tuple[Person, Reason]]
    unasked: Sequence[Person]
    untold: Sequence[TelephoneNews] = ()

    def preselected(self, opened: Person | None) -> InterpreterId | None:
        """Who most likely said yes: whoever is opened, else was asked, else could go."""
        if opened is not None:
            return opened.id
        known = [*(p.id for p in self.able), *(p.id for p, _ in self.barred)]
        asked = (who for who in self.asked if who in known)
        return next(asked, next(iter(known), None))


def read_asking(
    uow: UnitOfWork,
    session: CounsellingSession,
    needs: Sequence[Need],
    speakers: Sequence[Person],
    best: Sequence[InterpreterId],
) -> AskedPeople:
    """Read it for one session; `needs` in each mode that may be chosen, `best` the candidates, the best first."""
    offers = queries.list_of_session(uow.db, session.id)
    calls = call_queries.calls_of(uow.db, [offer.id for offer in offers])
    open_ = [offer for offer in offers if offer.is_open]
    others = [
        p for p in speakers if not p.serves(session.id) or p.id in {o.interpreter_id for o in open_}
    ]
    against = {p.id: _reason_against(p, needs) for p in others}
    order = {who: place for place, who in enumerate(best)}
    able = [p for p in others if against[p.id] is None]
    unasked = [p for p in others if any(_is_only_unasked(p, need) for need in needs)]
    untold = telephone.list_due(uow.db, uow.now, also=telephone.of_session(session.id))
    shown = {p.id for p in speakers} | {row.interpreter_id for row in (*offers, *untold)}
    return AskedPeople(
        called=reach.to_be_called(uow, shown),
        numbers=_numbers(uow, shown),
        past=_past(offers, calls),
        calls=calls,
        asked=[offer.interpreter_id for offer in open_],
        able=sorted(able, key=lambda p: (order.get(p.id, len(order)), p.name)),
        barred=[(p, o.reason) for p in others if (o := against[p.id]) is not None],
        unasked=unasked,
        untold=untold,
    )


def _reason_against(person: Person, needs: Sequence[Need]) -> Objection | None:
    """None where nothing speaks against somebody in some mode, else what does in the first."""
    found = [first_reason_against(person, need) for need in needs]
    return None if None in found else found[0]


def _is_only_unasked(person: Person, need: Need) -> bool:
    found = reasons_against(person, need)
    return bool(found) and all(is_unasked(objection, person) for objection in found)


def _numbers(uow: UnitOfWork, ids: Collection[InterpreterId]) -> dict[InterpreterId, str]:
    if not uow.may(RosterPermission.ROSTER_READ):
        return {}
    return reach.numbers_of(uow, directory.list_by_ids(uow, ids))


def _past(
    offers: Sequence[Offer], calls: Mapping[OfferId, Sequence[OfferCall]]
) -> dict[InterpreterId, list[Past]]:
    found: dict[InterpreterId, list[Past]] = defaultdict(list)
    for offer in offers:
        if offer.state in TELLING:
            past = Past(offer.sent_at, offer.state, offer.decline_reason, calls.get(offer.id, ()))
            found[offer.interpreter_id].append(past)
    return found
