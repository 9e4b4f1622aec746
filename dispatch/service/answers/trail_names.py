"""Offers, assignments, exceptions, practicum places and plan runs, as the audit trail names them."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from dispatch.store.queries import trail
from foundation.database.work import UnitOfWork
from foundation.text.trail import Found


def offers(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Offers, by the number of the request and the person asked."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.offers(uow.db, ids))


def assignments(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Assignments, by the number of the request and the person assigned."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.assignments(uow.db, ids))


def overrides(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Exceptions, by the number of the request and the person meant."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.overrides(uow.db, ids))


def places(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Practicum places, by the number of the request and the trainee."""
    uow.require(AccountsPermission.AUDIT_READ)
    return _found(trail.places(uow.db, ids))


def translations(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Translation jobs, by their numbers."""
    uow.require(AccountsPermission.AUDIT_READ)
    return {key: Found(number, key) for key, number in trail.translations(uow.db, ids).items()}


def _found(rows: Iterable[trail.Bound]) -> Mapping[UUID, Found]:
    return {row.id: Found(f"{row.reference} · {row.person}", row.request_id) for row in rows}


def runs(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Plan runs, by their days."""
    uow.require(AccountsPermission.AUDIT_READ)
    return {run.id: Found(_days(run), run.id, run.first_day) for run in trail.runs(uow.db, ids)}


def _days(run: trail.RunDays) -> str:
    if run.first_day == run.last_day:
        return run.first_day.isoformat()
    return f"{run.first_day} – {run.last_day}"


def search(uow: UnitOfWork, text: str) -> Collection[UUID]:
    """What was offered, assigned and excepted for the request of a number."""
    uow.require(AccountsPermission.AUDIT_READ)
    return trail.of_reference(uow.db, text)
