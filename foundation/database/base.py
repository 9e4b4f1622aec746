"""The two databases, made to keep the same promises."""

import enum
import os
import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, dataclass_transform
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.orm.decl_api import DCTransformDeclarative

from foundation.database import searching
from foundation.text.codes import normal_code

READING = "ieum_reading"
# How many statements stay compiled: all that there are. Compiling one takes longer than asking it.
KEPT_STATEMENTS = 4000

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "busy_timeout=30000",
)

POSTGRESQL_OPTIONS = "-c timezone=utc -c lock_timeout=10000 -c statement_timeout=30000"


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant. Refuses naive values; SQLite keeps it as sortable UTC text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CodeText(sa.types.TypeDecorator[str]):
    """A code, kept and asked for in its one form (`foundation/text/codes.py`), however it was typed."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Store the one form, and compare with it."""
        del dialect
        return None if value is None else normal_code(value)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


def stored_enum(kind: type[enum.Enum], *, is_checked: bool = True) -> sa.Enum:
    """Store an enumeration by its values, as text with a CHECK named after its column.

    Unchecked, a column can be added on SQLite without copying a table, whose guards would be lost.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=is_checked,
        length=max(len(value) for value in _values(kind)),
        values_callable=_values,
        # Left unnamed, so that each CHECK is named after its column: a table may hold a kind twice.
        name=None,
    )


def _name_of_check(constraint: sa.CheckConstraint, table: sa.Table) -> str:
    """The name given, else that of the column: PostgreSQL wants one name once in a table."""
    del table
    if isinstance(constraint.name, str):
        return constraint.name
    return next(iter(constraint.columns)).name


@dataclass_transform(
    kw_only_default=True,
    eq_default=False,
    field_specifiers=(mapped_column, relationship),
)
class _KeywordsOnly(DCTransformDeclarative):
    """Tells type checkers what `kw_only` below does to every table."""


class Base(
    MappedAsDataclass,
    DeclarativeBase,
    metaclass=_KeywordsOnly,
    kw_only=True,
    eq=False,
    repr=False,
):
    """Every table: keyword-only constructor, named constraints, instants in UTC."""

    metadata = sa.MetaData(
        naming_convention={
            "constraint_name": _name_of_check,  # pyright: ignore[reportArgumentType]  a token of ours
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        uuid.UUID: sa.Uuid,
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
    }

    def __repr__(self) -> str:
        """Name the row without touching its columns' contents."""
        return f"<{type(self).__name__} {sa.inspect(self).identity}>"


def make_engine(url: str) -> Engine:
    """An engine that keeps the promises of docs/operations.md on either database."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        if path and path != ":memory:":
            _make_private(Path(path))
        return _sqlite_engine(url)
    return _postgresql_engine(url, POSTGRESQL_OPTIONS)


def make_reading_engine(url: str) -> Engine:
    """An engine over a database that is there already, whose connections cannot write, whoever asks."""
    if url.startswith("sqlite"):
        path = quote(str(Path(url.removeprefix("sqlite:///")).absolute()))
        return _sqlite_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    options = f"{POSTGRESQL_OPTIONS} -c default_transaction_read_only=on"
    engine = _postgresql_engine(url, options)
    # A connection that has been used for reading begins its next transaction as one that writes, whatever the default.
    event.listen(engine, "begin", _begin_reading)
    return engine


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _postgresql_engine(url: str, options: str) -> Engine:
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        query_cache_size=KEPT_STATEMENTS,
        pool_size=10,
        max_overflow=20,
        connect_args={"options": options},
    )


def _sqlite_engine(url: str) -> Engine:
    # The driver must never send BEGIN by itself: whether a transaction reads or writes is decided below.
    engine = sa.create_engine(
        url,
        connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
        query_cache_size=KEPT_STATEMENTS,
        pool_size=10,
        max_overflow=20,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Only the account that runs the office may read the file; SQLite gives its companions the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        return  # a mistyped path; SQLite refuses it, and the folder keeps its rights
    path.touch(mode=0o600)
    if path.stat().st_mode & 0o077 and path.stat().st_uid == os.getuid():
        path.chmod(0o600)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    searching.install(connection)


def _begin_sqlite(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get(READING))
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    # A write takes its lock first: a deferred one that upgrades later fails at once when another wrote.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def names_constraint(error: DBAPIError, constraint: str) -> bool:
    """Whether this constraint (or the trigger that stands for it on SQLite) refused the row."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name == constraint
    return constraint in str(error.orig)


# What SQLite says when it is locked, full, of a folder that may only be read, or not there.
_OUT_OF_REACH = ("lock", "full", "readonly", "unable to open", "disk I/O")


def is_busy(error: OperationalError | sqlite3.OperationalError) -> bool:
    """Whether the database was locked, restarting or out of reach, so that trying again may help."""
    if isinstance(error, sqlite3.OperationalError):
        return any(words in str(error) for words in _OUT_OF_REACH)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state[:2] in {"08", "40", "53", "55", "57"}
    return error.connection_invalidated or any(words in str(error.orig) for words in _OUT_OF_REACH)
