"""Crowds for the promises: many sessions at once, written past our own code."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dispatch.store.tables import NO_OVERLAP, Assignment
from foundation.database.integrity import GUARDS
from foundation.database.work import Office, UnitOfWork
from scheduling.store.tables import CounsellingSession, Request
from tests.factories import a_session


def many_sessions(uow: UnitOfWork, count: int) -> list[uuid.UUID]:
    """Sessions like `a_session`, written in two statements."""
    pattern = a_session(uow)
    asked, session = columns(pattern.request), columns(pattern)
    ids = [(uuid.uuid4(), uuid.uuid4()) for _ in range(count)]
    requests = [{**asked, "id": r, "reference": f"X-{n}"} for n, (r, _) in enumerate(ids)]
    uow.db.execute(sa.insert(Request), requests)
    rows = [{**session, "id": s, "request_id": r} for r, s in ids]
    uow.db.execute(sa.insert(CounsellingSession), rows)
    return [s for _, s in ids]


def columns(row: Request | CounsellingSession) -> dict[str, Any]:
    """The values of a row by column."""
    return {c.key: getattr(row, c.key) for c in sa.inspect(type(row)).column_attrs}


def a_row(
    session_id: uuid.UUID, interpreter_id: uuid.UUID, start: datetime, minutes: int, **values: Any
) -> dict[str, Any]:
    """A confirmed assignment as plain values."""
    end = start + timedelta(minutes=minutes)
    return {
        "id": uuid.uuid4(),
        "session_id": session_id,
        "slot_no": 1,
        "interpreter_id": interpreter_id,
        "state": "confirmed",
        "starts_at": start,
        "ends_at": end,
        "busy_from": start,
        "busy_to": end,
        "pinned": False,
        "override_reason": "",
        "created_at": start,
        **values,
    }


def insert_straight(connection: Connection, row: dict[str, Any]) -> None:
    """An INSERT that no code of ours has looked at."""
    connection.execute(sa.insert(Assignment.__table__), row)  # pyright: ignore[reportArgumentType]  a Table


def overlaps(office: Office) -> int:
    """Pairs of live assignments of one person that share time."""
    query = sa.text(
        "SELECT count(*) FROM assignment a JOIN assignment b ON a.id < b.id "
        "AND a.interpreter_id = b.interpreter_id AND a.busy_from < b.busy_to "
        "AND b.busy_from < a.busy_to WHERE a.state IN ('held', 'confirmed') "
        "AND b.state IN ('held', 'confirmed')"
    )
    with office.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def drop_guard(office: Office) -> None:
    """Take the guard against double booking away, for a control."""
    drops = GUARDS[NO_OVERLAP]
    with office.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for statement in drops.sqlite if sqlite else drops.postgresql:
            if "DROP" in statement:
                connection.exec_driver_sql(statement)


def drop_index(office: Office, name: str) -> None:
    """Take a unique index away, for a control."""
    with office.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP INDEX {name}")
