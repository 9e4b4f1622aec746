"""What a repair that was sent leaves unfilled, handed to offers in waves with one click."""

import uuid
from datetime import timedelta

from dispatch.domain.events import Slot
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import RunKind, RunState
from dispatch.service.waves import cascades
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import plan_repairs
from dispatch.store.tables import PlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound


def rest_of(uow: UnitOfWork, run: PlanRun) -> list[Slot]:
    """The slots that a repair found nobody for and for which nobody is asked now; none before it is sent."""
    uow.require(DispatchPermission.BOARD_READ)
    if run.kind is not RunKind.REPAIR or run.state is not RunState.SENT or not run.causes:
        return []
    first = max(run.first_day, uow.today)
    days = [first + timedelta(days=n) for n in range((run.last_day - first).days + 1)]
    open_now = (slot for day in days for slot in cascades.open_slots(uow, day))
    return [slot for slot in open_now if str(slot[0]) in run.causes]


def sent_beside(uow: UnitOfWork, run: PlanRun) -> PlanRun | None:
    """Of the repairs that one could choose from the one that was sent."""
    uow.require(DispatchPermission.BOARD_READ)
    listed = plan_repairs.choices_seen(uow.db, run)
    return next((each for each in listed if each.state is RunState.SENT), None)


def ask_in_waves(uow: UnitOfWork, run_id: uuid.UUID) -> int:
    """Ask in waves for whatever a repair left, by the office's policies; for how many slots."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    run = board_queries.find_run(uow.db, run_id)
    if run is None:
        raise NotFound
    slots = rest_of(uow, run)
    for session_id, slot_no in slots:
        cascades.start(uow, session_id, slot_no)
    return len(slots)
