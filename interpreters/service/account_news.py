"""What the roster does on news of accounts; app.py connects it."""

from accounts.domain.events import InterpreterAccessLost, KeepingAsked
from foundation.database.work import UnitOfWork
from interpreters.domain.standing import MoveReason, Standing
from interpreters.service import directory, roster
from interpreters.store import queries


def on_access_lost(uow: UnitOfWork, event: InterpreterAccessLost) -> None:
    """Whoever can no longer act as an interpreter is sent nowhere; what lay ahead is freed with it."""
    entry = directory.find_by_user(uow, event.user_id)
    if entry is not None and entry.standing is Standing.ACTIVE:
        roster.apply_move(uow, entry, Standing.PAUSED, MoveReason.ACCESS_LOST)


def on_keeping_asked(uow: UnitOfWork, event: KeepingAsked) -> None:
    """The centre keeps everybody on the roster."""
    event.kept.update(queries.owners_of_accounts(uow.db, event.user_ids))
