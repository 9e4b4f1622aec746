"""`ieum bench-guard`: the solver held against the figures that the repository keeps."""

import sys

import click

from foundation.times.clock import utc_now

GOT_WORSE = 1


@click.command(name="bench-guard")
@click.option("--update", is_flag=True, help="Keep what is reached now as the figures.")
def bench_guard(*, update: bool) -> None:
    """Solve a day and two weeks anew; exit code 1 where cost, bound or gap got worse than kept."""
    from dispatch.solver.bench import guard  # loads what `ieum --help` need not

    kept = {} if update else guard.kept_figures()
    found: dict[str, guard.Figures] = {}
    faults: list[str] = []
    for problem in guard.guarded():
        name = problem.name
        one = found[name] = guard.measure(problem)
        click.echo(
            f"{name:18} cost {one.cost:>9,}  bound {one.bound:>9,}  gap {one.gap:8.3%}"
            f"  {one.seconds:5.1f} s of processor"
        )
        faults += [] if update else guard.what_got_worse(name, one, kept.get(name))
    if update:
        guard.keep(found, utc_now().date())
        click.echo(f"kept in {guard.FIGURES.name}")
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(GOT_WORSE if faults else 0)
