"""`ieum check`, `split`, `join` and `bench`, with `solve` beside: the engine on files, without a database (but for forecasts)."""

import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dispatch.cli.bench_forecast import bench_forecast
from dispatch.cli.solve import BAD_FILE, read_file, say_plan, solve
from dispatch.solver.bench.generate import SETS
from dispatch.solver.params import DEFAULT, STRATEGIES, BadParams, Params, params_from
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import BadFile, plan_from, plan_text, problem_from, problem_text
from dispatch.solver.problem.problem import Limits, Problem
from foundation.cli.context import CliContext
from foundation.cli.paths import FOLDER, READABLE, THERE, WRITABLE, write_whole

if TYPE_CHECKING:
    from dispatch.solver.bench import compare as benchmarks

UNLAWFUL = 1
# A week of an office, where languages fall apart: what gains are about.
GAIN_SET = "office-300"


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--most", default=8, show_default=True, type=click.IntRange(min=1))
def split(problem_file: Path, folder: Path, most: int) -> None:
    """Cut a problem into parts that share nobody, each to be solved on any machine."""
    from dispatch.solver.process import split as cutting  # loads what `ieum --help` need not

    problem = read_file(problem_file, problem_from)
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(cutting.split(problem, most), start=1):
        path = folder / f"part-{number}.json"
        write_whole(path, problem_text(part) + "\n")
        click.echo(f"{path}  {len(part.sessions)} sessions")


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("plan_files", metavar="PLAN.json...", nargs=-1, required=True, type=READABLE)
@click.option("--out", required=True, type=WRITABLE)
def join(problem_file: Path, plan_files: tuple[Path, ...], out: Path) -> None:
    """Join the plans of all parts of a problem; their bounds add up."""
    from dispatch.solver.process import split as cutting  # loads what `ieum --help` need not

    problem = read_file(problem_file, problem_from)
    try:
        plan = cutting.join(problem, [read_file(path, plan_from) for path in plan_files])
    except cutting.DoNotJoin as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_FILE)
    write_whole(out, plan_text(plan) + "\n")
    say_plan(plan)


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.argument("plan_file", metavar="PLAN.json", type=READABLE)
def check(problem_file: Path, plan_file: Path) -> None:
    """Check a plan against its problem: one line per violation, then the cost, term by term."""
    problem = read_file(problem_file, problem_from)
    plan = read_file(plan_file, plan_from)
    judged = judge(problem, plan.assignments)
    broken, terms = judged.violations, judged.terms
    for line in broken:
        click.echo(line)
    for term in fields(terms):
        click.echo(f"{term.name:14}{getattr(terms, term.name):>12,}", err=bool(broken))
    click.echo(f"{'cost':14}{terms.total:>12,}", err=bool(broken))
    if terms.total != plan.cost:
        click.echo(f"the plan says {plan.cost:,}", err=True)
    sys.exit(UNLAWFUL if broken else 0)


