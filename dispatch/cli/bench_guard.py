"""`ieum bench-guard`: the solver held against the figures that the repository keeps."""

import sys

import click

from dispatch.solver.params import BadParams
from foundation.times.clock import utc_now

GOT_WORSE = 1


@click.command(name="bench-guard")
@click.option("--update", is_flag=True, help="Keep what is reached now as the figures.")
@click.option(
    "--without", default="", help="Strategies to leave out, by commas, to see what is noticed."
)
def bench_guard(*, update: bool, without: str) -> None:
    """Solve some days and weeks anew; exit code 1 where cost, bound or gap got worse than kept."""
    from dispatch.solver.bench import guard  # loads what `ieum --help` need not

    kept = {} if update else guard.kept_figures()
    found: dict[str, guard.Figures] = {}
    faults: list[str] = []
    left_out = without.split(",") if without else []
    if update and left_out:
        raise click.UsageError("--update keeps what all strategies reach together")
    for guarded in guard.GUARDED:
        name = guarded.name
        try:
            one = found[name] = guard.measure(guarded, left_out)
        except BadParams as error:
            raise click.ClickException(str(error)) from None
        click.echo(
            f"{name:25} cost {one.cost:>9,}  bound {one.bound:>9,}  gap {one.gap:8.3%}"
            f"  {one.seconds:5.1f} s of processor"
        )
        faults += [] if update else guard.what_got_worse(name, one, kept.get(name), guarded.margin)
    if update:
        guard.keep(found, utc_now().date())
        click.echo(f"kept in {guard.FIGURES.name}")
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(GOT_WORSE if faults else 0)
