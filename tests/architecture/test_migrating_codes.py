"""The migration that brings codes to one form, on data: cases become one, nobody loses a code of their own."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.engine import Connection

CODES: ModuleType = import_module("migrations.versions.0030_one_form_of_codes")
TABLES = {"request": ("reference", "case_code"), "restriction": ("case_code",)}


@pytest.fixture
def before() -> Iterator[Connection]:
    """The tables that hold codes, as they were typed."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        for table in ("organisation", "site", "interpreter", "course", *TABLES):
            columns = TABLES.get(table, ("code",))
            made = sa.Table(table, sa.MetaData(), *(sa.Column(name, sa.String) for name in columns))
            made.create(connection)
        yield connection
    engine.dispose()


def put(connection: Connection, table: str, **values: str) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def held(connection: Connection, table: str, column: str) -> list[str]:
    query = sa.text(f"SELECT {column} FROM {table}")
    return sorted(str(row[0]) for row in connection.execute(query))


def test_cases_that_differ_by_their_typing_become_one(before: Connection) -> None:
    put(before, "request", reference="R-1", case_code="ans-2026-0777")
    put(before, "request", reference="r–2", case_code="ANS-2026-0777")
    put(before, "request", reference="R-3", case_code="")
    put(before, "restriction", case_code="ＡＮＳ-2026-0777")
    put(before, "restriction", case_code="ANS-2026-0777")

    with Operations.context(MigrationContext.configure(before)):
        CODES.upgrade()

    assert held(before, "request", "case_code") == ["", "ANS-2026-0777", "ANS-2026-0777"]
    assert held(before, "request", "reference") == ["R-1", "R-2", "R-3"]
    assert held(before, "restriction", "case_code") == ["ANS-2026-0777"] * 2


def test_of_two_codes_that_become_the_same_one_gets_a_number(before: Connection) -> None:
    for code in ("ans", "ANS", "Ans"):
        put(before, "organisation", code=code)

    with Operations.context(MigrationContext.configure(before)):
        CODES.upgrade()

    assert held(before, "organisation", "code") == ["ANS", "ANS-2", "ANS-3"]