@click.command()
@click.option("--set", "sets", help=f"Sets, by commas; else day-200, and {GAIN_SET} for gains.")
@click.option("--seeds", default="11", show_default=True, help="Seeds, by commas.")
@click.option("--family", type=click.Choice(["full", "core", "both"]), default="full")
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option("--cpu-time", is_flag=True, help="Count our seconds by the processor, not the clock.")
@click.option(
    "--counted", is_flag=True, help="Count our work in place of seconds: it repeats exactly."
)
@click.option("--params", "numbers", type=READABLE, help="A TOML file with numbers of the method.")
@click.option(
    "--without", default="", help=f"Strategies to leave out, by commas: {', '.join(STRATEGIES)}."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.option("--no-peers", is_flag=True, help="Leave other solvers out.")
@click.option("--write", type=FOLDER, help="Only write the problems here.")
@click.option("--plans", type=FOLDER, help="Keep the plans here.")
@click.option("--plots", type=FOLDER, help="Draw cost and bound over time here, as SVG.")
@click.option("--trsp", type=THERE, help="Read technician-routing files here instead.")
@click.option("--repair", is_flag=True, help="Upset each plan and repair it instead.")
@click.option("--marginal", is_flag=True, help="Value one more interpreter instead.")
@click.option(
    "--gain", is_flag=True, help="Screen one more interpreter of a kind and city instead."
)
@click.option("--translations", is_flag=True, help="Plan seeded translation jobs instead.")
@click.option(
    "--forecast", is_flag=True, help="Forecast past weeks of this office's database instead."
)
@click.pass_obj
def bench(context: CliContext, **given: Any) -> None:
    """Seeded problems, each solver side by side, ratios to the best bound."""
    if given["forecast"]:
        bench_forecast(context.office, as_json=given["as_json"])
        return
    from dispatch.solver.bench import compare as benchmarks  # loads every solver there is

    limits = Limits(
        given["seconds"],
        0,
        1 if given["counted"] else given["workers"],
        deterministic=given["counted"],
        processor=given["cpu_time"],
    )
    if given["translations"] or given["gain"]:
        _bench_others(given, limits)
        return
    setup = benchmarks.BenchmarkSetup(
        sets=_sets(given["sets"] or "day-200"),
        seeds=_seeds(given["seeds"]),
        families=("full", "core") if given["family"] == "both" else (given["family"],),
        limits=limits,
        peers=not given["no_peers"],
        params=_params(given["numbers"], given["without"]),
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
    _compare(given, setup)


def _compare(given: dict[str, Any], setup: "benchmarks.BenchmarkSetup") -> None:
    """Every problem by every solver."""
    from dispatch.solver.bench import compare as benchmarks

    for problem in _problems(setup, given["trsp"]):
        runs = benchmarks.compare(problem, setup, given["plans"])
        click.echo(benchmarks.as_json(runs) if given["as_json"] else benchmarks.table(runs))
        if given["plots"] is not None:
            _draw(given["plots"], runs)


def _problems(setup: "benchmarks.BenchmarkSetup", folder: Path | None) -> Iterable[Problem]:
    """The seeded problems, or those of a folder with technician-routing files."""
    from dispatch.solver.bench import compare, trsp

    if folder is None:
        yield from compare.problems(setup)
        return
    try:
        yield from trsp.problems(folder)
    except BadFile as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_FILE)


def _params(path: Path | None, without: str) -> Params:
    """The numbers of the method, from a file or as they are, without some strategies."""
    try:
        params = DEFAULT if path is None else params_from(path.read_text(encoding="utf-8"))
        return params.leaving_out(without.split(",") if without else ())
    except (BadParams, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None


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


def _bench_others(given: dict[str, Any], limits: Limits) -> None:
    """Other questions than for a plan of a set."""
    if given["translations"]:
        _bench_translations(_seeds(given["seeds"]), limits, as_json=given["as_json"])
    else:
        sets, seeds = _sets(given["sets"] or GAIN_SET), _seeds(given["seeds"])
        _bench_gains(sets, seeds, limits, as_json=given["as_json"])


def _bench_translations(seeds: tuple[int, ...], limits: Limits, *, as_json: bool) -> None:
    from dispatch.solver.bench import translations  # loads an engine

    for row in translations.measure(seeds, limits):
        click.echo(json.dumps(row.as_json()) if as_json else row.line())


def _bench_gains(
    sets: tuple[str, ...], seeds: tuple[int, ...], limits: Limits, *, as_json: bool
) -> None:
    """All cases and how good screen and counts were: for machines, one object on one line."""
    from dispatch.solver.bench import gains  # loads an engine

    rows: list[gains.GainRow] = []
    for name in sets:
        if SETS[name].provinces > 1:
            raise click.BadParameter(f"{name}: gains are measured in one province")
        for seed in seeds:
            for row in gains.measure(name, seed, limits):
                rows.append(row)
                if not as_json:
                    click.echo(row.line())
    report = gains.report(rows)
    click.echo(json.dumps(report.as_json()) if as_json else report.line())


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


COMMANDS = [solve, check, bench, split, join]
