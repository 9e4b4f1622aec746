"""All offers with how they stand, for coordinators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dispatch.domain.ids import OfferId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState
from dispatch.store.queries import calls as call_queries
from dispatch.store.queries import offers as queries
from dispatch.store.tables import Offer, OfferCall
from foundation.database.work import UnitOfWork
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach


@dataclass(frozen=True, kw_only=True)
class OfferFilters:
    """What the log is narrowed to; None and "" do not narrow."""

    state: OfferState | None = None
    interpreter: str = ""
    since: datetime | None = None
    # in another language, or by somebody one level lower, as the requester agreed
    downgraded: bool = False


@dataclass(frozen=True)
class Calling:
    """Who of those asked must be called, and the calls that were made."""

    called: Mapping[InterpreterId, CallReason]
    calls: Mapping[OfferId, Sequence[OfferCall]]


def calling_of(uow: UnitOfWork, offers: Sequence[Offer]) -> Calling:
    """What a page of the log says about telephone calls."""
    uow.require(DispatchPermission.BOARD_READ)
    called = reach.to_be_called(uow, {offer.interpreter_id for offer in offers})
    return Calling(called, call_queries.calls_of(uow.db, [offer.id for offer in offers]))


def log_query(uow: UnitOfWork, filters: OfferFilters) -> sa.Select[Offer]:
    """The offers, the newest first, to be read page by page."""
    uow.require(DispatchPermission.BOARD_READ)
    return queries.log_query(
        state=filters.state,
        interpreter=filters.interpreter,
        since=filters.since,
        downgraded=filters.downgraded,
    )
