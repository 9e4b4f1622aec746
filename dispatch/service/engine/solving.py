"""The engine in its own process: started, listened to, stopped, and killed when it hangs."""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Literal

import structlog

from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import BadFile, plan_from, plan_text, problem_text
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import Limits, Problem
from foundation.times.clock import monotonic

# After its limit the engine gets this long to hand in its plan; then it is killed.
GRACE_SECONDS = 10.0
# An engine on a crowded machine may need this many times longer for its first plan.
FIRST_PLAN_GRACES = 3
# After being asked to stop, or told to end, this long.
STOP_SECONDS = 5.0
LISTEN_SECONDS = 0.2
# What more people would be worth is asked when the plan is there already.
VALUE_SECONDS = 40.0
ROOT = Path(__file__).parents[3]
ENGINE = (sys.executable, "-m", "dispatch.service.engine.process")

log = structlog.get_logger()


@dataclass(frozen=True)
class EngineNews:
    """How far the engine has come."""

    best: int
    bound: int
    gap: float
    unfilled: int
    elapsed: float

    def as_json(self) -> dict[str, Any]:
        """How a run keeps it; without a bound nobody knows how good the plan is."""
        return {
            "best": self.best,
            "bound": self.bound,
            "gap": None if is_open(self.best, self.bound) else self.gap,
            "unfilled": self.unfilled,
            "elapsed": self.elapsed,
        }


