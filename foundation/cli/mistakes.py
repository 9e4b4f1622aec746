"""Everyday mistakes on the command line: one line that says what to do, and an exit code, never a traceback.

Exit code 2: the command was called in a way, or with a setting, that means nothing. 1: it was refused, or what
it needs cannot be reached. What is a fault of ours keeps its traceback.
"""

import errno
import os
import sys
from typing import Any

import click
from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError

from foundation.config import Settings
from foundation.security.errors import DomainError

# What the system says of files and ports, and what can be done about it.
_WAYS_OUT = {
    errno.ENOENT: "There is no such file or folder. Make the folder first, or mend the path.",
    errno.ENOTDIR: "A part of this path is no folder. Mend the path.",
    errno.EISDIR: "This is a folder, but a file is needed.",
    errno.EACCES: "This may not be read or written by this account. Change its rights, or choose another place.",
    errno.EPERM: "This may not be read or written by this account. Change its rights, or choose another place.",
    errno.EROFS: "This disk can only be read. Choose another place.",
    errno.ENOSPC: "The disk is full. Make room, and try again.",
}
# What SQLite says of its file, by the beginning of the error's name.
_OF_SQLITE = {
    "SQLITE_CANTOPEN": "the database cannot be opened. Check that its folder is there and may be written to.",
    "SQLITE_READONLY": "the database can only be read. Change the rights of the file and of its folder.",
    "SQLITE_BUSY": "the database is in use by another command. Wait until that has ended, and try again.",
    "SQLITE_LOCKED": "the database is in use by another command. Wait until that has ended, and try again.",
    "SQLITE_FULL": "the disk is full. Make room, and try again.",
    "SQLITE_IOERR": "the disk cannot be read or written. Look whether it is full, or was removed.",
    "SQLITE_NOTADB": "this is no database. Mend IEUM_DATABASE_URL, or bring the file back from the backup.",
    "SQLITE_CORRUPT": "the database is damaged. Bring it back from the backup.",
}


def wrong_settings(lines: str) -> click.ClickException:
    """What ends a command whose settings mean nothing; `lines` names each of them in one line."""
    told = "mend these settings (docs/operations.md lists them):\n  " + lines.replace("\n", "\n  ")
    error = click.ClickException(told)
    error.exit_code = 2  # pyright: ignore[reportAttributeAccessIssue]  as click documents it
    return error


class OneLineGroup(click.Group):
    """A group of commands that tells everyday mistakes in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ClickException for a mistake of every day."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read what we wrote has seen enough. What is still to be written goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except Exception as error:
            told = told_in_one_line(error)
            if told is None:
                raise
            raise click.ClickException(told) from None


def told_in_one_line(error: BaseException) -> str | None:
    """What to say of an everyday mistake; None for what may be a fault of ours."""
    if isinstance(error, DomainError):
        return str(error)
    if isinstance(error, CommandError):
        return f"{error}. `ieum migrate` without --revision goes to the newest schema."
    if isinstance(error, ArgumentError):
        return "IEUM_DATABASE_URL: give sqlite:///path or postgresql+psycopg://user@host/name"
    if isinstance(error, DatabaseError | InterfaceError):
        return _database(error)
    if isinstance(error, OSError) and error.errno in _WAYS_OUT:
        where = f"{error.filename}: " if error.filename else ""
        return where + _WAYS_OUT[error.errno]
    return None


def _database(error: DBAPIError) -> str | None:
    """What is wrong with the database itself; never its message, which may hold what is stored in it."""
    where = os.environ.get("IEUM_DATABASE_URL", Settings.database_url)
    kind = getattr(error.orig, "sqlite_errorname", "") or ""
    for beginning, told in _OF_SQLITE.items():
        if kind.startswith(beginning):
            return f"{where}: {told}"
    if kind or getattr(error.orig, "sqlstate", None) is not None:
        return None
    address = make_url(where).render_as_string(hide_password=True)
    return f"{address}: the database does not answer. Check that it runs, and IEUM_DATABASE_URL."
