"""All offers with how they stand, for coordinators."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState
from dispatch.store.queries import offers as queries
from dispatch.store.tables import Offer
from foundation.database.work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class OfferFilters:
    """What the log is narrowed to; None and "" do not narrow."""

    state: OfferState | None = None
    interpreter: str = ""
    since: datetime | None = None


def log_query(uow: UnitOfWork, filters: OfferFilters) -> sa.Select[Offer]:
    """The offers, the newest first, to be read page by page."""
    uow.require(DispatchPermission.BOARD_READ)
    return queries.log_query(
        state=filters.state, interpreter=filters.interpreter, since=filters.since
    )