def is_open(cost: int, bound: int) -> bool:
    """Whether nothing is proven about a plan yet."""
    return bound == 0 and cost > 0


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What happens while the engine works, and how patient we are."""

    on_news: Callable[[EngineNews], None] = lambda _news: None
    should_stop: Callable[[], bool] = lambda: False
    grace_seconds: float = GRACE_SECONDS
    engine: Sequence[str] = ENGINE


class EngineFailed(Exception):
    """The engine ended without any plan and none could be made without it."""


@dataclass(frozen=True)
class RepairedPlan:
    """A plan that keeps promises where it can: how many it breaks, and how few must be broken.

    `fewest` is None when the search was ended before that was known.
    """

    plan: Plan
    changes: int
    fewest: int | None


@dataclass(frozen=True)
class EngineQuestion:
    """What the engine is asked, in the words of dispatch/service/engine/process.py."""

    kind: Literal["plan", "repair", "value"]
    problem: Problem
    previous: Plan | None = None
    people: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    def text(self) -> str:
        """As the one line that the engine reads."""
        previous = "null" if self.previous is None else plan_text(self.previous)
        people = json.dumps([{"id": i, "could_serve": list(s)} for i, s in self.people.items()])
        return (
            f'{{"kind": "{self.kind}", "problem": {problem_text(self.problem)}, '
            f'"previous": {previous}, "people": {people}}}\n'
        )


def solve(problem: Problem, limits: Limits, watch: Watch | None = None) -> Plan:
    """The best plan that the engine handed in before it ended, was stopped, or was killed.

    Its first plan comes at once and is only improved. If the process dies before that one, the
    same first plan is made here: there is always a plan.
    """
    return _ask_for_plan(EngineQuestion("plan", problem), limits, watch or Watch()).best_plan()


def repair(problem: Problem, limits: Limits, watch: Watch | None = None) -> RepairedPlan:
    """As much served as possible with the fewest promises broken; there is always a plan."""
    question = EngineQuestion("repair", problem, promised(problem))
    heard = _ask_for_plan(question, limits, watch or Watch())
    plan = heard.best_plan()
    return RepairedPlan(plan, judge(problem, plan.assignments).changes, heard.fewest)


def promised(problem: Problem) -> Plan:
    """Who holds what now, as a plan."""
    held = (Assignment(s.id, who, s.earliest_start) for s in problem.sessions for who in s.held_by)
    return judge(problem, tuple(held)).plan()


def values(
    problem: Problem, plan: Plan, people: Mapping[str, Sequence[str]], watch: Watch | None = None
) -> list[int]:
    """What each of some people, who serve nothing yet, would save; as many as there was time for.

    `people` are ids of interpreters of the problem with the sessions that each could serve.
    """
    watch = watch or Watch()
    question = EngineQuestion("value", problem, plan, people)
    listener = _PlanListener(question, VALUE_SECONDS, watch)
    with _process(question, Limits(VALUE_SECONDS), watch) as (process, lines, _errors):
        listener.listen(process, lines)
    return listener.values


def _ask_for_plan(question: EngineQuestion, limits: Limits, watch: Watch) -> "_PlanListener":
    listener = _PlanListener(question, limits.seconds + watch.grace_seconds, watch)
    with _process(question, limits, watch) as (process, lines, errors):
        listener.listen(process, lines)
        errors.seek(0)
        listener.said = errors.read()[-500:]
    return listener


class _PlanListener:
    """Keeps the best plan heard and decides when it has waited long enough."""

    def __init__(self, question: EngineQuestion, seconds: float, watch: Watch) -> None:
        self.best: Plan | None = None
        self.fewest: int | None = None
        self.values: list[int] = []
        self.said = ""
        self._question = question
        self._watch = watch
        self._end = monotonic() + seconds
        self._stopped = False

    def best_plan(self) -> Plan:
        """The best heard; without any, the one that the engine would have begun with."""
        if self.best is not None:
            return self.best
        log.error("engine.without_plan", said=self.said)
        return _first_plan(self._question, self.said)

    def listen(self, process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
        """Until the engine has said its last, or its time is up."""
        while monotonic() < self._deadline():
            with suppress(queue.Empty):
                line = lines.get(timeout=LISTEN_SECONDS)
                if line is None:
                    return
                if self._hear(line):
                    return
            if not self._stopped and self._watch.should_stop():
                self._stopped = True
                process.terminate()
                self._end = min(self._end, monotonic() + STOP_SECONDS)
        log.warning("engine.killed", pid=process.pid)

    def _deadline(self) -> float:
        """When it is killed: later while it has no plan, since making one here takes as long."""
        if self.best is not None or self._stopped or self._question.kind == "value":
            return self._end
        return self._end + FIRST_PLAN_GRACES * self._watch.grace_seconds

    def _hear(self, line: str) -> bool:
        """Take a line in; whether it was the last."""
        try:
            said = json.loads(line)
            if "plan" in said:
                self.best = plan_from(json.dumps(said["plan"]))
            self.fewest = said.get("fewest")
            self.values = said.get("values", self.values)
            if said["event"] == "progress":
                names = ("best", "bound", "gap", "unfilled", "elapsed")
                news = EngineNews(*(said[name] for name in names))
                self._raise_bound(news)
                self._watch.on_news(news)
            return bool(said["event"] == "plan")
        except (ValueError, KeyError, BadFile) as error:
            # A killed engine leaves half a line; what it said before stands.
            log.warning("engine.unreadable", error=repr(error))
            return False

    def _raise_bound(self, news: EngineNews) -> None:
        if self.best is not None and self.best.cost == news.best:
            self.best = replace(self.best, bound=max(self.best.bound, news.bound))


@contextmanager
def _process(
    question: EngineQuestion, limits: Limits, watch: Watch
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
            # With whatever it starts it is a group of its own, to be ended together.
            start_new_session=True,
        )
        threads = [
            threading.Thread(target=_ask, args=(process, question.text()), daemon=True),
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


def _ask(process: "subprocess.Popen[str]", question: str) -> None:
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


def _first_plan(question: EngineQuestion, said: str) -> Plan:
    """The plan that the engine begins with, made without its process."""
    # Here and not above: in the web server's process this is a rare case.
    from dispatch.service.engine.process import first_plan

    try:
        return first_plan(question.problem, question.previous)
    except Exception as error:
        raise EngineFailed(f"{said} {error!r}") from error
