"""The engine in its own process: started, listened to, stopped, and killed when it hangs."""

import queue
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog

from dispatch.domain.states import EngineEnd
from dispatch.service.engine import child, counted
from dispatch.service.engine.child import ENGINE, Child
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import BadFile
from dispatch.solver.problem.pins import PinConflict, pin_conflicts
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.process.protocol import (
    ErrorEvent,
    PlanEvent,
    PlanQuestion,
    ProgressEvent,
    RepairQuestion,
    SessionQuestion,
    TranslationEvent,
    ValueEvent,
    ValueQuestion,
    event_from_line,
)
from foundation.logs import kind_of
from foundation.times.clock import monotonic

# After its limit the engine gets this long to hand in its plan; then it is killed.
GRACE_SECONDS = 10.0
# An engine on a crowded machine may need this many times longer for its first plan.
FIRST_PLAN_GRACES = 3
# After being asked to stop, this long.
STOP_SECONDS = 5.0
LISTEN_SECONDS = 0.2
# What more people would be worth is asked when the plan is there already.
VALUE_SECONDS = 40.0
# Signals by which a machine ends a process that asks for too much.
FROM_OUTSIDE = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGXCPU})

log = structlog.get_logger()


def is_open(cost: int, bound: int) -> bool:
    """Whether nothing is proven about a plan yet."""
    return bound == 0 and cost > 0


def progress_as_json(progress: Progress) -> dict[str, Any]:
    """How a run keeps it; without a bound nobody knows how good the plan is."""
    best, bound = progress.best, progress.bound
    return {
        "best": best,
        "bound": bound,
        "gap": None if is_open(best, bound) else round(progress.gap, 6),
        "unfilled": progress.unfilled,
        "elapsed": round(progress.elapsed, 1),
    }


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What happens while the engine works, and how patient we are."""

    on_progress: Callable[[Progress], None] = lambda _progress: None
    should_stop: Callable[[], bool] = lambda: False
    # Not to wait any longer, not even for the plan that a stopped engine hands in.
    should_leave: Callable[[], bool] = lambda: False
    # The engine ended before its search had: what there is, is only the best it had said.
    on_cut_short: Callable[[EngineEnd], None] = lambda _end: None
    grace_seconds: float = GRACE_SECONDS
    engine: Sequence[str] = ENGINE


class EngineFailed(Exception):
    """The engine ended without any plan and none could be made without it."""


class PinsContradict(Exception):
    """No plan is lawful: `conflicts` names the pins that contradict each other, and why."""

    def __init__(self, conflicts: Sequence[PinConflict]) -> None:
        super().__init__("; ".join(conflict.line() for conflict in conflicts))
        self.conflicts = conflicts


@dataclass(frozen=True)
class RepairedPlan:
    """A plan with few changes to what was assigned: how many it makes, and how few must be made.

    `fewest` is None when the search was ended before that was known. `smaller` are repairs with fewer
    changes that serve less, the fewest changes first.
    """

    plan: Plan
    changes: int
    fewest: int | None
    smaller: tuple["RepairedPlan", ...] = ()


def solve(
    problem: Problem,
    limits: Limits,
    watch: Watch | None = None,
    *,
    previous: Plan | None = None,
) -> Plan:
    """The best plan that the engine handed in before it ended, was stopped, or was killed.

    Its first plan comes at once, begins with what is still lawful of `previous`, and is only improved.
    If the process dies before that one, the same first plan is made here: there is always a plan, unless
    PinsContradict.
    """
    _refuse_impossible_pins(problem)
    question = PlanQuestion(problem, previous)
    return _plan(question, _ask(question, limits, watch or Watch()))


def repair(
    problem: Problem,
    limits: Limits,
    watch: Watch | None = None,
    *,
    previous: Plan | None = None,
) -> RepairedPlan:
    """As much served as possible with the fewest changes to `previous`, else to who has what now.

    There is always a plan, unless PinsContradict. Those that change less stand beside it.
    """
    _refuse_impossible_pins(problem)
    question = RepairQuestion(problem, previous or assigned_now(problem), several=True)
    answer = _ask(question, limits, watch or Watch())
    plan = _plan(question, answer)
    smaller = tuple(_repaired(problem, each, None) for each in answer.smaller)
    return replace(_repaired(problem, plan, answer.fewest), smaller=smaller)


def _repaired(problem: Problem, plan: Plan, fewest: int | None) -> RepairedPlan:
    return RepairedPlan(plan, judge(problem, plan.assignments).changes, fewest)


def _refuse_impossible_pins(problem: Problem) -> None:
    conflicts = pin_conflicts(problem)
    if conflicts:
        raise PinsContradict(conflicts)


def assigned_now(problem: Problem) -> Plan:
    """Who has which session now, as a plan."""
    both = ((s, one) for s in problem.sessions for one in s.held_by)
    held = (Assignment(s.id, one.interpreter, s.earliest_start, one.way) for s, one in both)
    return judge(problem, tuple(held)).plan()


def values(
    problem: Problem,
    plan: Plan,
    could_serve: Mapping[str, frozenset[tuple[str, str]]],
    watch: Watch | None = None,
) -> tuple[int, ...]:
    """What each of some people, who serve nothing yet, would save; as many as there was time for.

    `could_serve` names interpreters with what each could serve: sessions by id and way.
    """
    question = ValueQuestion(problem, plan, could_serve)
    return _ask(question, Limits(VALUE_SECONDS), watch or Watch()).values


@dataclass
class _Answer:
    """What the engine has said so far; `error` is why it ended without a plan."""

    best: Plan | None = None
    fewest: int | None = None
    smaller: tuple[Plan, ...] = ()
    values: tuple[int, ...] = ()
    error: str = ""
    is_wished: bool = False


def _ask(question: SessionQuestion, limits: Limits, watch: Watch) -> _Answer:
    if counted.is_counted():
        if isinstance(question, ValueQuestion):
            return _Answer()
        found = counted.answer(question, limits, watch.on_progress)
        return _Answer(best=found.plan, fewest=found.fewest, smaller=found.smaller)
    listener = _Listener(question, limits, watch)
    with child.running(question, limits, watch.engine) as engine:
        listener.listen(engine)
        answer = listener.answer
        answer.error = answer.error or engine.last_words()
        if listener.fell_silent:
            _tell_how_it_ended(engine.process, answer, watch)
        elif listener.is_overdue:
            log.error("engine.killed", pid=engine.process.pid)
            watch.on_cut_short(EngineEnd.HUNG)
    return answer


def _tell_how_it_ended(process: "subprocess.Popen[str]", answer: _Answer, watch: Watch) -> None:
    """The engine ended without its last word; nothing is wrong where it was told to while it still began."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    # Ctrl-C in a terminal reaches an engine too that has not yet a session of its own.
    answer.is_wished = answer.is_wished or watch.should_stop()
    if answer.is_wished and process.returncode in {-signal.SIGTERM, -signal.SIGINT}:
        return
    # Its last line names what went wrong; what stands behind the colon may hold data.
    reason = (answer.error.strip().splitlines() or [""])[-1].partition(":")[0]
    log.error("engine.died", error=reason, status=process.returncode)
    if not answer.is_wished:
        from_outside = process.returncode in FROM_OUTSIDE
        watch.on_cut_short(EngineEnd.KILLED if from_outside else EngineEnd.CRASHED)


