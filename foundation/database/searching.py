"""Names as they are searched, inside a query: case, marks and đ do not count, on either database."""

import sqlite3
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from foundation.text.normalise import PLAIN_LETTERS, searchable

NAME = "ieum_searchable"


class _Searchable(FunctionElement[str]):
    """A column in the form of `searchable`."""

    type = sa.String()
    inherit_cache = True


@compiles(_Searchable)
def _by_our_function(element: _Searchable, compiler: SQLCompiler, **options: Any) -> str:
    return f"{NAME}({compiler.process(element.clauses, **options)})"


@compiles(_Searchable, "postgresql")
def _by_postgresql(element: _Searchable, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    letters, plain = "".join(PLAIN_LETTERS), "".join(PLAIN_LETTERS.values())
    bare = rf"regexp_replace(normalize(lower({column}), NFKD), '[\u0300-\u036f]+', '', 'g')"
    return f"translate(normalize({bare}, NFC), '{letters}', '{plain}')"


def install(connection: sqlite3.Connection) -> None:
    """Give a connection of SQLite, which folds A to Z alone, the form that we search by."""
    connection.create_function(NAME, 1, _or_none, deterministic=True)


def _or_none(text: str | None) -> str | None:
    return None if text is None else searchable(text)


def holds(column: Any, text: str) -> sa.ColumnElement[bool]:
    """Whether a name holds a text, however either is typed."""
    return _Searchable(column).contains(searchable(text), autoescape=True)


def is_called(column: Any, texts: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether a name is one of some texts, however either is typed."""
    return _Searchable(column).in_([searchable(text) for text in texts])
