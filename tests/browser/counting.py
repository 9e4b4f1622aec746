"""What a page costs: statements asked, rows read from the database, bytes sent; whatever the machine."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from foundation.database.work import Office


@dataclass
class Cost:
    """What was asked of the database while it was listened to, and how much was sent."""

    statements: int = 0
    rows: int = 0
    size: int = 0


# The one that is counted now: the cursors are made by the driver, which hands nothing on.
_NOW = Cost()


class CountingCursor(sqlite3.Cursor):
    """A cursor that counts what it hands out."""

    def execute(self, sql: str, parameters: Any = (), /) -> "CountingCursor":
        """Count a statement."""
        _NOW.statements += not sql.startswith(("PRAGMA", "BEGIN"))
        super().execute(sql, parameters)
        return self

    def fetchone(self) -> Any:
        """Count a row."""
        found = super().fetchone()
        _NOW.rows += found is not None
        return found

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Count some rows."""
        found = super().fetchmany(size or self.arraysize)
        _NOW.rows += len(found)
        return found

    def fetchall(self) -> list[Any]:
        """Count the rest."""
        found = super().fetchall()
        _NOW.rows += len(found)
        return found


class _CountingConnection(sqlite3.Connection):
    def cursor(self, factory: Any = None) -> Any:
        """A cursor that counts."""
        return super().cursor(factory or CountingCursor)


def count_rows_of(office: Office) -> None:
    """Have every connection of an office on SQLite count from now on."""

    def connect(_dialect: object, _record: object, _args: object, values: dict[str, Any]) -> None:
        values["factory"] = _CountingConnection

    event.listen(office.engine, "do_connect", connect)
    # Those that are open already do not count.
    office.engine.dispose()


@contextmanager
def counted() -> Generator[Cost]:
    """What is asked within the block; read it afterwards."""
    found = Cost()
    before = Cost(_NOW.statements, _NOW.rows)
    yield found
    found.statements = _NOW.statements - before.statements
    found.rows = _NOW.rows - before.rows
