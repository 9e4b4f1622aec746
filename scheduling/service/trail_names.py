"""Requests, sessions and series, as the audit trail names them: by the number of the request."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from foundation.database.work import UnitOfWork
from foundation.text.trail import Found
from scheduling.store.queries import trail


def requests(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Requests, by number."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.requests(uow.db, ids))


def sessions(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Sessions, by the number of their request."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.sessions(uow.db, ids))


def series(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Series, by the number of their first request."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.first_requests(uow.db, ids))


def _found(rows: Iterable[trail.Referenced]) -> Mapping[UUID, Found]:
    return {row.id: Found(row.reference, row.request_id) for row in rows}


def search(uow: UnitOfWork, text: str) -> Collection[UUID]:
    """What belongs to the request of a number."""
    uow.require(AccountsPermission.AUDIT_READ)
    return trail.of_reference(uow.db, text)
