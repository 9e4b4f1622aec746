"""Importing files from the command line: the same checks as on the page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from foundation.cli.context import CliContext
from foundation.cli.import_files import content_of, files_of
from foundation.security.permissions import the_system
from foundation.tables.descriptions import describe
from foundation.tables.importing import Report, shifted, take_in
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import Reading, read_rows
from foundation.tables.rows import RowOutcome, RowProblem

ANCHOR_MONDAY = date(2026, 11, 30)
SHOWN = 50
# Of each file, before anything is stored: enough to see whether the letters and columns are right.
SHOWN_ROWS, LONGEST_ROW = 2, 300
SEPARATOR_NAMES = {";": "semicolon", "\t": "tab", "|": "stroke"}


def _describe(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  as click calls it
    if wanted and isinstance(context.obj, CliContext):
        click.echo(describe(context.obj.imports))
        context.exit()


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--describe",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_describe,
    help="Say what the columns and values of every kind of file are.",
)
@click.option("--dry-run", is_flag=True, help="Check everything, keep nothing.")
@click.option(
    "--kind", metavar="NAME", help="What the files hold, where their names do not say it."
)
@click.option(
    "--first-monday",
    type=click.DateTime(["%Y-%m-%d"]),
    help=f"Shift every date by whole weeks, so that {ANCHOR_MONDAY} becomes this Monday.",
)
@click.pass_obj
def import_files(
    context: CliContext,
    paths: tuple[Path, ...],
    *,
    dry_run: bool,
    kind: str | None,
    first_monday: datetime | None,
) -> None:
    """Import CSV or XLSX files, or a folder of them in their proper order: all of it or nothing."""
    shift = _shift(first_monday.date() if first_monday else None)
    kinds = list(context.imports)
    chosen = _chosen(kinds, kind)
    jobs = [job for path in paths for job in files_of(kinds, path, chosen)]
    jobs.sort(key=lambda job: kinds.index(job[0]))
    if not jobs:
        raise click.ClickException("There is no file here that can be imported.")
    _import_all(context, jobs, shift=shift, dry_run=dry_run)


def _chosen(kinds: Sequence[ImportKind], name: str | None) -> ImportKind | None:
    if name is None:
        return None
    for kind in kinds:
        if kind.name == name.casefold():
            return kind
    known = ", ".join(kind.name for kind in kinds)
    raise click.ClickException(f"--kind: “{name}” is none of: {known}")


def import_one(context: CliContext, kind: ImportKind, path: Path, *, shift: timedelta) -> None:
    """Import a file of the examples; stops the command when something is wrong. Its odd days are meant."""
    _import_all(context, [(kind, path)], shift=shift, dry_run=False, tells_doubts=False)


def _import_all(
    context: CliContext,
    jobs: Sequence[tuple[ImportKind, Path]],
    *,
    shift: timedelta,
    dry_run: bool,
    tells_doubts: bool = True,
) -> None:
    """Try all files in one transaction and tell everything that is wrong; store all of them or none."""
    files = [(kind, _read(path, kind, shift)) for kind, path in jobs]
    reports = take_in(context.office, the_system("import"), files, apply=not dry_run)
    wrong = 0
    for (_, path), report in zip(jobs, reports, strict=True):
        if wrong and report.problems:
            click.echo("What follows may come from the faults of the files above.", err=True)
        wrong += _tell(path, report.problems)
        _tell_doubts(path, report.doubts if tells_doubts else ())
    if wrong:
        names = ", ".join(path.name for _, path in jobs)
        raise click.ClickException(f"{names}: {wrong} problems; see above. Nothing was stored.")
    for (_, path), (_, reading), report in zip(jobs, files, reports, strict=True):
        done = "checked" if dry_run else "imported"
        click.echo(f"{path.name}: {report.rows} rows {done}{_counts(report)}{_as_read(reading)}")
        for row in reading.rows[:SHOWN_ROWS] if dry_run else []:
            cells = " | ".join(f"{name}: {cell}" for name, cell in row.cells.items() if cell)
            click.echo(f"  {row.line}: {cells[:LONGEST_ROW]}")


def _read(path: Path, kind: ImportKind, shift: timedelta) -> Reading:
    reading = read_rows(path.name, content_of(path), kind)
    reading.rows = [shifted(row, kind, shift) for row in reading.rows]
    return reading


def _as_read(reading: Reading) -> str:
    """How a file was understood, where it could have been otherwise."""
    parts: list[str] = []
    if reading.encoding and reading.encoding != "UTF-8":
        parts.append(f"letters: {reading.encoding}")
    if reading.separator not in {"", ","}:
        parts.append(f"separator: {SEPARATOR_NAMES[reading.separator]}")
    if len(reading.taken) > 1 or reading.left or reading.hidden:
        parts.append(f"sheets: {', '.join(reading.taken)}")
    if reading.left:
        parts.append(f"not taken: {', '.join(reading.left)}")
    if reading.hidden:
        parts.append(f"hidden, not taken: {', '.join(reading.hidden)}")
    return f" [{'; '.join(parts)}]" if parts else ""


def _tell(path: Path, problems: Sequence[RowProblem]) -> int:
    """Say what is wrong in a file; gives how much it is."""
    for problem in problems[:SHOWN]:
        click.echo(f"{_place(path, problem)}: {problem.reason}", err=True)
    if len(problems) > SHOWN:
        click.echo(f"{path.name}: and {len(problems) - SHOWN} more", err=True)
    return len(problems)


def _tell_doubts(path: Path, doubts: Sequence[RowProblem]) -> None:
    """Say what should be looked at: what is the same in many lines once."""
    alike: dict[tuple[str, str], list[RowProblem]] = {}
    for doubt in doubts:
        alike.setdefault((doubt.column, str(doubt.reason)), []).append(doubt)
    for (_, reason), found in list(alike.items())[:SHOWN]:
        more = f" (and {len(found) - 1} more lines)" if len(found) > 1 else ""
        click.echo(f"{_place(path, found[0])}: please check: {reason}{more}", err=True)


def _place(path: Path, problem: RowProblem) -> str:
    sheet = f"{problem.sheet}:" if problem.sheet else ""
    return f"{path.name}:{sheet}{problem.line}: {problem.column}".rstrip(": ")


def _counts(report: Report) -> str:
    if not report.knows_outcomes or not report.rows:
        return ""
    told = (f"{report.outcomes[outcome]} {outcome.value}" for outcome in RowOutcome)
    return f" ({', '.join(told)})"


def _shift(first_monday: date | None) -> timedelta:
    if first_monday is None:
        return timedelta(0)
    if first_monday.weekday() != 0:
        raise click.ClickException(f"--first-monday: {first_monday} is not a Monday.")
    return first_monday - ANCHOR_MONDAY
