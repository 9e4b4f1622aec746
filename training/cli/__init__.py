"""Commands and importable files of training."""

from pathlib import Path

import click

from foundation.cli.context import CliContext
from foundation.cli.paths import WRITABLE, write_whole
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.tables.kinds import ImportKind
from training.service.catalogue.class_times import CLASSES
from training.service.certification import imports, ladder
from training.service.certification.imports import CERTIFICATIONS

IMPORTS: tuple[ImportKind, ...] = (CERTIFICATIONS, CLASSES)


@click.command("ladder")
@click.pass_obj
def seed_ladder(context: CliContext) -> None:
    """Add the schemes of the shipped ladder that are not there yet."""
    with begin(context.office, the_system("ladder")) as uow:
        added = ladder.seed(uow)
    click.echo(f"{added} schemes added.")


@click.command("export-certifications")
@click.argument("file", type=WRITABLE)
@click.pass_obj
def export_certifications(context: CliContext, file: Path) -> None:
    """Write the certifications to FILE (.csv or .xlsx), so that they can be imported again."""
    file_format = file.suffix.removeprefix(".").lower()
    if file_format not in imports.FORMATS:
        raise click.ClickException("The file must end in .csv or .xlsx.")
    with begin(context.office, the_system("export")) as uow:
        content = imports.export(uow, file_format)
    write_whole(file, content)
    click.echo(f"{file.name}: {len(content)} bytes written")


COMMANDS: tuple[click.Command, ...] = (seed_ladder, export_certifications)
