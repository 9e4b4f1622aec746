"""The engine in its own process: started, listened to, stopped, and killed when it hangs."""

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import structlog

from dispatch.solver.check import cost, unfilled_sessions
from dispatch.solver.files import BadFile, plan_from, plan_object, problem_text
from dispatch.solver.plan import Plan, Terms
from dispatch.solver.problem import Limits, Problem
from foundation.clock import monotonic

# After its limit the engine gets this long to hand in its plan; then it is killed.
GRACE_SECONDS = 10.0
# An engine on a crowded machine may need this many times longer for its first plan.
FIRST_PLAN_GRACES = 3
# After being asked to stop, or told to end, this long.
STOP_SECONDS = 5.0
LISTEN_SECONDS = 0.2
ROOT = Path(__file__).parents[2]
ENGINE = (sys.executable, "-m", "dispatch.solver")

log = structlog.get_logger()


@dataclass(frozen=True)
class News:
    """How far the engine has come."""

    best: int
    bound: int
    gap: float
    unfilled: int
    elapsed: float

    def as_json(self) -> dict[str, Any]:
        """How a run keeps it."""
        return {
            "best": self.best,
            "bound": self.bound,
            "gap": self.gap,
            "unfilled": self.unfilled,
            "elapsed": self.elapsed,
        }


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What happens while the engine works, and how patient we are."""

    on_news: Callable[[News], None] = lambda _news: None
    should_stop: Callable[[], bool] = lambda: False
    grace_seconds: float = GRACE_SECONDS
    engine: Sequence[str] = ENGINE


class EngineFailed(Exception):
    """The engine ended without any plan and none could be made without it."""


def solve(problem: Problem, limits: Limits, watch: Watch | None = None) -> Plan:
    """The best plan that the engine handed in before it ended, was stopped, or was killed.

    Its first plan comes at once and is only improved. If the process dies before that one, the
    same first plan is made here: there is always a plan.
    """
    watch = watch or Watch()
    listener = _Listener(limits, watch)
    with _process(problem, limits, watch) as (process, lines, errors):
        listener.listen(process, lines)
        errors.seek(0)
        said = errors.read()[-500:]
    if listener.best is not None:
        return listener.best
    log.error("engine.without_plan", said=said)
    return _first_plan(problem, said)


class _Listener:
    """Keeps the best plan heard and decides when it has waited long enough."""

    def __init__(self, limits: Limits, watch: Watch) -> None:
        self.best: Plan | None = None
        self._watch = watch
        self._end = monotonic() + limits.seconds + watch.grace_seconds
        self._stopped = False

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
        if self.best is not None or self._stopped:
            return self._end
        return self._end + FIRST_PLAN_GRACES * self._watch.grace_seconds

    def _hear(self, line: str) -> bool:
        """Take a line in; whether it was the last."""
        try:
            said = json.loads(line)
            if "plan" in said:
                self.best = plan_from(json.dumps(said["plan"]))
            if said["event"] == "progress":
                names = ("best", "bound", "gap", "unfilled", "elapsed")
                news = News(*(said[name] for name in names))
                self._raise_bound(news)
                self._watch.on_news(news)
            return bool(said["event"] == "plan")
        except (ValueError, KeyError, BadFile) as error:
            # A killed engine leaves half a line; what it said before stands.
            log.warning("engine.unreadable", error=repr(error))
            return False

    def _raise_bound(self, news: News) -> None:
        if self.best is not None and self.best.cost == news.best:
            self.best = replace(self.best, bound=max(self.best.bound, news.bound))


@contextmanager
def _process(
    problem: Problem, limits: Limits, watch: Watch
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
        )
        question = f'{{"problem": {problem_text(problem)}, "previous": null}}'
        threads = [
            threading.Thread(target=_ask, args=(process, question), daemon=True),
            threading.Thread(target=_read, args=(process, lines), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield process, lines, errors
        finally:
            process.kill()
            process.wait()
            for thread in threads:
                thread.join(STOP_SECONDS)
            if process.stdout is not None:
                process.stdout.close()


def _ask(process: "subprocess.Popen[str]", question: str) -> None:
    assert process.stdin is not None
    # An engine that dies before it has read everything is noticed by its silence.
    with suppress(OSError), process.stdin as pipe:
        pipe.write(question)


def _read(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def _first_plan(problem: Problem, said: str) -> Plan:
    """The plan that the engine begins with, made without its process."""
    # Here and not above: NumPy need not be loaded into the web server for this rare case.
    from dispatch.solver.days import Days
    from dispatch.solver.greedy import greedy

    try:
        assignments = greedy(Days(problem)).assignments()
    except Exception as error:
        raise EngineFailed(f"{said} {error!r}") from error
    plan = Plan(problem.name, "feasible", assignments, (), 0, 0, Terms())
    terms = cost(problem, plan)
    left = unfilled_sessions(problem, assignments)
    return replace(plan, unfilled=left, cost=terms.total, terms=terms)


def as_json(plan: Plan) -> dict[str, Any]:
    """How a run keeps its plan."""
    return plan_object(plan)
