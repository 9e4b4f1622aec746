"""A copy of the database while the office is at work."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import click

from foundation.cli.context import CliContext
from foundation.files.settings import folder_of

# Pages copied before writers get their turn.
PAGES = 4096


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(context: CliContext, file: Path) -> None:
    """Copy the SQLite database to FILE, whole and checked, while the office goes on working.

    On PostgreSQL use pg_dump. The keys are not in it: keep them elsewhere.
    """
    if not context.settings.database_url.startswith("sqlite:///"):
        raise click.ClickException("This database is PostgreSQL: back it up with pg_dump.")
    if file.exists():
        raise click.ClickException(f"{file} is there already: name another file.")
    beside = file.with_name(f".{file.name}.part")
    beside.unlink(missing_ok=True)
    # Nobody else may read it, not even while it is written.
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _copy(context, beside)
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)
    click.echo(f"{file} ({file.stat().st_size / 1_000_000:.1f} MB) holds the database.")
    if (folder := folder_of(context.office.settings)).exists():
        click.echo(f"Now copy {folder} too: it holds the files that people handed in.")


def _copy(context: CliContext, target: Path) -> None:
    with (
        closing(context.office.engine.raw_connection()) as raw,
        closing(sqlite3.connect(target)) as copy,
    ):
        cast("sqlite3.Connection", raw.driver_connection).backup(copy, pages=PAGES, sleep=0.01)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise click.ClickException(f"The copy is damaged, and so may be the database: {found}")
