"""People of the roster, as the audit trail names them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from foundation.database.work import UnitOfWork
from foundation.text.trail import Found
from interpreters.store import trail


def interpreters(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """People on the roster, by name."""
    uow.require(AccountsPermission.AUDIT_READ)
    return {key: Found(name, key) for key, name in trail.names(uow.db, ids).items()}


def search(uow: UnitOfWork, text: str) -> Collection[UUID]:
    """The people of a name or a code."""
    uow.require(AccountsPermission.AUDIT_READ)
    return trail.called(uow.db, text)
