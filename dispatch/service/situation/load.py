"""How much everybody served over the last days that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from dispatch.domain.fit import start_with_median
from dispatch.domain.settings import DispatchSettings
from dispatch.store.queries import plans as queries
from dispatch.store.tables import Interpreter
from foundation.database.work import UnitOfWork
from foundation.times.zones import day_span
from interpreters.domain.ids import InterpreterId

NOTHING_SERVED: Mapping[InterpreterId, int] = MappingProxyType({})


def served_by_all(
    uow: UnitOfWork, rows: Sequence[Interpreter], until: datetime
) -> Mapping[InterpreterId, int]:
    """Session minutes over the last days that count; newcomers stand at the median at least."""
    since = until - timedelta(days=uow.settings.of(DispatchSettings).load_window_days)
    minutes = dict.fromkeys((row.id for row in rows), 0)
    for who, starts_at, ends_at in queries.served_spans(uow.db, since, until):
        if who in minutes:
            minutes[who] += int((ends_at - starts_at).total_seconds() // 60)
    new_since = uow.today - timedelta(days=uow.settings.of(DispatchSettings).load_window_days)
    return start_with_median(minutes, {row.id for row in rows if row.joined_on > new_since})


def served_by(
    uow: UnitOfWork, rows: Sequence[Interpreter], until: datetime
) -> Mapping[InterpreterId, int]:
    """The same for some people only, the median being that of the whole roster."""
    days = timedelta(days=uow.settings.of(DispatchSettings).load_window_days)
    since, new_since = until - days, uow.today - days
    minutes = dict.fromkeys((row.id for row in rows), 0)
    minutes |= queries.served_by(uow.db, list(minutes), since, until)
    newcomers = [row.id for row in rows if row.joined_on > new_since]
    if newcomers:
        median = queries.median_served(uow.db, since, until, new_since)
        minutes |= {who: max(median, minutes[who]) for who in newcomers}
    return minutes


@dataclass(frozen=True)
class LoadSeen:
    """What somebody served over the last days that count, beside the median of everybody active."""

    days: int
    minutes: int
    median: int


def load_of(uow: UnitOfWork, who: InterpreterId) -> LoadSeen:
    """As a plan that begins today would reckon, but without lifting newcomers to the median."""
    days = uow.settings.of(DispatchSettings).load_window_days
    until = day_span(uow.today, uow.settings.zone).start
    since = until - timedelta(days=days)
    minutes = queries.served_by(uow.db, [who], since, until).get(who, 0)
    median = queries.median_served(uow.db, since, until, uow.today - timedelta(days=days))
    return LoadSeen(days, minutes, median)
