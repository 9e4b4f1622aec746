"""Importing files from the command line: the same checks as on the page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from foundation.cli.context import CliContext
from foundation.security.permissions import the_system
from foundation.tables.importing import Report, read_rows, run_imports, shifted
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Row, RowOutcome, RowProblem

ANCHOR_MONDAY = date(2026, 11, 30)
SHOWN = 50


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
    """Import CSV or XLSX files, or a folder of them in their proper order: all of it or nothing."""
    shift = _shift(first_monday.date() if first_monday else None)
    jobs = [job for path in paths for job in _files_of(context, path)]
    if not jobs:
        raise click.ClickException("There is no file here that can be imported.")
    _import_all(context, jobs, shift=shift, dry_run=dry_run)


def import_one(
    context: CliContext, kind: ImportKind, path: Path, *, shift: timedelta, dry_run: bool = False
) -> None:
    """Import one file and say how it went; stops the command when something is wrong."""
    _import_all(context, [(kind, path)], shift=shift, dry_run=dry_run)


def _import_all(
    context: CliContext,
    jobs: Sequence[tuple[ImportKind, Path]],
    *,
    shift: timedelta,
    dry_run: bool,
) -> None:
    """Try all files in one transaction and tell everything that is wrong; store all of them or none."""
    wrong = 0
    files: list[tuple[ImportKind, list[Row]]] = []
    for kind, path in jobs:
        read = read_rows(path.name, _content(path), kind)
        files.append((kind, [shifted(row, kind, shift) for row in read.rows]))
        wrong += _tell(path, read.problems)
    reports = run_imports(
        context.office, the_system("import"), files, apply=not dry_run and not wrong
    )
    for (_, path), report in zip(jobs, reports, strict=True):
        wrong += _tell(path, report.problems)
        for doubt in report.doubts[:SHOWN]:
            click.echo(f"{_place(path, doubt)}: look at this: {doubt.reason}", err=True)
    if wrong:
        names = ", ".join(path.name for _, path in jobs)
        raise click.ClickException(f"{names}: {wrong} problems; see above. Nothing was stored.")
    for (_, path), report in zip(jobs, reports, strict=True):
        done = "checked" if dry_run else "imported"
        click.echo(f"{path.name}: {report.rows} rows {done}{_counts(report)}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from None


def _tell(path: Path, problems: Sequence[RowProblem]) -> int:
    """Say what is wrong in a file; gives how much it is."""
    for problem in problems[:SHOWN]:
        click.echo(f"{_place(path, problem)}: {problem.reason}", err=True)
    if len(problems) > SHOWN:
        click.echo(f"{path.name}: and {len(problems) - SHOWN} more", err=True)
    return len(problems)


def _place(path: Path, problem: RowProblem) -> str:
    sheet = f"{problem.sheet}:" if problem.sheet else ""
    return f"{path.name}:{sheet}{problem.line}: {problem.column}".rstrip(": ")


def _counts(report: Report) -> str:
    if not report.knows_outcomes or not report.rows:
        return ""
    told = (f"{report.outcomes[outcome]} {outcome.value}" for outcome in RowOutcome)
    return f" ({', '.join(told)})"


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
