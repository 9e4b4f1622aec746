"""What was read of the database, so that a later transaction can see whether it would read the same."""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

# A question as the driver was asked it, with its parameters.
Question = tuple[str, Any]


@dataclass(frozen=True)
class Footprint:
    """Questions, and a digest of the rows that answered them.

    Later questions name what earlier ones found: as long as all rows are the same, so would be the
    questions. Nothing that was read can be left out by mistake, whichever tables it came from.
    """

    questions: tuple[Question, ...]
    digest: bytes


@contextmanager
def overheard(db: Session) -> Generator[list[Question]]:
    """Collect the questions that this session asks in the block."""
    connection, questions = db.connection(), list[Question]()

    def hear(
        _connection: Connection, _cursor: object, statement: str, parameters: Any, *_rest: object
    ) -> None:
        if statement.startswith("SELECT"):
            questions.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        yield questions
    finally:
        event.remove(connection, "before_cursor_execute", hear)


def footprint_of(db: Session, questions: Sequence[Question]) -> Footprint:
    """The footprint of what was read in this transaction, which must be a `still` one."""
    return Footprint(tuple(questions), _digest(db, questions))


def is_unchanged(db: Session, footprint: Footprint) -> bool:
    """Whether the same questions are answered by the same rows now: without making anything of the rows.

    False may also mean that a database gave the same rows in another order: look for yourself then.
    """
    return _digest(db, footprint.questions) == footprint.digest


def _digest(db: Session, questions: Sequence[Question]) -> bytes:
    connection, found = db.connection(), hashlib.sha256()
    for statement, parameters in questions:
        rows = connection.exec_driver_sql(statement, parameters).all()
        found.update(repr([tuple(row) for row in rows]).encode())
    return found.digest()
