"""Users: who they are, opening and closing accounts, links for their passwords."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.events import InterpreterAccessLost
from accounts.domain.ids import UserId
from accounts.domain.links import LinkPurpose
from accounts.domain.passwords import reasons_against_password
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import memberships, password_links, sign_in
from accounts.service.organisations import require_administration
from accounts.service.shutting_out import shut_out
from accounts.store import queries
from accounts.store.tables import User
from foundation.addresses import is_address
from foundation.database.work import UnitOfWork
from foundation.once import limits
from foundation.security.errors import NotFound, Problems, refuse
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from foundation.text.signs import reason_against_signs

LONGEST_NAME = 120
MOST_LINKS_A_DAY = 5
# People whom the centre keeps, whichever organisation they work for.
KEPT_ROLES = frozenset({Role.INTERPRETER, Role.TRAINEE})
NO_MAIL = say(
    "No mail server is set, and nobody else may see the link of another password. Whoever runs the "
    "server makes one with “ieum password-link”."
)


def search(
    uow: UnitOfWork, organisation_id: UUID, roles: Collection[Role], text: str = ""
) -> sa.Select[User]:
    """The question for the people of an organisation who have one of these roles, to be paged."""
    require_administration(uow, organisation_id)
    return queries.search_users(organisation_id, roles, normalise_text(text)[:80])


def count_by_role(uow: UnitOfWork, organisation_id: UUID) -> Mapping[Role, Collection[UUID]]:
    """Who has each role in an organisation, by id."""
    require_administration(uow, organisation_id)
    return queries.count_people(uow.db, organisation_id)


def count_active(uow: UnitOfWork, organisation_id: UUID) -> tuple[int, Mapping[Role, int]]:
    """How many open accounts an organisation has, in all and in each role."""
    require_administration(uow, organisation_id)
    return queries.count_active(uow.db, organisation_id)


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
    """Whether the actor may close this account or send a link for its password.

    The centre may for everybody; others for those who belong to them alone, hold no role of the
    centre, and are not among the people whom the centre keeps: interpreters and learners.
    """
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return True
    own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    homes = {m.organisation_id for m in user.memberships}
    roles = {m.role for m in user.memberships}
    return (
        bool(homes)
        and homes <= own
        and not roles & (CENTRE_ROLES | KEPT_ROLES)
        and memberships.may_touch(uow, user.id)
    )


def send_link(uow: UnitOfWork, user_id: UUID) -> str | None:
    """Send somebody a new link for choosing the password; older ones stop working.

    Without a mail server the link of a first password is returned, to be handed over in person. That
    of another password is shown to nobody, or it would open the account to whoever asked for it.
    """
    user = get_administered(uow, user_id)
    if not user.active:
        raise refuse("user", say("This account is closed. Open it first."))
    limits.count(uow, "send-link", str(user.id), most=MOST_LINKS_A_DAY, per=timedelta(days=1))
    if user.password_hash:
        if not uow.settings.smtp_host:
            raise refuse("user", NO_MAIL)
        password_links.send(uow, user, LinkPurpose.RESET)
        return None
    link = password_links.send(uow, user, LinkPurpose.FIRST)
    return None if uow.settings.smtp_host else link


def problems_of(address: str, full_name: str, language: str) -> Problems:
    """What is wrong with a person's address, name or language."""
    problems = Problems()
    if not address:
        problems.add("email", say("Enter the person's e-mail address."))
    elif not is_address(address):
        problems.add("email", say("“%(email)s” is not an e-mail address.", email=address))
    name = normalise_text(full_name)
    if not any(sign.isalnum() for sign in name):
        problems.add("full_name", say("Enter the person's name."))
    if len(name) > LONGEST_NAME:
        problems.add("full_name", say("Use at most %(n)s characters.", n=LONGEST_NAME))
    if (strange := reason_against_signs(name)) is not None:
        problems.add("full_name", strange)
    if language not in LANGUAGE_NAMES:
        problems.add("language", say("There is no language “%(code)s”.", code=language))
    return problems


def add(uow: UnitOfWork, address: str, full_name: str, language: str) -> User:
    """Make an account, without password and without roles; already checked."""
    name = normalise_text(full_name)
    user = User(email=address, full_name=name, language=language, created_at=uow.now)
    uow.db.add(user)
    uow.db.flush()
    return user


def set_active(uow: UnitOfWork, user_id: UUID, *, active: bool) -> None:
    """Open or close an account; closing ends every session at once."""
    user = get_administered(uow, user_id)
    if user.id == uow.actor.user_id:
        raise refuse("active", say("You cannot close your own account."))
    user.active = active
    if not active:
        shut_out(uow, user.id)
    uow.record("user.reopened" if active else "user.closed", subject=user.id)
    if not active and any(m.role is Role.INTERPRETER for m in user.memberships):
        uow.announce(InterpreterAccessLost(user.id))


def check_password(email: str, password: str) -> None:
    """Refuse a password that will not do, naming the field."""
    problems = Problems()
    for reason in reasons_against_password(password, email):
        problems.add("password", reason)
    problems.check()


def get_administered(uow: UnitOfWork, user_id: UUID) -> User:
    """An account that the actor may close or send a link to; refused with the reason if not."""
    uow.require(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    user = get_user(uow, user_id)
    if not may_administer(uow, user):
        raise refuse("user", reason_against(uow, user))
    return user


def reason_against(uow: UnitOfWork, user: User) -> LazyText:
    """Why the actor may not administer an account that she may see."""
    if {m.role for m in user.memberships} & KEPT_ROLES or not memberships.may_touch(uow, user.id):
        return memberships.KEPT_BY_CENTRE
    return say("This person also works elsewhere. Only the centre can do this.")


def last_seen(uow: UnitOfWork, user_ids: Collection[UUID]) -> Mapping[UserId, datetime]:
    """When some users last asked for a page; for services that have checked who asks."""
    return queries.last_seen(uow.db, user_ids) if user_ids else {}
