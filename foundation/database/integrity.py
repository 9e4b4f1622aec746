"""Guards that models cannot express, in one place per database.

Packages register theirs; creating the schema and every migration that rebuilds a SQLite table call
`install`, because such a rebuild drops triggers silently.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection


@dataclass(frozen=True)
class Guard:
    """Statements that put one guard in place; safe to run again."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


GUARDS: dict[str, Guard] = {}


def register(guard: Guard) -> None:
    """Make a guard known; the tables of a package call this on import."""
    GUARDS[guard.name] = guard


def install(connection: Connection) -> None:
    """(Re)create every registered guard whose table exists."""
    tables = set(sa.inspect(connection).get_table_names())
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for guard in GUARDS.values():
        if guard.table in tables:
            for statement in statements_of(guard, connection.dialect.name):
                connection.exec_driver_sql(statement)


def statements_of(guard: Guard, dialect: str) -> tuple[str, ...]:
    """The guard's statements for one kind of database."""
    return guard.postgresql if dialect == "postgresql" else guard.sqlite


def append_only(table: str) -> Guard:
    """A guard under which rows of `table` are added and never changed or removed."""
    function = f"refuse_change_of_{table}"
    sqlite: list[str] = []
    for action in ("UPDATE", "DELETE"):
        name = f"{table}_no_{action.lower()}"
        sqlite += [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}_is_append_only'); END"
            ),
        ]
    postgresql = (
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table}_is_append_only'; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        ),
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        ),
    )
    return Guard(f"{table}_append_only", table, tuple(sqlite), postgresql)


def schema_text(connection: Connection) -> dict[str, Any]:
    """A comparable description of the schema, guards and checks included."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' "
            "AND name != 'alembic_version' AND tbl_name != 'alembic_version'"
        )
        return {f"{kind} {name}": _normal(sql) for kind, name, sql in rows}
    return _postgresql_schema(connection)


def _normal(sql: str | None) -> str:
    """The text of a statement without its layout; columns and constraints in sorted order."""
    if sql is None:
        return ""
    flat = " ".join(sql.replace('"', "").split())
    if not flat.upper().startswith("CREATE TABLE"):
        return flat
    head, _, body = flat.partition("(")
    parts = sorted(each for part in _split(body.rsplit(")", 1)[0]) for each in _apart(part.strip()))
    return f"{head.strip()} ({', '.join(parts)})"


def _apart(part: str) -> list[str]:
    """A column and its named constraint, which SQLite keeps with the column when it was added later."""
    column, mark, rest = part.partition(" CONSTRAINT ")
    if not column or not mark:
        return [part]
    name, _, what = rest.partition(" ")
    if what.startswith("REFERENCES"):
        what = f"FOREIGN KEY({column.split()[0]}) {what}"
    return [column, f"CONSTRAINT {name} {what}"]


def _split(body: str) -> list[str]:
    """Cut at commas outside brackets and quotes."""
    parts, depth, quoted, start = list[str](), 0, False, 0
    for place, sign in enumerate(body):
        if sign == "'":
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "," and depth == 0 and not quoted:
            parts.append(body[start:place])
            start = place + 1
    return [*parts, body[start:]]


def _postgresql_schema(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, query in {
        "column": "SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || "
        "coalesce(character_maximum_length::text, '') FROM information_schema.columns "
        "WHERE table_schema = 'public'",
        "constraint": "SELECT conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "trigger": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }.items():
        for name, text in connection.exec_driver_sql(query):
            if "alembic_version" not in name:
                found[f"{kind} {name}"] = text
    return found
