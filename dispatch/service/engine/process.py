"""The engine's own process: one question on standard input, JSON lines on standard output.

A question is one line, `{"kind": "plan" | "repair" | "value", "problem": ..., ...}`; standard input
stays open for as long as somebody waits for the answer. When it closes, the one who asked is gone,
and this process ends with everything it started.
"""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.fields import Field, parse
from dispatch.solver.problem.files import BadFile, plan_from, plan_object, problem_from
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.process.run import Run
from dispatch.solver.repair.repair import repair
from dispatch.solver.whatif.supply import Another, Supply

BAD_INPUT = 2
STDIN = 0


def main(arguments: list[str] | None = None) -> int:
    """Answer the question on standard input."""
    given = _arguments(arguments)
    try:
        question = parse(sys.stdin.readline())
        problem = problem_from(question["problem"])
        kind = question["kind"].text()
        plan = question.get("previous", _plan_or_none, None)
    except BadFile as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    if kind == "value" and plan is not None:
        values: list[int] = []
        for value in _values(problem, plan, question["people"]):
            values.append(value)
            _write({"event": "value", "values": values})
        return 0
    way = _Repair if kind == "repair" else Run
    limits = Limits(given.seconds, given.seed, given.workers, given.deterministic)
    run = way(problem, limits, previous=plan, on_progress=_tell)
    signal.signal(signal.SIGINT, run.on_signal)
    signal.signal(signal.SIGTERM, run.on_signal)
    last: dict[str, Any] = {"event": "plan", "plan": plan_object(run.best_plan())}
    if isinstance(run, _Repair):
        last["fewest"] = run.fewest
    _write(last)
    run.leave()
    return 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dispatch.service.engine")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--deterministic", action="store_true")
    return parser.parse_args(arguments)


def _plan_or_none(field: Field) -> Plan | None:
    return None if field.value is None else plan_from(field)


def _end_with_who_asked() -> None:
    """Wait until standard input closes; then nobody is there to hear the answer."""
    while os.read(STDIN, 1024):
        pass
    if os.getpid() == os.getpgrp():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


class _Repair(Run):
    """A repair that can be told to stop."""

    fewest: int | None = None

    def _solve(self) -> None:
        previous = self._previous or judge(self._problem, ()).plan()
        try:
            found = repair(
                self._problem,
                previous,
                self._limits,
                on_progress=self._hear,
                should_stop=self._stop.is_set,
            )
            self._best, self.fewest = found.plan, found.fewest
        except BaseException as failure:  # noqa: BLE001  the main thread raises it again
            self._failure = failure


def first_plan(problem: Problem, previous: Plan | None = None) -> Plan:
    """The plan that the engine begins with: lawful, and there at once."""
    return judge(problem, greedy(CompiledProblem(problem), previous).assignments()).plan()


def _values(problem: Problem, plan: Plan, people: Field) -> Iterator[int]:
    """What each of some people of the problem, whom no session asks for, would save."""
    asked = {
        p["id"].text(): frozenset(s.text() for s in p["could_serve"].items())
        for p in people.items()
    }
    known = {person.id: person for person in problem.interpreters}
    rest = tuple(i for i in problem.interpreters if i.id not in asked)
    supply = Supply(replace(problem, interpreters=rest), plan)
    for name, could_serve in asked.items():
        yield supply.value(Another(known[name], could_serve))


def _tell(news: Progress) -> None:
    line: dict[str, Any] = {
        "event": "progress",
        "best": news.best,
        "bound": news.bound,
        "gap": round(news.gap, 6),
        "unfilled": news.unfilled,
        "elapsed": round(news.elapsed, 3),
    }
    if news.plan is not None:
        line["plan"] = plan_object(news.plan)
    _write(line)


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
