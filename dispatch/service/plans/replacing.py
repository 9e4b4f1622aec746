"""What becomes of older drafts when a new one of the same days is ready."""

from dispatch.domain.states import RunKind, RunState
from dispatch.service.plans.parts import is_change
from dispatch.service.plans.recount import recount
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import plans as queries
from dispatch.store.tables import PlanRun
from foundation.database.work import UnitOfWork


def replace_older(uow: UnitOfWork, run: PlanRun) -> None:
    """Drop the drafts that this one replaces wholly; one of more days keeps its other days.

    A repair replaces nothing that somebody made or asked for: it waits beside it.
    """
    for other in queries.ready_over(uow.db, run.first_day, run.last_day):
        if other.id == run.id or (other.group_id is not None and other.group_id == run.id):
            continue
        if _stays_beside(run, other):
            run.is_beside = True
            continue
        within = run.first_day <= other.first_day and other.last_day <= run.last_day
        if within or other.state is not RunState.DONE or other.is_beside:
            other.state = RunState.DROPPED
            uow.record("plan.replaced", subject=other.id, by=run.id)
        else:
            _leave_days_out(uow, other, run)


def _stays_beside(run: PlanRun, other: PlanRun) -> bool:
    """Whether a draft that was there before is somebody's, and the new one a repair that must not replace it."""
    is_open = other.state is RunState.DONE and not other.is_beside
    is_somebodys = other.kind is RunKind.PLAN or other.requested_by not in {None, run.requested_by}
    return run.kind is RunKind.REPAIR and is_open and is_somebodys


def _leave_days_out(uow: UnitOfWork, run: PlanRun, newer: PlanRun) -> None:
    """Leave the days of a newer draft out of one of more days, whose rest a person may still send."""
    drafts = queries.drafts_of(uow.db, run.id)
    for draft in drafts:
        is_waiting = is_change(draft) and draft.sending_id is None
        if is_waiting and newer.first_day <= draft.session.day <= newer.last_day:
            draft.left_out = True
    uow.record("plan.replaced_in_part", subject=run.id, by=newer.id)
    uow.db.flush()
    recount(run, read_situation(uow, run.first_day, run.last_day), drafts)
