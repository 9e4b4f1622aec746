"""Repairs to choose from: written side by side, one of them on the board, all of them over once one is sent."""

import uuid
from collections.abc import Sequence

from dispatch.domain.ids import RunId
from dispatch.domain.states import RunKind, RunState
from dispatch.store.queries import plans as queries
from dispatch.store.tables import PlanRun
from foundation.database.work import UnitOfWork


def another(uow: UnitOfWork, first: PlanRun, rank: int) -> PlanRun:
    """One more repair of the same days beside the first, whose draft is still to be written."""
    first.group_id, first.rank = first.id, 1
    made = PlanRun(
        id=RunId(uuid.uuid4()),
        first_day=first.first_day,
        last_day=first.last_day,
        state=RunState.DONE,
        kind=RunKind.REPAIR,
        requested_by=first.requested_by,
        created_at=first.created_at,
        started_at=first.started_at,
        finished_at=uow.now,
        limit_seconds=first.limit_seconds,
        group_id=first.id,
        rank=rank,
        is_beside=True,
    )
    uow.db.add(made)
    uow.db.flush()
    return made


def others(uow: UnitOfWork, run: PlanRun) -> Sequence[PlanRun]:
    """The repairs that stand beside one, locked."""
    if run.group_id is None:
        return ()
    return [each for each in queries.choices_of(uow.db, run.group_id) if each.id != run.id]


def drop_others(uow: UnitOfWork, run: PlanRun) -> None:
    """One is enough: those beside it are over."""
    for each in others(uow, run):
        if each.state is RunState.DONE:
            each.state = RunState.DROPPED
            uow.record("plan.not_chosen", subject=each.id, by=run.id)


def open_again(uow: UnitOfWork, run: PlanRun) -> None:
    """A repair waits for its choice again: so do those beside it."""
    for each in others(uow, run):
        if each.state is RunState.DROPPED:
            each.state, each.is_beside = RunState.DONE, True


def put_on_board(uow: UnitOfWork, run: PlanRun) -> None:
    """The board shows this one as its draft, and those beside it no more."""
    for each in others(uow, run):
        each.is_beside = True
    run.is_beside = False
    uow.record("plan.put_on_board", subject=run.id)
