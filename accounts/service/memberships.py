"""Roles that users have in organisations: who may give and take which."""

from uuid import UUID

from accounts.domain.events import InterpreterAccessLost, KeepingAsked
from accounts.domain.ids import UserId
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import notices, sign_in
from accounts.service.organisations import get_organisation, require_administration
from accounts.store import provider_queries, queries
from accounts.store.tables import Membership, User
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, refuse
from foundation.text.message import say

KEPT_BY_CENTRE = say(
    "The centre manages accounts of interpreters and learners. Please call the centre."
)

UNLINKED = say(
    "You have a role elsewhere now, so the sign-in of your organisation no longer opens your account. You can link it again."
)


def roles_to_give(uow: UnitOfWork) -> list[Role]:
    """The roles that the actor may give, in the order of the list."""
    return [role for role in Role if _may_give(uow, role)]


def require_may_give(uow: UnitOfWork, role: Role) -> None:
    """Refuse a role that only the centre gives, and such a role without the giver's own password."""
    if not _may_give(uow, role):
        raise refuse("role", say("Only the centre can assign this role."))
    if role in CENTRE_ROLES and not sign_in.is_confirmed(uow):
        raise refuse(
            "own_password",
            say("Type your own password once more: this role opens the whole network."),
        )


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
    """Give a role to somebody who works here already, and tell them.

    Whoever does not work here yet is invited, and decides.
    """
    require_administration(uow, organisation_id)
    require_may_give(uow, role)
    user = _get_member(uow, user_id)
    if add(uow, user, organisation_id, role):
        notices.role_given(uow, user, get_organisation(uow, organisation_id), role)


def revoke(uow: UnitOfWork, user_id: UUID, organisation_id: UUID, role: Role) -> None:
    """Take a role away, end the user's sessions and tell them.

    With the last role of an interpreter goes all that an interpreter has ahead; upper packages hear of it.
    """
    require_administration(uow, organisation_id)
    if not _may_give(uow, role):
        raise refuse("role", say("Only the centre can assign this role."))
    user = _get_member(uow, user_id)
    held = [m for m in user.memberships if (m.organisation_id, m.role) == (organisation_id, role)]
    if not held:
        raise NotFound
    if (
        user.id == uow.actor.user_id
        and AccountsPermission.ACCOUNTS_OWN_ADMINISTER in uow.grants[role]
    ):
        raise refuse("role", say("You cannot remove this role from yourself. Ask a colleague."))
    left = [m for m in user.memberships if m is not held[0]]
    is_last = role is Role.INTERPRETER and all(m.role is not Role.INTERPRETER for m in left)
    if is_last and not may_touch(uow, user.id):
        raise refuse("role", KEPT_BY_CENTRE)
    user.memberships.remove(held[0])
    sign_in.end_all(uow, user.id)
    uow.record("role.revoked", subject=user.id, organisation=organisation_id, role=role)
    notices.role_taken(uow, user, get_organisation(uow, organisation_id), role)
    if is_last:
        uow.announce(InterpreterAccessLost(user.id))


def may_touch(uow: UnitOfWork, user_id: UUID) -> bool:
    """Whether the actor may act on this account as far as the centre keeps its owner, or not."""
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return True
    asked = KeepingAsked(frozenset({UserId(user_id)}))
    uow.announce(asked)
    return user_id not in asked.kept


def add(uow: UnitOfWork, user: User, organisation_id: UUID, role: Role) -> bool:
    """Give a role without asking who may; false when it was held already. Nobody is signed out."""
    held = queries.find_user(uow.db, user.id)
    assert held is not None
    if any((m.organisation_id, m.role) == (organisation_id, role) for m in held.memberships):
        return False
    organisation = get_organisation(uow, organisation_id)
    uow.db.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role))
    uow.db.flush()
    uow.db.expire(held, ["memberships"])
    uow.record("role.granted", subject=user.id, organisation=organisation_id, role=role)
    _unlink(uow, user, organisation_id, role)
    return True


def _unlink(uow: UnitOfWork, user: User, organisation_id: UUID, role: Role) -> None:
    """Let the sign-in service of one organisation not open what somebody does for another, or for the centre.

    It may have been linked by the address alone; an account that works elsewhere is linked by its owner.
    """
    kept = None if role in CENTRE_ROLES else organisation_id
    if provider_queries.forget_links_elsewhere(uow.db, user.id, kept):
        uow.record("user.sign_in_unlinked", subject=user.id)
        notices.second_step_changed(uow, user, UNLINKED)


def _get_member(uow: UnitOfWork, user_id: UUID) -> User:
    user = queries.find_user(uow.db, user_id)
    if user is None or not belongs(uow, user):
        raise NotFound
    return user


def _may_give(uow: UnitOfWork, role: Role) -> bool:
    return role not in CENTRE_ROLES or uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
