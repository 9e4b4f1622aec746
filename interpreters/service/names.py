"""The name on the roster follows the name that the centre has checked."""

from uuid import UUID

from foundation.database.work import UnitOfWork
from interpreters.service import directory


def follow(uow: UnitOfWork, interpreter_id: UUID, full_name: str) -> None:
    """Give a roster entry the name that is on record of its person.

    Asked by upper packages, which have checked who acts.
    """
    entry = directory.get(uow, interpreter_id)
    if entry.full_name != full_name:
        entry.full_name, entry.changed_at = full_name, uow.now
        uow.db.flush()
        uow.record("interpreter.changed", subject=entry.id, fields=["full_name"])
