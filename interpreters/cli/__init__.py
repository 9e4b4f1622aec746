"""What the command line offers about the roster."""

from pathlib import Path

import click

from foundation.cli.context import CliContext
from foundation.cli.paths import WRITABLE, write_whole
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.tables.kinds import ImportKind
from interpreters.service import exports

IMPORTS: tuple[ImportKind, ...] = tuple(exports.IMPORTS)


@click.command()
@click.argument("kind", type=click.Choice(sorted(exports.KINDS)))
@click.argument("file", type=WRITABLE)
@click.pass_obj
def export(context: CliContext, kind: str, file: Path) -> None:
    """Write the roster to FILE (.csv or .xlsx), so that it can be imported again."""
    file_format = file.suffix.removeprefix(".").lower()
    if file_format not in exports.FORMATS:
        raise click.ClickException("The file must end in .csv or .xlsx.")
    with begin(context.office, the_system("export")) as uow:
        content = exports.export(uow, kind, file_format)
    write_whole(file, content)
    click.echo(f"{file.name}: {len(content)} bytes written")


COMMANDS: tuple[click.Command, ...] = (export,)
