"""Users: invite, open and close accounts, set a first password."""

from collections.abc import Collection, Sequence
from uuid import UUID

from accounts.domain.passwords import reasons_against_password
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import memberships, recipients, sign_in
from accounts.service.organisations import get_organisation, require_administration
from accounts.store import queries
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.security.errors import NotFound, Problems, refuse
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import say

LONGEST_EMAIL = 254
LONGEST_NAME = 120


def list_users(uow: UnitOfWork, organisations: Collection[UUID] | None = None) -> Sequence[User]:
    """The users of the organisations that the actor administers; all when it is the whole network."""
    uow.require(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return queries.list_users(uow.db, organisations)
    own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    return queries.list_users(uow.db, own if organisations is None else own & set(organisations))


def get_user(uow: UnitOfWork, user_id: UUID) -> User:
    """A user of an organisation that the actor administers; anybody else looks missing."""
    user = queries.find_user(uow.db, user_id)
    if user is None or not memberships.belongs(uow, user):
        raise NotFound
    return user


def find_user(uow: UnitOfWork, user_id: UUID) -> User | None:
    """A user by id, for other packages that need a name or an address."""
    return queries.find_user(uow.db, user_id)


def find_user_by_email(uow: UnitOfWork, email: str) -> User | None:
    """A user by address, for other packages."""
    return queries.find_user_by_email(uow.db, sign_in.folded_email(email))


def list_with_role(uow: UnitOfWork, role: Role) -> Sequence[User]:
    """Active users with a role, for messages to all coordinators and the like."""
    return queries.list_users_with_role(uow.db, role)


def may_administer(uow: UnitOfWork, user: User) -> bool:
    """Whether the actor may close this account or set its password.

    The centre may for everybody; others for those who belong to them alone and hold no role of the
    centre, or a password set here would open more than the actor may.
    """
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return True
    own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    homes = {m.organisation_id for m in user.memberships}
    powers = {m.role for m in user.memberships} & CENTRE_ROLES
    return bool(homes) and homes <= own and not powers


def invite(
    uow: UnitOfWork,
    *,
    email: str,
    full_name: str,
    language: str,
    organisation_id: UUID,
    role: Role,
) -> User:
    """Give somebody a role in an organisation, making their account when there is none."""
    require_administration(uow, organisation_id)
    organisation = get_organisation(uow, organisation_id)
    memberships.require_may_give(uow, role)
    address = sign_in.folded_email(email)
    problems_of(address, full_name, language).check()
    user = queries.find_user_by_email(uow.db, address)
    if user is None:
        user = add(uow, address, full_name, language)
        uow.record("user.invited", subject=user.id, organisation=organisation.id)
        _welcome(uow, user)
    memberships.add(uow, user, organisation_id, role)
    return user


def _welcome(uow: UnitOfWork, user: User) -> None:
    letter = Letter(
        subject=say("You have an account in Ieum"),
        sentences=(
            say("You can now work with Ieum, the interpreters' pool of the network."),
            say("Your administrator tells you your first password. Change it after signing in."),
        ),
        path="/login",
        about=f"user:{user.id}",
        closing=letters.SIGN_IN,
    )
    letters.write(uow, recipients.of_user(user), letter)


def problems_of(address: str, full_name: str, language: str) -> Problems:
    """What is wrong with a person's address, name or language."""
    problems = Problems()
    name, at, host = address.partition("@")
    if not (name and at and host) or len(address) > LONGEST_EMAIL or len(address.split()) != 1:
        problems.add("email", say("“%(email)s” is not an e-mail address.", email=address))
    if not full_name.strip():
        problems.add("full_name", say("Give the person's name."))
    if len(full_name.strip()) > LONGEST_NAME:
        problems.add("full_name", say("Use at most %(n)s characters.", n=LONGEST_NAME))
    if language not in LANGUAGE_NAMES:
        problems.add("language", say("There is no language “%(code)s”.", code=language))
    return problems


def add(uow: UnitOfWork, address: str, full_name: str, language: str) -> User:
    """Make an account, without password and without roles; already checked."""
    user = User(email=address, full_name=full_name.strip(), language=language, created_at=uow.now)
    uow.db.add(user)
    uow.db.flush()
    return user


def set_active(uow: UnitOfWork, user_id: UUID, *, active: bool) -> None:
    """Open or close an account; closing ends every session at once."""
    user = _get_administered(uow, user_id)
    if user.id == uow.actor.user_id:
        raise refuse("active", say("You cannot close your own account."))
    user.active = active
    if not active:
        sign_in.end_all(uow, user.id)
    uow.record("user.reopened" if active else "user.closed", subject=user.id)


def check_password(email: str, password: str) -> None:
    """Refuse a password that will not do, naming the field."""
    problems = Problems()
    for reason in reasons_against_password(password, email):
        problems.add("password", reason)
    problems.check()


def set_password(uow: UnitOfWork, user_id: UUID, password_hash: str) -> None:
    """Keep a first password (already checked and hashed) and end every session."""
    user = _get_administered(uow, user_id)
    user.password_hash = password_hash
    sign_in.end_all(uow, user.id)
    uow.record("user.password_set", subject=user.id)


def _get_administered(uow: UnitOfWork, user_id: UUID) -> User:
    uow.require(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    user = get_user(uow, user_id)
    if not may_administer(uow, user):
        raise refuse("user", say("This person also works elsewhere. Only the centre can do this."))
    return user
