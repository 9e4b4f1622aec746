"""Making a plan: read, close, solve, check against a fresh situation, and write briefly."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.exc import OperationalError

from dispatch.domain.ids import RunId
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import EngineEnd, RunKind, RunState
from dispatch.service import desk_notices
from dispatch.service.engine import solving
from dispatch.service.engine.contradictions import as_kept, contradictions
from dispatch.service.engine.snapshot import FIXED, Snapshot, take_snapshot
from dispatch.service.plans import automatic_repair, choices, replacing, runs
from dispatch.service.plans.drafts import Drafting
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import plan_object, problem_text
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.store.queries import plans as queries
from dispatch.store.queries.repairs import people_freed_late
from dispatch.store.tables import PlanRun
from foundation.database.footprint import Footprint, footprint_of, is_unchanged, overheard
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.logs import kind_of
from foundation.security.permissions import Actor, the_system
from foundation.times.clock import monotonic
from interpreters.domain.ids import InterpreterId

# How often a running plan looks whether it was told to stop.
LOOK_EVERY_SECONDS = 1.0


def run_plan(office: Office, run_id: str, *, watch: solving.Watch | None = None) -> None:
    """Make the plan of a run. Safe to repeat: one that has ended stays as it is.

    Nothing is locked while the engine works. What it found is checked against the situation as it is
    then; if that has moved on, the plan is kept and marked stale, and no draft is made of it.
    """
    work = _Work(office, RunId(uuid.UUID(run_id)), the_system("planning"))
    if not work.start():
        return
    try:
        snapshot = work.read()
        work.keep_problem(snapshot)
        limits = Limits(work.seconds, workers=office.settings.of(DispatchSettings).plan_workers)
        own = watch or solving.Watch()
        told = replace(
            own,
            on_progress=work.keep_progress,
            should_stop=lambda: own.should_stop() or work.is_told_to_stop(),
            on_cut_short=work.note_cut_short,
        )
        found = work.solve(snapshot.problem, limits, told)
        work.finish(snapshot, found)
    except solving.PinsContradict as error:
        work.fail(str(error), contradictions=as_kept(error.conflicts))
    except solving.EngineFailed as error:
        work.fail(str(error))
    except OperationalError:
        # Busy or out of reach: the job is tried again.
        raise
    except Exception as error:
        # A mistake of ours comes again each time: nobody waits for this draft, and the job keeps where it was.
        work.fail(kind_of(error))
        raise


@dataclass(frozen=True)
class _Found:
    """What the engine came back with, and how the bar tells it."""

    plan: Plan
    progress: Mapping[str, Any]
    # further repairs that change more, in this order
    larger: tuple["_Found", ...] = ()


_Drafted = tuple[_Found, Drafting]


@dataclass
class _Work:
    """One run in the making."""

    office: Office
    run_id: RunId
    actor: Actor
    first_day: date = date.min
    last_day: date = date.min
    seconds: int = 0
    kind: RunKind = RunKind.PLAN
    looked_at: float = float("-inf")
    is_stopped: bool = False
    cut_short: EngineEnd | None = None
    footprint: Footprint | None = None

    def start(self) -> bool:
        """Take the run up, also after a worker that died over it; False when it has ended."""
        with begin(self.office, self.actor) as uow:
            run = self._lock(uow)
            if run is None or run.state not in queries.RUNNING:
                return False
            run.state = RunState.SOLVING
            run.started_at = run.started_at or uow.now
            self.seconds, self.kind = run.limit_seconds, run.kind
            self.first_day, self.last_day = run.first_day, run.last_day
            return True

    def _lock(self, uow: UnitOfWork) -> PlanRun | None:
        return queries.find_run(uow.db, self.run_id, lock=True)

    def read(self) -> Snapshot:
        """The situation as it is, as a problem."""
        let_down: Collection[InterpreterId] = ()
        with reading(self.office, self.actor, still=True) as uow:
            with overheard(uow.db) as questions:
                situation = read_situation(uow, self.first_day, self.last_day)
            self.footprint = footprint_of(uow.db, questions)
            if self.kind is RunKind.REPAIR:
                let_down = people_freed_late(uow.db, self.first_day, self.last_day, uow.now)
        stand = self.kind is RunKind.PLAN
        return take_snapshot(situation, questions_stand=stand, let_down=let_down)

    def _read_again(self, snapshot: Snapshot) -> Snapshot:
        """The situation as it is by now: the same snapshot while nothing has changed that it was read from."""
        assert self.footprint is not None
        with reading(self.office, self.actor) as uow:
            is_same = snapshot.situation.is_same_at(uow.now)
            if is_same and is_unchanged(uow.db, self.footprint):
                return snapshot
        return self.read()

    def keep_problem(self, snapshot: Snapshot) -> None:
        """Keep the problem, so that the run can be replayed."""
        kept = json.loads(problem_text(snapshot.problem))
        with begin(self.office, self.actor) as uow:
            run = self._lock(uow)
            if run is not None:
                run.problem = kept

    def solve(self, problem: Problem, limits: Limits, watch: solving.Watch) -> _Found:
        """Ask the engine for a plan, or for a repair."""
        if self.kind is RunKind.REPAIR:
            return _repairs_found(solving.repair(problem, limits, watch))
        plan = solving.solve(problem, limits, watch)
        return _Found(plan, _ended(plan))

    def keep_progress(self, progress: Progress) -> None:
        """Show how far the engine has come."""
        with begin(self.office, self.actor) as uow:
            run = self._lock(uow)
            if run is not None:
                run.progress = solving.progress_as_json(progress)

    def is_told_to_stop(self) -> bool:
        """Whether a person wants the plan as it is, or not at all; asked of the database at times."""
        if monotonic() - self.looked_at >= LOOK_EVERY_SECONDS:
            self.looked_at = monotonic()
            with reading(self.office, self.actor) as uow:
                run = queries.find_run(uow.db, self.run_id)
                self.is_stopped = run is None or run.stop_asked
        return self.is_stopped

    def note_cut_short(self, end: EngineEnd) -> None:
        """The engine has died: its plan is told as one that was not searched for to the end."""
        self.cut_short = end

    def fail(self, error: str, **facts: Any) -> None:
        """Keep why there is no plan, with facts for whoever reads it."""
        with begin(self.office, self.actor) as uow:
            run = self._lock(uow)
            if run is not None and run.state is RunState.SOLVING:
                run.progress = {**run.progress, **facts}
                runs.fail(uow, run, error)

    def finish(self, snapshot: Snapshot, found: _Found) -> None:
        """Write the draft, or mark the run stale; another worker may have been faster."""
        fresh = self._read_again(snapshot)
        everything = (found, *found.larger)
        moved = any(has_moved_on(snapshot, fresh, each.plan) for each in everything)
        drafted = [] if moved else [(each, Drafting(fresh, each.plan)) for each in everything]
        left_alone = as_kept(contradictions(fresh.situation))
        with begin(self.office, self.actor) as uow:
            run = self._lock(uow)
            if run is None or run.state is not RunState.SOLVING:
                return
            run.finished_at, run.plan = uow.now, plan_object(found.plan)
            run.progress = {**run.progress, **found.progress}
            if left_alone:
                run.progress["contradictions"] = left_alone
            if self.cut_short is not None:
                run.progress["cut_short"] = self.cut_short
            queries.remove_drafts(uow.db, run.id)
            if moved:
                self._go_stale(uow, run)
            elif run.kind is RunKind.REPAIR:
                self._keep_repairs(uow, run, drafted)
            else:
                self._keep(uow, run, drafted)

    def _keep_repairs(self, uow: UnitOfWork, run: PlanRun, drafted: Sequence[_Drafted]) -> None:
        """Keep those that change anything, to be chosen from."""
        useful = [each for each in drafted if each[1].has_changes()]
        if useful:
            self._keep(uow, run, useful)
            return
        # It has nothing to offer: leave what waits alone, and tell who asked for it in one line.
        drafted[-1][1].write(uow, run)
        run.state = RunState.DROPPED
        run.found_nothing = not automatic_repair.is_automatic(run)
        uow.record("plan.nothing_to_repair", subject=run.id)

    def _keep(self, uow: UnitOfWork, run: PlanRun, drafted: Sequence[_Drafted]) -> None:
        """Write the draft; further repairs are runs of their own beside it."""
        common = run.progress
        for rank, (found, drafting) in enumerate(drafted, start=1):
            of = run if rank == 1 else choices.another(uow, run, rank)
            of.problem, of.plan = run.problem, plan_object(found.plan)
            of.progress = {**common, **found.progress}
            drafting.write(uow, of)
        replacing.replace_older(uow, run)
        run.state = RunState.DONE
        plan = drafted[0][0].plan
        facts = {"cost": plan.cost, "bound": plan.bound, "ways": len(drafted)}
        uow.record("plan.drafted", subject=run.id, **facts)
        if automatic_repair.is_automatic(run):
            desk_notices.tell_desk_of_repair(uow, run)
        if run.kind is RunKind.PLAN and run.causes:
            uow.enqueue(runs.VALUE_PLAN, run_id=run.id, dedupe_key=f"worth:{run.id}")

    def _go_stale(self, uow: UnitOfWork, run: PlanRun) -> None:
        """Nobody waits for a repair that no one asked for: it is made again at once."""
        run.state = RunState.STALE
        uow.record("plan.went_stale", subject=run.id)
        if automatic_repair.is_automatic(run):
            automatic_repair.repair_again(uow, run)


def _repairs_found(repaired: solving.RepairedPlan) -> _Found:
    """The repair with the fewest changes, the others after it: each says how few it must make."""
    plans = [*repaired.smaller, repaired]
    first, *rest = [
        _Found(
            each.plan,
            {
                **_ended(each.plan),
                "broken": each.changes,
                "fewest": each.changes if each is not repaired else each.fewest,
            },
        )
        for each in plans
    ]
    return replace(first, larger=tuple(rest))


def _ended(plan: Plan) -> dict[str, float | None]:
    last = Progress(plan.cost, plan.bound, len(plan.unfilled), plan.seconds)
    return solving.progress_as_json(last)


def has_moved_on(snapshot: Snapshot, fresh: Snapshot, plan: Plan) -> bool:
    """Whether the plan no longer fits the situation: a rule would break, or a promise has changed."""
    decided = tuple(a for a in plan.assignments if not a.session.startswith(FIXED))
    fixed = tuple(
        Assignment(s.id, s.pinned[0].interpreter, s.earliest_start)
        for s in fresh.problem.sessions
        if s.id.startswith(FIXED)
    )
    if judge(fresh.problem, decided + fixed).violations:
        return True
    before = {s.id: (s.held_by, s.pinned) for s in snapshot.problem.sessions}
    return any(
        before[s.id] != (s.held_by, s.pinned) for s in fresh.problem.sessions if s.id in before
    )
