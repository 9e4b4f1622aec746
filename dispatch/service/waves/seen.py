"""What pages show of waves: how they stand for each slot of a session, and what would happen if they began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from accounts.service import users
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.waves import LIVE_CASCADES, CascadeState, Wave, preview
from dispatch.service.waves import policies
from dispatch.store.queries import waves as queries
from dispatch.store.tables import Cascade, CounsellingSession, Offer, OfferPolicy
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText
from interpreters.domain.ids import InterpreterId


@dataclass(frozen=True, kw_only=True)
class SlotWaves:
    """The waves of one slot: its latest cascade and whom that asked, by wave; or what would be done."""

    slot_no: int
    cascade: Cascade | None
    sent: Sequence[tuple[int, Sequence[Offer]]] = ()
    # who is still asked and has been in the app since, where the offer stands first: when last
    in_app: Mapping[InterpreterId, datetime] = field(default_factory=dict[InterpreterId, datetime])

    @property
    def is_live(self) -> bool:
        """Whether waves go, or are paused."""
        return self.cascade is not None and self.cascade.state in LIVE_CASCADES

    @property
    def is_paused(self) -> bool:
        """Whether no wave goes before somebody resumes."""
        return self.cascade is not None and self.cascade.state is CascadeState.PAUSED

    @property
    def is_waited_for(self) -> bool:
        """Whether anybody may still answer."""
        return any(offer.state in OPEN_OFFERS for _, offers in self.sent for offer in offers)

    @property
    def last(self) -> Wave | None:
        """The wave that went last."""
        if self.cascade is None or self.cascade.step is None:
            return None
        return self.cascade.planned[self.cascade.step]


@dataclass(frozen=True, kw_only=True)
class SessionWaves:
    """The waves of a session, slot by slot, and those that would begin by the policy that holds for it."""

    slots: Sequence[SlotWaves]
    planned: Sequence[Wave]
    policy: OfferPolicy | None

    @property
    def preview(self) -> list[LazyText]:
        """What would be done, in words."""
        return preview(self.planned)


def of_session(uow: UnitOfWork, session: CounsellingSession) -> SessionWaves:
    """How the waves of a session stand."""
    uow.require(DispatchPermission.BOARD_READ)
    newest: dict[int, Cascade] = {}
    for cascade in queries.list_of_session(uow.db, session.id):
        newest.setdefault(cascade.slot_no, cascade)
    planned, policy = policies.waves_for(uow, session)
    return SessionWaves(
        slots=[_slot(uow, newest.get(n), n) for n in range(1, session.request.team + 1)],
        planned=planned,
        policy=policy,
    )


def _slot(uow: UnitOfWork, cascade: Cascade | None, slot_no: int) -> SlotWaves:
    if cascade is None:
        return SlotWaves(slot_no=slot_no, cascade=None)
    offers = queries.offers_of_cascade(uow.db, cascade.id)
    by_wave = [(n, tuple(some)) for n, some in groupby(offers, key=lambda offer: offer.wave)]
    return SlotWaves(
        slot_no=slot_no, cascade=cascade, sent=by_wave, in_app=_in_app_since(uow, offers)
    )


def _in_app_since(uow: UnitOfWork, offers: Sequence[Offer]) -> dict[InterpreterId, datetime]:
    """Opening a page changes nothing, so that somebody saw an offer is known from the last sign of life."""
    asked = {
        offer.interpreter.user_id: offer
        for offer in offers
        if offer.state in OPEN_OFFERS and offer.interpreter.user_id is not None
    }
    seen = users.last_seen(uow, list(asked))
    return {
        asked[user_id].interpreter_id: at
        for user_id, at in seen.items()
        if at >= asked[user_id].sent_at
    }
