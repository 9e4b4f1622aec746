"""Commands of the dispatch package for the `ieum` console script."""

from collections.abc import Sequence

import click

from dispatch.cli import engine
from dispatch.cli.bench_guard import bench_guard
from dispatch.cli.plan import plan
from dispatch.cli.simulate import simulate
from dispatch.service.engine import compiled_code
from dispatch.service.glossary.files import TERMS
from foundation.cli.context import CliContext
from foundation.tables.kinds import ImportKind


def advise(_context: CliContext) -> Sequence[str]:
    """What a server that starts says of the engine."""
    told = compiled_code.advice()
    return () if told is None else (f"Note: {told}",)


COMMANDS: tuple[click.Command, ...] = (*engine.COMMANDS, bench_guard, plan, simulate)
GREETINGS = (advise,)
IMPORTS: tuple[ImportKind, ...] = (TERMS,)
