"""`ieum solve`, `ieum check` and `ieum bench`: the engine on files, without a database."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dispatch.solver.check import cost, violations
from dispatch.solver.files import BadFile, plan_from, plan_text, problem_from
from dispatch.solver.generate import SETS
from dispatch.solver.plan import Plan, Progress
from dispatch.solver.problem import Limits
from dispatch.solver.run import Run

if TYPE_CHECKING:
    from dispatch.solver import bench as benchmarks

T = TypeVar("T")
BAD_FILE = 2
UNLAWFUL = 1

FOLDER = click.Path(file_okay=False, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--seed", default=0, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option("--previous", type=READABLE, help="A plan to begin from.")
@click.option("--deterministic", is_flag=True, help="Count work instead of time: repeatable.")
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


@click.command()
@click.option("--set", "sets", default="day-200", show_default=True, help="Sets, by commas.")
@click.option("--seeds", default="11", show_default=True, help="Seeds, by commas.")
@click.option("--family", type=click.Choice(["full", "core", "both"]), default="full")
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.option("--no-peers", is_flag=True, help="Leave other solvers out.")
@click.option("--write", type=FOLDER, help="Only write the problems here.")
@click.option("--plans", type=FOLDER, help="Keep the plans here.")
@click.option("--plots", type=FOLDER, help="Draw cost and bound over time here, as SVG.")
@click.option("--trsp", type=FOLDER, help="Read technician-routing files here instead.")
def bench(**given: Any) -> None:
    """Seeded problems, each solver side by side, ratios to the best bound."""
    from dispatch.solver import bench as benchmarks  # loads every solver there is

    limits = Limits(given["seconds"], 0, given["workers"])
    if given["trsp"] is not None:
        _bench_trsp(given["trsp"], limits)
        return
    question = benchmarks.Question(
        sets=_sets(given["sets"]),
        seeds=tuple(int(seed) for seed in given["seeds"].split(",")),
        families=("full", "core") if given["family"] == "both" else (given["family"],),
        limits=limits,
        peers=not given["no_peers"],
    )
    if given["write"] is not None:
        for path in benchmarks.write(question, given["write"]):
            click.echo(path)
        return
    for problem in benchmarks.problems(question):
        runs = benchmarks.compare(problem, question, given["plans"])
        click.echo(benchmarks.as_json(runs) if given["as_json"] else benchmarks.table(runs))
        if given["plots"] is not None:
            _draw(given["plots"], runs)


def _sets(names: str) -> tuple[str, ...]:
    sets = tuple(names.split(","))
    for name in sets:
        if name not in SETS:
            raise click.BadParameter(f"{name}: known sets are {', '.join(SETS)}")
    return sets


def _draw(folder: Path, runs: "list[benchmarks.Run]") -> None:
    from dispatch.solver.plot import plot

    folder.mkdir(parents=True, exist_ok=True)
    for run in runs:
        if run.progress:
            picture = plot(run.problem, run.progress)
            (folder / f"{run.problem}.svg").write_text(picture, encoding="utf-8")


def _bench_trsp(folder: Path, limits: Limits) -> None:
    from dispatch.solver import trsp

    for path in sorted(folder.glob("*.txt")):
        try:
            click.echo(trsp.line(path.stem, path.read_text(encoding="utf-8"), limits))
        except BadFile as error:
            click.echo(f"{path}: {error}", err=True)
            sys.exit(BAD_FILE)


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


COMMANDS = [solve, check, bench]
