"""`ieum simulate`: weeks of the province played through the services, and what came of them."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from dispatch.cli.demo import EXAMPLES
from dispatch.service.simulation.drawing import draw
from dispatch.service.simulation.figures import SHARES, PlayFigures
from dispatch.service.simulation.play import Means, play
from dispatch.service.simulation.wish import SimulationWish
from foundation.cli.context import CliContext
from foundation.cli.standard_output import libraries_elsewhere
from foundation.config import settings_from
from foundation.database.work import Office
from foundation.times.clock import monotonic

BROKEN = 1
# Digits of a seed.
LONGEST_SEED = 18
# Keys of files that are thrown away; the office's own are not read.
KEYS = {"secret_key": "played" * 8, "encryption_keys": ("played:" + "3f" * 32,)}


class Seeds(click.ParamType[Any]):
    """Several seeds, as 1,2,3."""

    name = "seeds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The whole numbers of a text, each once."""
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.isdecimal() and len(part) <= LONGEST_SEED for part in parts):
            self.fail("give whole numbers with commas between them, as 1,2,3", param, ctx)
        return tuple(dict.fromkeys(int(part) for part in parts))


@click.command()
@click.option("--weeks", default=2, show_default=True, type=click.IntRange(1, 8))
@click.option("--seed", default=7, show_default=True, type=click.IntRange(0))
@click.option("--seeds", type=Seeds(), help="Several seeds instead, as 1,2,3.")
@click.option("--autopilot", is_flag=True, help="Let policies act without a person.")
@click.option(
    "--scale",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.02, 1.0),
    help="How much of the province's demand.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw how it went.")
@click.pass_obj
def simulate(
    context: CliContext,
    *,
    weeks: int,
    seed: int,
    seeds: tuple[int, ...] | None,
    scale: float,
    svg: Path | None,
    autopilot: bool,
    as_json: bool,
) -> None:
    """Play weeks of the province with a set clock, in a database of its own that is thrown away.

    Ends with 0; with 1 where a promise was broken (a double booking, an offer in limbo, a session without an
    outcome, a notice of something cancelled, a job given up); with 2 where an option is wrong.
    """
    found: list[PlayFigures] = []
    for each in seeds or (seed,):
        wish = SimulationWish(weeks=weeks, seed=each, scale=scale, autopilot=autopilot)
        found.append(play_apart(context, wish))
        if not as_json:
            click.echo("\n".join(table_of(found[-1])))
    if as_json:
        told = [one.as_json() for one in found]
        click.echo(json.dumps(told[0] if seeds is None else told, indent=2, ensure_ascii=False))
    if svg is not None:
        svg.write_text(draw(found[-1]), encoding="utf-8")
    if any(one.broken for one in found):
        raise click.exceptions.Exit(BROKEN)


def table_of(figures: PlayFigures) -> list[str]:
    """The figures, one a line: a name, and a number aligned to the right."""
    mode = "autopilot" if figures.autopilot else "careful coordinator"
    rows = [(name.replace("_", " "), _said(name, value)) for name, value in figures.told()]
    width = max(len(name) for name, _ in rows)
    title = f"{figures.length}, seed {figures.seed}, {mode}"
    return [title, *(f"  {name:<{width}}{value:>12}" for name, value in rows)]


def _said(name: str, value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float) and name in SHARES:
        return f"{value:.1%}"
    return f"{value:,}"


def play_apart(context: CliContext, wish: SimulationWish) -> PlayFigures:
    """Play a wish in a folder that is thrown away; the office's database and settings are not touched."""
    began = monotonic()

    def tell(line: str) -> None:
        if sys.stderr.isatty():
            # Back to the beginning of the line, and what stood there before is wiped out.
            click.echo(f"\r\x1b[K{line} ({monotonic() - began:.0f} s) ", nl=False, err=True)

    with tempfile.TemporaryDirectory(prefix="ieum-simulate-") as folder:

        def open_office(name: str) -> Office:
            values = {"database_url": f"sqlite:///{folder}/{name}.db", **KEYS}
            return context.open_office(settings_from(values, context.sections))

        means = Means(
            open_office=open_office,
            make_jobs=context.jobs,
            kinds=context.imports,
            examples=EXAMPLES,
            tell=tell,
        )
        # HiGHS says a line of its own now and then.
        with libraries_elsewhere():
            figures = play(means, wish)
        tell("")
        return figures