class _Listener:
    """Takes in the engine's events and decides when it has waited long enough."""

    def __init__(self, question: SessionQuestion, limits: Limits, watch: Watch) -> None:
        self.answer = _Answer()
        self._watch = watch
        self._wants_plan = not isinstance(question, ValueQuestion)
        # The limit is the engine's own for a plan; values come one by one, and it knows of none.
        grace = watch.grace_seconds if self._wants_plan else 0.0
        self._end = monotonic() + limits.seconds + grace
        # It closed its output, or told an error, before its plan was handed in.
        self.fell_silent = False
        # Its time was up, and nobody had asked it to stop.
        self.is_overdue = False

    def listen(self, engine: Child) -> None:
        """Until the engine has sent its last event, its time is up, or nobody wants to wait."""
        while monotonic() < self._deadline():
            if self._watch.should_leave():
                self.answer.is_wished = True
                return
            with suppress(queue.Empty):
                line = engine.lines.get(timeout=LISTEN_SECONDS)
                if line is None:
                    self.fell_silent = self._wants_plan
                    return
                if self._hear(line):
                    self.fell_silent = self._wants_plan and bool(self.answer.error)
                    return
            if not self.answer.is_wished and self._watch.should_stop():
                self.answer.is_wished = True
                engine.process.terminate()
                self._end = min(self._end, monotonic() + STOP_SECONDS)
        self.is_overdue = self._wants_plan and not self.answer.is_wished
        if not self.is_overdue:
            log.warning("engine.killed", pid=engine.process.pid)

    def _deadline(self) -> float:
        """When it is killed: later while it has no plan, since making one here takes as long."""
        if self.answer.best is not None or self.answer.is_wished or not self._wants_plan:
            return self._end
        return self._end + FIRST_PLAN_GRACES * self._watch.grace_seconds

    def _hear(self, line: str) -> bool:
        """Take a line in; whether it was the last."""
        try:
            event = event_from_line(line)
        except BadFile as error:
            # A killed engine leaves half a line; what it said before stands.
            log.warning("engine.unreadable", error=kind_of(error))
            return False
        answer = self.answer
        match event:
            case ProgressEvent(progress):
                answer.best = progress.brought_to(answer.best)
                self._watch.on_progress(progress)
            case PlanEvent(plan, fewest, smaller):
                answer.best, answer.fewest, answer.smaller = plan, fewest, smaller
            case ValueEvent(values):
                answer.values = values
            case ErrorEvent(message):
                answer.error = message
            case TranslationEvent():
                answer.error = "translations"
        return isinstance(event, PlanEvent | ErrorEvent)


def _plan(question: PlanQuestion | RepairQuestion, answer: _Answer) -> Plan:
    """The best plan of an answer; without any, the one that the engine would have begun with."""
    if answer.best is not None:
        return answer.best
    if not answer.is_wished:
        log.error("engine.without_plan", error=answer.error.partition(":")[0])
    # Here and not above: in the web server's process this is a rare case.
    from dispatch.solver.process.run import first_plan

    try:
        return first_plan(question.problem, question.previous)
    except Exception as error:
        raise EngineFailed(f"{answer.error} {kind_of(error)}") from error
