"""Accounts, organisations and places, as the audit trail names them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from accounts.store import trail
from foundation.database.work import UnitOfWork
from foundation.text.trail import Found


def users(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """People with an account, by name."""
    uow.require(AccountsPermission.AUDIT_READ)
    return {key: Found(name, key) for key, name in trail.user_names(uow.db, ids).items()}


def organisations(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Organisations, by name."""
    uow.require(AccountsPermission.AUDIT_READ)
    return {key: Found(name) for key, name in trail.organisation_names(uow.db, ids).items()}


def sites(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    """Places, by name."""
    uow.require(AccountsPermission.AUDIT_READ)
    return {key: Found(name, key) for key, name in trail.site_names(uow.db, ids).items()}


def search(uow: UnitOfWork, text: str) -> Collection[UUID]:
    """The accounts of a name or an e-mail address."""
    uow.require(AccountsPermission.AUDIT_READ)
    return trail.users_called(uow.db, text)
