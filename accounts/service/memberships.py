"""Roles that users have in organisations: who may give and take which."""

from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import sign_in
from accounts.service.organisations import get_organisation, require_administration
from accounts.store import queries
from accounts.store.tables import Membership, User
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, refuse
from foundation.text.message import say


def roles_to_give(uow: UnitOfWork) -> list[Role]:
    """The roles that the actor may give, in the order of the list."""
    return [role for role in Role if _may_give(uow, role)]


def require_may_give(uow: UnitOfWork, role: Role) -> None:
    """Refuse a role that only the centre gives."""
    if not _may_give(uow, role):
        raise refuse("role", say("Only the centre can give this role."))


def belongs(uow: UnitOfWork, user: User) -> bool:
    """Whether the user has a role in an organisation that the actor administers."""
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return True
    own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    return any(m.organisation_id in own for m in user.memberships)


def visible(uow: UnitOfWork, user: User) -> list[Membership]:
    """The user's roles that the actor may know of."""
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return list(user.memberships)
    own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    return [m for m in user.memberships if m.organisation_id in own]


def grant(uow: UnitOfWork, user_id: UUID, organisation_id: UUID, role: Role) -> None:
    """Give a role; the user must sign in again to use it."""
    require_administration(uow, organisation_id)
    require_may_give(uow, role)
    add(uow, _get_member(uow, user_id), organisation_id, role)


def revoke(uow: UnitOfWork, user_id: UUID, organisation_id: UUID, role: Role) -> None:
    """Take a role away and end the user's sessions."""
    require_administration(uow, organisation_id)
    require_may_give(uow, role)
    user = _get_member(uow, user_id)
    held = [m for m in user.memberships if (m.organisation_id, m.role) == (organisation_id, role)]
    if not held:
        raise NotFound
    if (
        user.id == uow.actor.user_id
        and AccountsPermission.ACCOUNTS_OWN_ADMINISTER in uow.grants[role]
    ):
        raise refuse("role", say("You cannot take this role from yourself. Ask a colleague."))
    user.memberships.remove(held[0])
    sign_in.end_all(uow, user.id)
    uow.record("role.revoked", subject=user.id, organisation=organisation_id, role=role)


def add(uow: UnitOfWork, user: User, organisation_id: UUID, role: Role) -> None:
    """Give a role without asking who may; nothing happens when it is held already."""
    held = queries.find_user(uow.db, user.id)
    assert held is not None
    if any((m.organisation_id, m.role) == (organisation_id, role) for m in held.memberships):
        return
    organisation = get_organisation(uow, organisation_id)
    uow.db.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role))
    uow.db.flush()
    uow.db.expire(held, ["memberships"])
    sign_in.end_all(uow, user.id)
    uow.record("role.granted", subject=user.id, organisation=organisation_id, role=role)


def _get_member(uow: UnitOfWork, user_id: UUID) -> User:
    user = queries.find_user(uow.db, user_id)
    if user is None or not belongs(uow, user):
        raise NotFound
    return user


def _may_give(uow: UnitOfWork, role: Role) -> bool:
    return role not in CENTRE_ROLES or uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
