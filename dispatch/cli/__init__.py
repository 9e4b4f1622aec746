"""Commands of the dispatch package for the `ieum` console script."""

import click

from dispatch.cli import engine
from dispatch.cli.plan import plan
from foundation.tables.kinds import ImportKind

COMMANDS: tuple[click.Command, ...] = (*engine.COMMANDS, plan)
IMPORTS: tuple[ImportKind, ...] = ()
