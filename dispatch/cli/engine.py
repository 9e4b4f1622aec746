"""`ieum solve`, `check`, `split`, `join` and `bench`: the engine on files, without a database."""

import contextlib
import json
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dispatch.solver.bench.generate import SETS
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import BadFile, plan_from, plan_text, problem_from, problem_text
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.process.run import Run
from foundation.cli.paths import FOLDER, READABLE, THERE, WRITABLE

if TYPE_CHECKING:
    from dispatch.solver.bench import compare as benchmarks

T = TypeVar("T")
BAD_FILE = 2
UNLAWFUL = 1


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.option("--out", required=True, type=WRITABLE)
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--seed", default=0, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option("--previous", type=READABLE, help="A plan to begin from.")
@click.option("--deterministic", is_flag=True, help="Count work instead of time: repeatable.")
@click.option("--fewest-changes", is_flag=True, help="Serve most, then keep most of the previous.")
def solve(
    problem_file: Path,
    *,
    out: Path,
    seconds: float,
    seed: int,
    workers: int,
    previous: Path | None,
    deterministic: bool,
    fewest_changes: bool,
) -> None:
    """Plan a problem; Ctrl-C writes the best plan so far."""
    problem = _read(problem_file, problem_from)
    begin = None if previous is None else _read(previous, plan_from)
    limits = Limits(seconds, seed, workers, deterministic)
    if fewest_changes:
        _repair(problem, begin, limits, out)
        return
    run = Run(problem, limits, previous=begin, on_progress=_say)
    signal.signal(signal.SIGINT, run.on_signal)
    signal.signal(signal.SIGTERM, run.on_signal)
    plan = run.best_plan()
    out.write_text(plan_text(plan) + "\n", encoding="utf-8")
    _say_plan(plan)
    run.leave()


