"""Asking for a plan of some days, watching it, and what may be done with the draft."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from accounts.domain.ids import UserId
from dispatch.domain.ids import RunId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import EngineEnd, RunKind, RunState
from dispatch.service.plans import choices
from dispatch.service.plans.parts import is_change
from dispatch.service.plans.recount import recount
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import plans as queries
from dispatch.store.queries import sendings as sending_queries
from dispatch.store.tables import DraftAssignment, PlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Gone, NotFound, Problems, refuse
from foundation.text.message import say
from scheduling.service import sessions

RUN_PLAN = "dispatch.run_plan"
VALUE_PLAN = "dispatch.value_plan"
MOST_DAYS = 31
MOST_SECONDS = 3600
# A run that has not ended so long after its limit was left behind by a dead job.
FORGOTTEN_AFTER = timedelta(minutes=10)


def ask_for_plan(
    uow: UnitOfWork,
    first_day: date,
    last_day: date,
    limit_seconds: int | None = None,
    *,
    kind: RunKind = RunKind.PLAN,
) -> PlanRun:
    """Ask for a draft of the days from `first_day` to `last_day`; a job makes it.

    A repair keeps whoever has been asked or confirmed and moves as few of them as can be.
    Refused, naming the field, for days that are over, too many, or without a session to plan;
    Conflict while another draft for any of these days is being made.
    """
    uow.require(DispatchPermission.PLAN_RUN)
    seconds = (
        uow.settings.of(DispatchSettings).plan_seconds if limit_seconds is None else limit_seconds
    )
    _check_days(uow, first_day, last_day, seconds)
    queries.lock_publishing(uow.db)
    _refuse_while_running(uow, first_day, last_day)
    user = uow.actor.user_id
    run = PlanRun(
        first_day=first_day,
        last_day=last_day,
        state=RunState.QUEUED,
        kind=kind,
        requested_by=None if user is None else UserId(user),
        created_at=uow.now,
        limit_seconds=seconds,
    )
    put(uow, run)
    return run


def put(uow: UnitOfWork, run: PlanRun) -> None:
    """Put a new run into the queue of background work."""
    uow.db.add(run)
    uow.db.flush()
    uow.enqueue(RUN_PLAN, run_id=run.id, dedupe_key=f"plan:{run.id}")
    facts = {"kind": run.kind, "first_day": run.first_day, "last_day": run.last_day}
    uow.record("plan.asked", subject=run.id, **facts)


def _check_days(uow: UnitOfWork, first_day: date, last_day: date, seconds: int) -> None:
    problems = Problems()
    if first_day < uow.today:
        problems.add("first_day", say("%(day)s is past.", day=first_day))
    if last_day < first_day:
        problems.add("last_day", say("The last day comes before the first day."))
    elif (last_day - first_day).days >= MOST_DAYS:
        problems.add("last_day", say("Plan at most %(n)s days at a time.", n=MOST_DAYS))
    if not 1 <= seconds <= MOST_SECONDS:
        problems.add("limit_seconds", say("Enter between 1 and %(n)s seconds.", n=MOST_SECONDS))
    problems.check()
    listed = sessions.list_sessions(uow, first_day, last_day)
    if any(session.latest_start_at > uow.now for session in listed):
        return
    if first_day == last_day:
        raise refuse("first_day", say("There is no session to plan on %(day)s.", day=first_day))
    raise refuse(
        "first_day",
        say(
            "There is no session to plan between %(first)s and %(last)s.",
            first=first_day,
            last=last_day,
        ),
    )


def _refuse_while_running(uow: UnitOfWork, first_day: date, last_day: date) -> None:
    for run in queries.running_over(uow.db, first_day, last_day):
        age = uow.now - run.created_at - timedelta(seconds=run.limit_seconds)
        if age < FORGOTTEN_AFTER:
            raise Conflict(say("A draft for these days is being made already."))
        fail(uow, run, "the job that made it has ended")


def fail(uow: UnitOfWork, run: PlanRun, error: str) -> None:
    """Give a run up, keeping why."""
    run.state, run.finished_at, run.error = RunState.FAILED, uow.now, error[:500]
    uow.record("plan.failed", subject=run.id)


def cut_short(run: PlanRun) -> EngineEnd | None:
    """How the engine ended that did not search to the end; None for one that did."""
    kept = run.progress.get("cut_short")
    # Runs of old only say that it was so.
    return EngineEnd.CRASHED if kept is True else EngineEnd(kept) if kept else None


def get_run(uow: UnitOfWork, run_id: uuid.UUID) -> PlanRun:
    """One run."""
    uow.require(DispatchPermission.BOARD_READ)
    return _get(uow, run_id)


def list_drafts(uow: UnitOfWork, run_id: uuid.UUID) -> Sequence[DraftAssignment]:
    """The slots as a run would have them, in order of time, with sessions and people."""
    uow.require(DispatchPermission.BOARD_READ)
    return queries.drafts_of(uow.db, _get(uow, run_id).id)


def count_sessions(uow: UnitOfWork, run: PlanRun) -> int:
    """How many sessions a run was about: those it fills, and those it cannot."""
    uow.require(DispatchPermission.BOARD_READ)
    drafts = queries.drafts_of(uow.db, run.id)
    filled = {str(draft.session_id) for draft in drafts if draft.interpreter_id is not None}
    return len(filled | set(run.causes))


def _get(uow: UnitOfWork, run_id: uuid.UUID, *, lock: bool = False) -> PlanRun:
    found = queries.find_run(uow.db, RunId(run_id), lock=lock)
    if found is None:
        raise NotFound
    return found


def stop_early(uow: UnitOfWork, run_id: uuid.UUID) -> None:
    """Let the engine hand in the best plan it has; nothing to do once it has ended."""
    uow.require(DispatchPermission.PLAN_RUN)
    run = _get(uow, run_id, lock=True)
    if run.state in queries.RUNNING and not run.stop_asked:
        run.stop_asked = True
        uow.record("plan.stop_asked", subject=run.id)


def drop(uow: UnitOfWork, run_id: uuid.UUID) -> None:
    """Throw a draft away, ready or not; what was sent stays. It can be fetched back for a while."""
    uow.require(DispatchPermission.PLAN_RUN)
    run = _get(uow, run_id, lock=True)
    if run.state is RunState.SENT:
        raise Conflict(say("This draft has been sent already."))
    refuse_while_sent(uow, run)
    if run.state is not RunState.DROPPED:
        # Of one that was not ready there is nothing to fetch back.
        run.dropped_at = uow.now if run.state is RunState.DONE else None
        choices.drop_others(uow, run)
        run.state, run.stop_asked = RunState.DROPPED, True
        uow.record("plan.dropped", subject=run.id)


def may_fetch_back_until(uow: UnitOfWork, run: PlanRun) -> datetime | None:
    """Until when a dropped draft can be had again; None when it can not (any more)."""
    if run.state is not RunState.DROPPED or run.dropped_at is None:
        return None
    until = run.dropped_at + timedelta(minutes=uow.settings.of(DispatchSettings).offer_undo_minutes)
    return until if uow.now <= until else None


def fetch_back(uow: UnitOfWork, run_id: uuid.UUID) -> None:
    """Have a dropped draft again; Conflict while another one of these days waits, Gone when it is too late."""
    uow.require(DispatchPermission.PLAN_RUN)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id, lock=True)
    if run.state is RunState.DONE:
        return
    if may_fetch_back_until(uow, run) is None:
        raise Gone(say("This draft can no longer be restored. Make a new one."))
    if queries.is_in_the_way(uow.db, run):
        raise Conflict(say("There is another draft for these days. Send or discard it first."))
    run.state, run.stop_asked, run.dropped_at = RunState.DONE, False, None
    choices.open_again(uow, run)
    uow.record("plan.fetched_back", subject=run.id)


def leave_out(uow: UnitOfWork, draft_id: uuid.UUID, *, left_out: bool = True) -> DraftAssignment:
    """Leave one change out of a draft, or take it in again."""
    uow.require(DispatchPermission.PLAN_RUN)
    draft = queries.find_draft(uow.db, draft_id)
    if draft is None:
        raise NotFound
    leave_out_several(uow, draft.run_id, [draft_id], left_out=left_out)
    return draft


def leave_out_several(
    uow: UnitOfWork, run_id: uuid.UUID, draft_ids: Collection[uuid.UUID], *, left_out: bool = True
) -> int:
    """Leave changes out of a draft, or take them in again; how many. What it comes to is counted anew."""
    uow.require(DispatchPermission.PLAN_RUN)
    run = _get(uow, run_id, lock=True)
    if run.state is not RunState.DONE:
        raise Conflict(say("This draft can no longer be changed."))
    refuse_while_sent(uow, run)
    drafts = queries.drafts_of(uow.db, run.id)
    chosen = [
        d for d in drafts if d.id in draft_ids and is_change(d) and d.left_out is not left_out
    ]
    name = "plan.change_left_out" if left_out else "plan.change_taken_in"
    for draft in chosen:
        draft.left_out = left_out
    uow.record_many(name, ((run.id, {"session": d.session_id, "slot": d.slot_no}) for d in chosen))
    if chosen:
        uow.db.flush()
        recount(run, read_situation(uow, run.first_day, run.last_day), drafts)
    return len(chosen)


def refuse_while_sent(uow: UnitOfWork, run: PlanRun) -> None:
    """Raise Conflict while a sending of the draft waits for its job."""
    if sending_queries.under_way(uow.db, run.id) is not None:
        raise Conflict(say("This draft is being sent. Stop the sending first, or wait a moment."))
