"""`ieum solve`: a problem of a file planned in the engine's own process, and what is said of it."""

import contextlib
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import click

from dispatch.cli.interrupts import Interrupts
from dispatch.domain.states import EngineEnd
from dispatch.service.engine import compiled_code, solving
from dispatch.solver.problem.fields import LARGEST
from dispatch.solver.problem.files import BadFile, plan_from, plan_text, problem_from
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from foundation.cli.paths import READABLE, WRITABLE, write_whole

T = TypeVar("T")
BAD_FILE = 2
REFUSED = 1
BROKEN_OFF = 3
ENDS = {
    EngineEnd.CRASHED: "The search ended with an error. This is the best plan until then.",
    EngineEnd.KILLED: "The computer ended the search, perhaps for want of memory."
    " This is the best plan until then.",
    EngineEnd.HUNG: "The search no longer responded. This is the best plan until then.",
}


@click.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=READABLE)
@click.option("--out", required=True, type=WRITABLE)
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, LARGEST))
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
    """Plan a problem; Ctrl-C writes the best plan so far, and a second one does not wait.

    Exit code 1: pins contradict each other, one line for each contradiction, and nothing is written. 2: a file
    cannot be read. 3: the plan is written, but its search was broken off by an error or by the computer.
    """
    problem = read_file(problem_file, problem_from)
    begin = None if previous is None else read_file(previous, plan_from)
    if fewest_changes:
        if begin is None:
            raise click.UsageError("--fewest-changes needs --previous")
        problem = _held(problem, begin)
    limits = Limits(seconds, seed, workers, deterministic)
    if told := compiled_code.advice():
        _tell(f"Note: {told}")
    ends: list[EngineEnd] = []
    with Interrupts() as wish, _naming_impossible_pins():
        watch = solving.Watch(
            on_progress=_say_repair if fewest_changes else _say,
            should_stop=wish.should_stop,
            should_leave=wish.should_leave,
            on_cut_short=ends.append,
        )
        if fewest_changes:
            repaired = solving.repair(problem, limits, watch, previous=begin)
            write_whole(out, plan_text(repaired.plan) + "\n")
            _say_repaired(repaired)
        else:
            plan = solving.solve(problem, limits, watch, previous=begin)
            write_whole(out, plan_text(plan) + "\n")
            say_plan(plan)
    for end in ends:
        _tell(ENDS[end])
        sys.exit(BROKEN_OFF)


@contextlib.contextmanager
def _naming_impossible_pins() -> Generator[None]:
    """Ends with one line for each contradiction where no plan can keep all pins."""
    try:
        yield
    except solving.PinsContradict as error:
        for conflict in error.conflicts:
            _tell(conflict.line())
        sys.exit(REFUSED)


def _held(problem: Problem, previous: Plan) -> Problem:
    """The problem with what is to be kept: its own wish, else everything of the previous plan."""
    # Here and not above: only a repair pays for loading it.
    from dispatch.solver.repair.repair import keeping

    return problem if any(s.held_by for s in problem.sessions) else keeping(problem, previous)


def _say_repaired(found: solving.RepairedPlan) -> None:
    if found.fewest is None:
        proven = "fewer may do"
    else:
        proven = "proven" if found.fewest == found.changes else f"at least {found.fewest}"
    _tell(
        f"{found.changes} changes ({proven}), {len(found.plan.unfilled)} unfilled,"
        f" cost {found.plan.cost:,}, {found.plan.seconds:.1f} s"
    )


def read_file(path: Path, read: Callable[[str], T]) -> T:
    """Read a file, or end with one line that names the field."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        click.echo(f"{path}: not UTF-8: byte {error.start} means nothing", err=True)
    except BadFile as error:
        click.echo(f"{path}: {error}", err=True)
    sys.exit(BAD_FILE)


def _say(news: Progress) -> None:
    _tell(
        f"{news.elapsed:7.1f} s  best {news.best:>12,}  bound {news.bound:>12,}"
        f"  gap {_gap(news.gap, news.bound):>13}  unfilled {news.unfilled}"
    )


def _say_repair(news: Progress) -> None:
    _tell(f"{news.elapsed:7.1f} s  cost {news.best:>12,}  unfilled {news.unfilled}")


def _tell(line: str) -> None:
    """Say how far it is. Nobody may be listening any more: the plan is worth more than the line."""
    with contextlib.suppress(OSError):
        click.echo(line, err=True)


def _gap(gap: float, bound: int) -> str:
    """A gap; nothing is known of it before anything is proven."""
    return f"{gap:.3%}" if bound > 0 or gap == 0 else "not known yet"


def say_plan(plan: Plan) -> None:
    """Say what a plan is worth, on standard error."""
    _tell(
        f"{plan.status}: cost {plan.cost:,}, bound {plan.bound:,},"
        f" gap {_gap(plan.gap, plan.bound)}, {len(plan.unfilled)} unfilled, {plan.seconds:.1f} s"
    )