def _repair(problem: Problem, previous: Plan | None, limits: Limits, out: Path) -> None:
    """Mend the previous plan; it ends as soon as the fewest changes are proven."""
    if previous is None:
        raise click.UsageError("--fewest-changes needs --previous")
    # Here and not above: only a repair pays for loading its models.
    from dispatch.solver.repair.repair import repair

    stop = threading.Event()

    def on_signal(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    found = repair(problem, previous, limits, on_progress=_say_repair, should_stop=stop.is_set)
    out.write_text(plan_text(found.plan) + "\n", encoding="utf-8")
    proven = "proven" if found.is_proven else f"at least {found.fewest}"
    click.echo(
        f"{found.changes} changes ({proven}), {len(found.plan.unfilled)} unfilled,"
        f" cost {found.plan.cost:,}, {found.plan.seconds:.1f} s",
        err=True,
    )


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--most", default=8, show_default=True, type=click.IntRange(min=1))
def split(problem_file: Path, folder: Path, most: int) -> None:
    """Cut a problem into parts that share nobody, each to be solved on any machine."""
    from dispatch.solver.process import split as cutting  # loads what `ieum --help` need not

    problem = _read(problem_file, problem_from)
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(cutting.split(problem, most), start=1):
        path = folder / f"part-{number}.json"
        path.write_text(problem_text(part) + "\n", encoding="utf-8")
        click.echo(f"{path}  {len(part.sessions)} sessions")


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("plan_files", metavar="PLAN.json...", nargs=-1, required=True, type=READABLE)
@click.option("--out", required=True, type=WRITABLE)
def join(problem_file: Path, plan_files: tuple[Path, ...], out: Path) -> None:
    """Join the plans of all parts of a problem; their bounds add up."""
    from dispatch.solver.process import split as cutting  # loads what `ieum --help` need not

    problem = _read(problem_file, problem_from)
    try:
        plan = cutting.join(problem, [_read(path, plan_from) for path in plan_files])
    except cutting.DoNotJoin as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_FILE)
    out.write_text(plan_text(plan) + "\n", encoding="utf-8")
    _say_plan(plan)


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("plan_file", metavar="PLAN.json", type=READABLE)
def check(problem_file: Path, plan_file: Path) -> None:
    """Check a plan against its problem: one line per violation, then the cost, term by term."""
    problem = _read(problem_file, problem_from)
    plan = _read(plan_file, plan_from)
    judged = judge(problem, plan.assignments)
    broken, terms = judged.violations, judged.terms
    for line in broken:
        click.echo(line)
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
@click.option("--cpu-time", is_flag=True, help="Count our seconds by the processor, not the clock.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.option("--no-peers", is_flag=True, help="Leave other solvers out.")
@click.option("--write", type=FOLDER, help="Only write the problems here.")
@click.option("--plans", type=FOLDER, help="Keep the plans here.")
@click.option("--plots", type=FOLDER, help="Draw cost and bound over time here, as SVG.")
@click.option("--trsp", type=THERE, help="Read technician-routing files here instead.")
@click.option("--repair", is_flag=True, help="Upset each plan and repair it instead.")
@click.option("--marginal", is_flag=True, help="Value one more interpreter instead.")
def bench(**given: Any) -> None:
    """Seeded problems, each solver side by side, ratios to the best bound."""
    from dispatch.solver.bench import compare as benchmarks  # loads every solver there is

    limits = Limits(given["seconds"], 0, given["workers"], processor=given["cpu_time"])
    if given["trsp"] is not None:
        _bench_trsp(given["trsp"], limits, as_json=given["as_json"])
        return
    setup = benchmarks.BenchmarkSetup(
        sets=_sets(given["sets"]),
        seeds=_seeds(given["seeds"]),
        families=("full", "core") if given["family"] == "both" else (given["family"],),
        limits=limits,
        peers=not given["no_peers"],
    )
    if given["write"] is not None:
        for path in benchmarks.write(setup, given["write"]):
            click.echo(path)
        return
    if given["repair"]:
        _bench_repair(setup, as_json=given["as_json"])
        return
    if given["marginal"]:
        _bench_marginal(setup, as_json=given["as_json"])
        return
    for problem in benchmarks.problems(setup):
        runs = benchmarks.compare(problem, setup, given["plans"])
        click.echo(benchmarks.as_json(runs) if given["as_json"] else benchmarks.table(runs))
        if given["plots"] is not None:
            _draw(given["plots"], runs)


def _sets(names: str) -> tuple[str, ...]:
    sets = tuple(names.split(","))
    for name in sets:
        if name not in SETS:
            raise click.BadParameter(f"{name}: known sets are {', '.join(SETS)}")
    return sets


def _seeds(numbers: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in numbers.split(","))
    except ValueError:
        raise click.BadParameter(f"--seeds: “{numbers}” are no whole numbers by commas") from None


def _draw(folder: Path, runs: "list[benchmarks.BenchmarkRun]") -> None:
    from dispatch.solver.bench.plot import plot

    folder.mkdir(parents=True, exist_ok=True)
    for run in runs:
        if run.progress:
            picture = plot(run.problem, run.progress)
            (folder / f"{run.problem}.svg").write_text(picture, encoding="utf-8")


def _bench_trsp(folder: Path, limits: Limits, *, as_json: bool) -> None:
    from dispatch.solver.bench import trsp

    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise click.ClickException(
            f"{folder}: there is no .txt file of a technician-routing problem"
        )
    for path in paths:
        try:
            row = trsp.compare(path.stem, path.read_text(encoding="utf-8"), limits)
        except BadFile as error:
            click.echo(f"{path}: {error}", err=True)
            sys.exit(BAD_FILE)
        click.echo(json.dumps(row.as_json()) if as_json else row.line())


def _bench_repair(setup: "benchmarks.BenchmarkSetup", *, as_json: bool) -> None:
    from dispatch.solver.bench import compare, repairs

    for problem in compare.problems(setup):
        for row in repairs.measure(problem, setup.limits):
            click.echo(json.dumps(row.as_json()) if as_json else row.line())


def _bench_marginal(setup: "benchmarks.BenchmarkSetup", *, as_json: bool) -> None:
    from dispatch.solver.bench import compare, supply

    rows: list[supply.SupplyRow] = []
    for number, problem in enumerate(compare.problems(setup)):
        for row in supply.measure(problem, setup.limits, number):
            rows.append(row)
            click.echo(json.dumps(row.as_json()) if as_json else row.line())
    if not as_json:
        click.echo(supply.accuracy(rows).line())


def _read(path: Path, read: Callable[[str], T]) -> T:
    """Read a file, or end with one line that names the field."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (BadFile, UnicodeDecodeError) as error:
        click.echo(f"{path}: {error}", err=True)
        sys.exit(BAD_FILE)


def _say(news: Progress) -> None:
    _tell(
        f"{news.elapsed:7.1f} s  best {news.best:>12,}  bound {news.bound:>12,}"
        f"  gap {_gap(news.gap, news.bound):>9}  unfilled {news.unfilled}"
    )


def _say_repair(news: Progress) -> None:
    _tell(f"{news.elapsed:7.1f} s  cost {news.best:>12,}  unfilled {news.unfilled}")


def _tell(line: str) -> None:
    """Say how far it is. Nobody may be listening any more: the plan is worth more than the line."""
    with contextlib.suppress(BrokenPipeError):
        click.echo(line, err=True)


def _gap(gap: float, bound: int) -> str:
    """A gap; nothing is known of it before anything is proven."""
    return f"{gap:.3%}" if bound > 0 or gap == 0 else "not known"


def _say_plan(plan: Plan) -> None:
    _tell(
        f"{plan.status}: cost {plan.cost:,}, bound {plan.bound:,},"
        f" gap {_gap(plan.gap, plan.bound)}, {len(plan.unfilled)} unfilled, {plan.seconds:.1f} s"
    )


COMMANDS = [solve, check, bench, split, join]
