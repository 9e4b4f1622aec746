"""Choosing one of several repairs: sent in one transaction in which the others end, or all made anew."""

import uuid

from dispatch.domain.ids import RunId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import RunKind, RunState
from dispatch.service.plans import choices, runs, send
from dispatch.store.queries import plans as queries
from dispatch.store.tables import PlanRun, PlanSending
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say


def choose(uow: UnitOfWork, run_id: uuid.UUID, *, seen: str | None = None) -> PlanSending:
    """Send one repair; those beside it end in the same transaction.

    Every change is checked again as sends are: ChangesDoNotFit names what moved meanwhile, and nothing is
    sent then. Only people in the difference hear of it. `seen` is what the page showed (`parts.seen`).
    """
    uow.require(DispatchPermission.PLAN_SEND)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id)
    if run.state is RunState.DROPPED and any(
        each.state is RunState.SENT for each in choices.others(uow, run)
    ):
        raise Conflict(say("Another way of filling these gaps has been sent already."))
    return send.ask_to_send(uow, run.id, seen=seen)


def put_on_board(uow: UnitOfWork, run_id: uuid.UUID) -> PlanRun:
    """Show a repair as the draft of the board, to be looked at there; nobody is told.

    Conflict while somebody's open draft of these days is there: it would be out of sight.
    """
    uow.require(DispatchPermission.PLAN_RUN)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id)
    if run.state is not RunState.DONE:
        raise Conflict(say("This draft is out of date. Make a new one."))
    if queries.is_in_the_way(uow.db, run):
        raise Conflict(say("There is another draft for these days. Send or discard it first."))
    choices.put_on_board(uow, run)
    return run


def make_anew(uow: UnitOfWork, run_id: uuid.UUID) -> PlanRun:
    """Drop a repair with those beside it, and ask for one of the same days as they are now."""
    uow.require(DispatchPermission.PLAN_RUN)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id)
    if run.last_day < uow.today:
        raise Conflict(say("These days are past."))
    if run.state is RunState.DONE:
        runs.drop(uow, run.id)
        run.dropped_at = None
    first = max(run.first_day, uow.today)
    return runs.ask_for_plan(uow, first, run.last_day, run.limit_seconds, kind=RunKind.REPAIR)


def _get(uow: UnitOfWork, run_id: uuid.UUID) -> PlanRun:
    run = queries.find_run(uow.db, RunId(run_id), lock=True)
    if run is None or run.kind is not RunKind.REPAIR:
        raise NotFound
    return run
