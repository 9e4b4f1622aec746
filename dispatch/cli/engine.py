"""`ieum solve`, `ieum check` and `ieum bench`: the engine on files, without a database."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from dispatch.solver.check import cost, violations
from dispatch.solver.files import BadFile, plan_from, plan_text, problem_from
from dispatch.solver.plan import Plan, Progress
from dispatch.solver.problem import Limits
from dispatch.solver.run import Run

T = TypeVar("T")
BAD_FILE = 2
UNLAWFUL = 1

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0)
)
@click.option("--seed", default=0, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option("--previous", type=READABLE, help="A plan to begin from.")
@click.option(
    "--deterministic", is_flag=True, help="Count work instead of time: repeatable."
)
def solve(
    problem_file: Path,
    *,
    out: Path,
    seconds: float,
    seed: int,
    workers: int,
    previous: Path | None,
    deterministic: bool,
) -> None:
    """Plan a problem; Ctrl-C writes the best plan so far."""
    problem = _read(problem_file, problem_from)
    begin = None if previous is None else _read(previous, plan_from)
    limits = Limits(seconds, seed, workers, deterministic)
    run = Run(problem, limits, previous=begin, on_progress=_say)
    signal.signal(signal.SIGINT, run.on_signal)
    signal.signal(signal.SIGTERM, run.on_signal)
    plan = run.best_plan()
    out.write_text(plan_text(plan) + "\n", encoding="utf-8")
    _say_plan(plan)
    run.leave()


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("plan_file", metavar="PLAN.json", type=READABLE)
def check(problem_file: Path, plan_file: Path) -> None:
    """Check a plan against its problem: one line per violation, then the cost, term by term."""
    problem = _read(problem_file, problem_from)
    plan = _read(plan_file, plan_from)
    broken = violations(problem, plan)
    for line in broken:
        click.echo(line)
    terms = cost(problem, plan)
    for name in ("unfilled", "travel", "load", "discontinuity", "change", "shift"):
        click.echo(f"{name:14}{getattr(terms, name):>12,}", err=bool(broken))
    click.echo(f"{'cost':14}{terms.total:>12,}", err=bool(broken))
    if terms.total != plan.cost:
        click.echo(f"the plan says {plan.cost:,}", err=True)
    sys.exit(UNLAWFUL if broken else 0)


def _read(path: Path, read: Callable[[str], T]) -> T:
    """Read a file, or end with one line that names the field."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (BadFile, UnicodeDecodeError) as error:
        click.echo(f"{path}: {error}", err=True)
        sys.exit(BAD_FILE)


def _say(news: Progress) -> None:
    click.echo(
        f"{news.elapsed:7.1f} s  best {news.best:>12,}  bound {news.bound:>12,}"
        f"  gap {news.gap:8.3%}  unfilled {news.unfilled}",
        err=True,
    )


def _say_plan(plan: Plan) -> None:
    click.echo(
        f"{plan.status}: cost {plan.cost:,}, bound {plan.bound:,}, gap {plan.gap:.3%},"
        f" {len(plan.unfilled)} unfilled, {plan.seconds:.1f} s",
        err=True,
    )


COMMANDS = [solve, check]
