"""The engine in its own process: a problem on standard input, JSON lines on standard output."""

import argparse
import json
import signal
import sys
from typing import Any

from dispatch.solver.problem.fields import Field, parse
from dispatch.solver.problem.files import BadFile, plan_from, plan_object, problem_from
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits
from dispatch.solver.process.run import Run

BAD_INPUT = 2


def main(arguments: list[str] | None = None) -> int:
    """Solve the problem on standard input."""
    given = _arguments(arguments)
    if given.warm:
        from dispatch.solver.bench.warm import warm

        warm()
        return 0
    try:
        file = parse(sys.stdin.read())
        problem = problem_from(file["problem"])
        previous = file.get("previous", _plan_or_none, None)
    except BadFile as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    limits = Limits(given.seconds, given.seed, given.workers, given.deterministic)
    run = Run(problem, limits, previous=previous, on_progress=_tell)
    signal.signal(signal.SIGINT, run.on_signal)
    signal.signal(signal.SIGTERM, run.on_signal)
    _write({"event": "plan", "plan": plan_object(run.best_plan())})
    run.leave()
    return 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dispatch.solver")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--deterministic", action="store_true")
    parser.add_argument("--warm", action="store_true", help="compile the kernels and stop")
    return parser.parse_args(arguments)


def _plan_or_none(field: Field) -> Plan | None:
    return None if field.value is None else plan_from(field)


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
