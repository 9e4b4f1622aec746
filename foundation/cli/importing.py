"""Importing files from the command line: the same checks as on the page."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from foundation.cli.context import CliContext
from foundation.security.permissions import the_system
from foundation.tables.importing import ImportKind, read_rows, run_import, shifted

ANCHOR_MONDAY = date(2026, 11, 30)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, keep nothing.")
@click.option(
    "--first-monday",
    type=click.DateTime(["%Y-%m-%d"]),
    help=f"Shift every date by whole weeks, so that {ANCHOR_MONDAY} becomes this Monday.",
)
@click.pass_obj
def import_files(
    context: CliContext, paths: tuple[Path, ...], *, dry_run: bool, first_monday: datetime | None
) -> None:
    """Import CSV or XLSX files, or a folder of them in their proper order."""
    shift = _shift(first_monday.date() if first_monday else None)
    jobs = [job for path in paths for job in _files_of(context, path)]
    if not jobs:
        raise click.ClickException("There is no file here that can be imported.")
    for kind, path in jobs:
        import_one(context, kind, path, shift=shift, dry_run=dry_run)


def import_one(
    context: CliContext, kind: ImportKind, path: Path, *, shift: timedelta, dry_run: bool = False
) -> None:
    """Import one file and say how it went; stops the command at the first file with problems."""
    read = read_rows(path.name, path.read_bytes(), kind)
    problems = list(read.problems)
    if not problems:
        rows = [shifted(row, kind, shift) for row in read.rows]
        report = run_import(context.office, the_system("import"), kind, rows, apply=not dry_run)
        problems = report.problems
    for problem in problems[:50]:
        where = f"{path.name}:{problem.line}: {problem.column}".rstrip(": ")
        click.echo(f"{where}: {problem.reason}", err=True)
    if problems:
        raise click.ClickException(f"{path.name}: {len(problems)} problems; see above.")
    click.echo(f"{path.name}: {len(read.rows)} rows {'checked' if dry_run else 'imported'}")


def _files_of(context: CliContext, path: Path) -> list[tuple[ImportKind, Path]]:
    if path.is_dir():
        return [
            (kind, path / kind.file_name)
            for kind in context.imports
            if (path / kind.file_name).exists()
        ]
    for kind in context.imports:
        if path.stem == kind.name:
            return [(kind, path)]
    names = ", ".join(kind.file_name for kind in context.imports)
    raise click.ClickException(f"{path.name}: expected one of {names}")


def _shift(first_monday: date | None) -> timedelta:
    if first_monday is None:
        return timedelta(0)
    if first_monday.weekday() != 0:
        raise click.ClickException(f"--first-monday: {first_monday} is not a Monday.")
    return first_monday - ANCHOR_MONDAY
