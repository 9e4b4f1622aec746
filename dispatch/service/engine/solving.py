"""The engine in its own process: started, listened to, stopped, and killed when it hangs."""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import structlog

from dispatch.service.engine import compiled_code
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import BadFile
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.process.protocol import (
    ErrorEvent,
    PlanEvent,
    PlanQuestion,
    ProgressEvent,
    Question,
    RepairQuestion,
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
ROOT = Path(__file__).parents[3]
ENGINE = (sys.executable, "-m", "dispatch.solver")

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
    # The engine ended by itself before its search had: what there is, is only the best it had said.
    on_cut_short: Callable[[], None] = lambda: None
    grace_seconds: float = GRACE_SECONDS
    engine: Sequence[str] = ENGINE


class EngineFailed(Exception):
    """The engine ended without any plan and none could be made without it."""


@dataclass(frozen=True)
class RepairedPlan:
    """A plan with few changes to what was assigned: how many it makes, and how few must be made.

    `fewest` is None when the search was ended before that was known.
    """

    plan: Plan
    changes: int
    fewest: int | None


def solve(problem: Problem, limits: Limits, watch: Watch | None = None) -> Plan:
    """The best plan that the engine handed in before it ended, was stopped, or was killed.

    Its first plan comes at once and is only improved. If the process dies before that one, the
    same first plan is made here: there is always a plan.
    """
    question = PlanQuestion(problem)
    return _plan(question, _ask(question, limits, watch or Watch()))


def repair(problem: Problem, limits: Limits, watch: Watch | None = None) -> RepairedPlan:
    """As much served as possible with the fewest changes; there is always a plan."""
    question = RepairQuestion(problem, assigned_now(problem))
    answer = _ask(question, limits, watch or Watch())
    plan = _plan(question, answer)
    return RepairedPlan(plan, judge(problem, plan.assignments).changes, answer.fewest)


def assigned_now(problem: Problem) -> Plan:
    """Who has which session now, as a plan."""
    held = (Assignment(s.id, who, s.earliest_start) for s in problem.sessions for who in s.held_by)
    return judge(problem, tuple(held)).plan()


def values(
    problem: Problem,
    plan: Plan,
    could_serve: Mapping[str, frozenset[str]],
    watch: Watch | None = None,
) -> tuple[int, ...]:
    """What each of some people, who serve nothing yet, would save; as many as there was time for.

    `could_serve` names interpreters of the problem with the sessions that each could serve.
    """
    question = ValueQuestion(problem, plan, could_serve)
    return _ask(question, Limits(VALUE_SECONDS), watch or Watch()).values


@dataclass
class _Answer:
    """What the engine has said so far; `error` is why it ended without a plan."""

    best: Plan | None = None
    fewest: int | None = None
    values: tuple[int, ...] = ()
    error: str = ""


def _ask(question: Question, limits: Limits, watch: Watch) -> _Answer:
    listener = _Listener(question, limits, watch)
    with _process(question, limits, watch) as (process, lines, errors):
        listener.listen(process, lines)
        errors.seek(0)
        listener.answer.error = listener.answer.error or errors.read()[-500:]
        if listener.is_cut_short:
            # Its last line names what went wrong; what stands behind the colon may hold data.
            reason = (listener.answer.error.strip().splitlines() or [""])[-1].partition(":")[0]
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            log.error("engine.died", error=reason, status=process.returncode)
            watch.on_cut_short()
    return listener.answer


class _Listener:
    """Takes in the engine's events and decides when it has waited long enough."""

    def __init__(self, question: Question, limits: Limits, watch: Watch) -> None:
        self.answer = _Answer()
        self._watch = watch
        self._wants_plan = not isinstance(question, ValueQuestion)
        # The limit is the engine's own for a plan; values come one by one, and it knows of none.
        grace = watch.grace_seconds if self._wants_plan else 0.0
        self._end = monotonic() + limits.seconds + grace
        self._stopped = False
        self.is_cut_short = False

    def listen(self, process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
        """Until the engine has sent its last event, or its time is up."""
        while monotonic() < self._deadline():
            with suppress(queue.Empty):
                line = lines.get(timeout=LISTEN_SECONDS)
                if line is None:
                    self.is_cut_short = self._wants_plan and not self._stopped
                    return
                if self._hear(line):
                    self.is_cut_short = self._wants_plan and bool(self.answer.error)
                    return
            if not self._stopped and self._watch.should_stop():
                self._stopped = True
                process.terminate()
                self._end = min(self._end, monotonic() + STOP_SECONDS)
        log.warning("engine.killed", pid=process.pid)

    def _deadline(self) -> float:
        """When it is killed: later while it has no plan, since making one here takes as long."""
        if self.answer.best is not None or self._stopped or not self._wants_plan:
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
                self._keep(progress)
            case PlanEvent(plan, fewest):
                answer.best, answer.fewest = plan, fewest
            case ValueEvent(values):
                answer.values = values
            case ErrorEvent(message):
                answer.error = message
        return isinstance(event, PlanEvent | ErrorEvent)

    def _keep(self, progress: Progress) -> None:
        """Keep a better plan, or a higher bound of the best one."""
        best = progress.plan or self.answer.best
        if best is not None and best.cost == progress.best:
            best = replace(best, bound=max(best.bound, progress.bound))
        self.answer.best = best
        self._watch.on_progress(progress)


def _plan(question: PlanQuestion | RepairQuestion, answer: _Answer) -> Plan:
    """The best plan of an answer; without any, the one that the engine would have begun with."""
    if answer.best is not None:
        return answer.best
    log.error("engine.without_plan", error=answer.error.partition(":")[0])
    # Here and not above: in the web server's process this is a rare case.
    from dispatch.solver.process.run import first_plan

    try:
        return first_plan(question.problem, question.previous)
    except Exception as error:
        raise EngineFailed(f"{answer.error} {kind_of(error)}") from error


@contextmanager
def _process(
    question: Question, limits: Limits, watch: Watch
) -> Generator[tuple["subprocess.Popen[str]", "queue.Queue[str | None]", IO[str]]]:
    """The engine with its question on the way and its lines coming in; gone afterwards."""
    lines: queue.Queue[str | None] = queue.Queue()
    options = [f"--seconds={limits.seconds}", f"--seed={limits.seed}"]
    options += [f"--workers={limits.workers}"]
    options += ["--deterministic"] if limits.deterministic else []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603  our own program, no shell
            [*watch.engine, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=compiled_code.environment(),
            # With whatever it starts it is a group of its own, to be ended together.
            start_new_session=True,
        )
        threads = [
            threading.Thread(target=_write, args=(process, question.to_line()), daemon=True),
            threading.Thread(target=_read, args=(process, lines), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield process, lines, errors
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for thread in threads:
                thread.join(STOP_SECONDS)
            with suppress(OSError):
                _close(process)


def _close(process: "subprocess.Popen[str]") -> None:
    for pipe in (process.stdout, process.stdin):
        if pipe is not None:
            pipe.close()


def _write(process: "subprocess.Popen[str]", question: str) -> None:
    """Write the question and leave the pipe open: by it the engine knows that we live."""
    assert process.stdin is not None
    # An engine that dies before it has read everything is noticed by its silence.
    with suppress(OSError):
        process.stdin.write(question)
        process.stdin.flush()


def _read(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)
