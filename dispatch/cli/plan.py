"""`ieum plan`: plan some days from the command line, through the same service as the board."""

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import click

from dispatch.cli.interrupts import Interrupts
from dispatch.domain.causes import Cause
from dispatch.domain.states import RunState
from dispatch.service.engine import compiled_code, solving
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from dispatch.service.plans.runs import PlanRun
from foundation.cli.context import CliContext
from foundation.database.work import begin, reading
from foundation.security.errors import DomainError
from foundation.security.permissions import the_system
from foundation.text.i18n import label
from foundation.times.zones import local_day

WEEK = 7
COLUMN = 26


@click.command()
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), help="Tomorrow unless given.")
@click.option("--days", default=WEEK, show_default=True, type=click.IntRange(1, runs.MOST_DAYS))
@click.option("--seconds", type=click.IntRange(1, runs.MOST_SECONDS), help="Time limit.")
@click.pass_obj
def plan(context: CliContext, first_day: datetime | None, days: int, seconds: int | None) -> None:
    """Make a draft of some days and say how good it is; it waits on the board to be sent."""
    today = local_day(context.office.clock(), context.settings.zone)
    first = today + timedelta(days=1) if first_day is None else first_day.replace(tzinfo=UTC).date()
    plan_days(context, first_day=first, days=days, seconds=seconds)


def plan_days(
    context: CliContext, *, first_day: date, days: int = WEEK, seconds: int | None = None
) -> None:
    """Plan from a day on and print the table; ClickException says in one line why there is none."""
    last_day = first_day + timedelta(days=days - 1)
    if told := compiled_code.advice():
        click.echo(f"Note: {told}", err=True)
    actor = the_system("plan")
    try:
        with Interrupts() as wish:
            with begin(context.office, actor) as uow:
                run = runs.ask_for_plan(uow, first_day, last_day, seconds)
            with _ending_the_run(context, run):
                watch = solving.Watch(should_stop=wish.should_stop, should_leave=wish.should_leave)
                run_plan(context.office, str(run.id), watch=watch)
        with reading(context.office, actor) as uow:
            run = runs.get_run(uow, run.id)
            seats = runs.count_sessions(uow, run)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    if run.state is not RunState.DONE:
        raise click.ClickException(
            f"the draft is {run.state}: {run.error or 'the situation moved on'}"
        )
    for line in table_of(run, seats):
        click.echo(line)


@contextmanager
def _ending_the_run(context: CliContext, run: PlanRun) -> Generator[None]:
    """Drop the run when it is broken off by force, so that nobody waits for it and the next may begin."""
    try:
        yield
    except KeyboardInterrupt:
        with begin(context.office, the_system("plan")) as uow:
            runs.drop(uow, run.id)
        raise click.ClickException("Stopped. There is no draft of these days.") from None


def table_of(run: PlanRun, sessions: int) -> Sequence[str]:
    """The figures of a plan, one a line: a name, and a number aligned to the right."""
    causes = Counter(run.causes.values())
    unfilled = sum(causes.values())
    measures = {str(m["label"]): int(m["now"]) for m in run.measures}
    rows = [
        ("sessions", f"{sessions:,}"),
        ("filled", f"{sessions - unfilled:,}"),
        *((name, f"{n:,}") for name, n in _second_choices(run) if n),
        ("unfilled", f"{unfilled:,}"),
        *((f"  {label(Cause(name), 'en').lower()}", f"{n:,}") for name, n in _by_count(causes)),
        ("travel minutes", f"{measures.get('travel', 0):,}"),
        ("tight transfers", f"{measures.get('tight', 0):,}"),
        ("proven gap", _gap(run)),
        ("seconds", f"{float(run.progress.get('elapsed', 0)):.1f}"),
    ]
    width = max(COLUMN, *(len(name) for name, _ in rows))
    title = f"Plan {run.first_day:%Y-%m-%d} to {run.last_day:%Y-%m-%d}"
    end = runs.cut_short(run)
    warning = [] if end is None else [label(end, "en")]
    if run.progress.get("contradictions"):
        warning.append("Some pinned assignments contradict each other; the board names them.")
    return [title, *(f"  {name:<{width}}{value:>10}" for name, value in rows), *warning]


def _second_choices(run: PlanRun) -> Sequence[tuple[str, int]]:
    """How many of the filled sessions are not held as was wished for first, though as accepted."""
    found = run.progress.get("second", {})
    return [
        ("  in another accepted mode", found.get("mode", 0)),
        ("  from another accepted start", found.get("start", 0)),
        ("  in the alternative language", found.get("language", 0)),
    ]


def _gap(run: PlanRun) -> str:
    """What is proven of the plan; nothing where the search broke off."""
    found = run.progress.get("gap")
    return "not known" if found is None or runs.cut_short(run) else f"{found:.2%}"


def _by_count(causes: "Counter[str]") -> list[tuple[str, int]]:
    return sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))
