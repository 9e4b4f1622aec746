"""Repairs that nobody had to ask for: whoever was lost is replaced in a draft, for a person to review."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunKind, RunState
from dispatch.service.plans import runs
from dispatch.store.queries import plan_repairs as queries
from dispatch.store.tables import PlanRun
from foundation.database.work import UnitOfWork
from foundation.times.zones import monday_of

# A repair overtaken by the situation is made again by itself so often within so long; then a person looks.
MOST_AGAIN = 3
AGAIN_WITHIN = timedelta(hours=1)


def queue_repairs(uow: UnitOfWork, days: Collection[date]) -> list[PlanRun]:
    """Queue a repair of some days, one for each calendar week; a run that still waits is enough.

    A consequence and nobody's act, so it asks for no permission.
    """
    queries.lock_queue(uow.db)
    ahead = [day for day in days if day >= uow.today]
    return [_repair_of(uow, found) for found in _by_week(ahead)]


def _by_week(days: Iterable[date]) -> list[list[date]]:
    weeks: dict[date, list[date]] = defaultdict(list)
    for day in sorted(set(days)):
        weeks[monday_of(day)].append(day)
    return list(weeks.values())


def _repair_of(uow: UnitOfWork, days: Sequence[date]) -> PlanRun:
    """The run that will fill the gaps of these days of one week: one that waits, or a new one.

    What has not begun reads the situation as it will be then. A waiting repair of the same week takes
    on more days.
    """
    first, last = days[0], days[-1]
    monday = monday_of(first)
    for run in queries.queued_over(uow.db, monday, monday + timedelta(days=6)):
        if run.first_day <= first and last <= run.last_day:
            return run
        if run.kind is RunKind.REPAIR and monday_of(run.first_day) == monday:
            run.first_day, run.last_day = min(run.first_day, first), max(run.last_day, last)
            return run
    run = PlanRun(
        first_day=first,
        last_day=last,
        state=RunState.QUEUED,
        kind=RunKind.REPAIR,
        requested_by=None,
        created_at=uow.now,
        limit_seconds=uow.settings.of(DispatchSettings).plan_seconds,
    )
    runs.put(uow, run)
    return run


def repair_again(uow: UnitOfWork, run: PlanRun) -> None:
    """Queue a repair anew that the situation has overtaken, unless that happens again and again."""
    since = uow.now - AGAIN_WITHIN
    if queries.count_stale(uow.db, run.first_day, run.last_day, since) <= MOST_AGAIN:
        queue_repairs(uow, [run.first_day, run.last_day])


def is_automatic(run: PlanRun) -> bool:
    """Whether it was queued as a consequence, and not asked for by a person."""
    return run.kind is RunKind.REPAIR and run.requested_by is None


def repairs_to_review(uow: UnitOfWork) -> Sequence[PlanRun]:
    """Repairs of today and later that wait for a coordinator to send or drop them."""
    uow.require(DispatchPermission.BOARD_READ)
    return queries.ready_repairs(uow.db, uow.today)
