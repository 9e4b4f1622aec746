"""Signing in with the service of one's organisation: kept by the centre, linked once, then one press of a button.

An organisation's service is believed about its own people only: an account that also works elsewhere, or for the
centre, is linked by its owner, who has signed in with the password, and never by an address that the service names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import OrganisationId, UserId
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES
from accounts.service import notices, own_account, own_second_steps
from accounts.service.openid import Client, Told, is_safe
from accounts.service.organisations import get_organisation
from accounts.service.sign_in import folded_email
from accounts.store import provider_queries as queries
from accounts.store import queries as accounts
from accounts.store.provider_tables import ExternalIdentity, IdentityProvider
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.security.errors import Conflict, NotFound, Problems, Refused
from foundation.text.message import say

BACK = "/login/back"
LONGEST = 300
_PLACE = ("identity_provider", "encrypted_secret")
NOT_LINKED = say(
    "This sign-in is linked to no account yet. Sign in with your password once, then link it under "
    "“Sign-in and devices”."
)

LEFT = say(
    "Your account no longer belongs to this organisation. Sign in with your password, or ask the centre."
)


@dataclass(frozen=True, kw_only=True)
class ProviderFields:
    """What the centre enters about the service of an organisation; an empty secret keeps the one that is there."""

    issuer: str
    client_id: str
    secret: str
    counts_as_two: bool
    active: bool


def find(uow: UnitOfWork, organisation_id: UUID) -> IdentityProvider | None:
    """The service of an organisation, for the centre."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    return queries.find_of(uow.db, get_organisation(uow, organisation_id).id)


def keep(uow: UnitOfWork, organisation_id: UUID, given: ProviderFields) -> IdentityProvider:
    """Enter or change the service of an organisation.

    It opens the accounts of all its people: the password was typed a short while ago.
    """
    found = find(uow, organisation_id)
    own_second_steps.require_confirmed(uow)
    problems = Problems()
    if not is_safe(given.issuer) or len(given.issuer) > LONGEST:
        problems.add(
            "issuer", say("Enter the address of the service, such as https://login.example.kr.")
        )
    if not given.client_id or len(given.client_id) > LONGEST:
        problems.add("client_id", say("Enter the name under which Ieum is registered there."))
    if not given.secret and (found is None or found.issuer != given.issuer):
        problems.add("secret", say("Enter the secret that the service gave for Ieum."))
    problems.check()
    if found is None:
        found = IdentityProvider(
            organisation_id=OrganisationId(organisation_id),
            issuer=given.issuer,
            client_id=given.client_id,
            encrypted_secret="",
            counts_as_two=given.counts_as_two,
            active=given.active,
            changed_at=uow.now,
        )
        uow.db.add(found)
    elif found.issuer != given.issuer:
        # Other people stand behind the same names there.
        queries.forget_links(uow.db, found.id)
    found.issuer, found.client_id = given.issuer, given.client_id
    found.counts_as_two, found.active, found.changed_at = (
        given.counts_as_two,
        given.active,
        uow.now,
    )
    if given.secret:
        found.encrypted_secret = uow.cipher.close(given.secret, *_PLACE, found.id)
    uow.record("organisation.sign_in_service_changed", subject=organisation_id)
    return found


def list_offered(uow: UnitOfWork) -> Sequence[IdentityProvider]:
    """The services that the sign-in page offers, with their organisations."""
    return queries.list_active(uow.db)


def client_of(uow: UnitOfWork, provider_id: UUID) -> Client:
    """How to speak with a service that is offered."""
    found = queries.get_active(uow.db, provider_id)
    if found is None:
        raise NotFound
    return _client(uow, found)


def _client(uow: UnitOfWork, found: IdentityProvider) -> Client:
    secret = uow.cipher.open(found.encrypted_secret, *_PLACE, found.id)
    return Client(found.issuer, found.client_id, secret, address_back(uow))


def address_back(uow: UnitOfWork) -> str:
    """Where services send people back to: it is entered there."""
    return letters.link_to(uow, BACK)


@dataclass(frozen=True)
class Admitted:
    """Who is let in, and whether the service has asked for more than a password."""

    user_id: UserId
    email: str
    strong: bool


def recognise(uow: UnitOfWork, provider_id: UUID, told: Told) -> Admitted:
    """Whose account it is; the first time an account that belongs to this organisation alone is linked by its address.

    Refused with the way out when it is nobody's yet.
    """
    found = queries.get_active(uow.db, provider_id)
    if found is None:
        raise NotFound
    user_id = queries.find_linked(uow.db, found.id, told.subject)
    if user_id is None:
        user_id = _link_by_address(uow, found, told)
    user = accounts.find_user(uow.db, user_id)
    if user is None or not user.active:
        raise Refused(NOT_LINKED)
    if found.organisation_id not in {m.organisation_id for m in user.memberships}:
        # Whoever has left is no longer of its people, whatever it says: the link opened other desks.
        raise Refused(LEFT)
    return Admitted(user.id, user.email, found.counts_as_two)


def _link_by_address(uow: UnitOfWork, found: IdentityProvider, told: Told) -> UserId:
    user = accounts.find_user_by_email(uow.db, folded_email(told.email)) if told.email else None
    if user is None or not user.active:
        raise Refused(NOT_LINKED)
    homes = {m.organisation_id for m in user.memberships}
    if homes != {found.organisation_id} or {m.role for m in user.memberships} & CENTRE_ROLES:
        raise Refused(NOT_LINKED)
    _add(uow, found, user.id, told)
    return user.id


def link_own(uow: UnitOfWork, provider_id: UUID, told: Told) -> None:
    """Link the actor's own account; the password was typed a short while ago."""
    own_second_steps.require_confirmed(uow)
    found = queries.get_active(uow.db, provider_id)
    user = own_account.get_own(uow)
    homes = {m.organisation_id for m in user.memberships}
    if found is None or found.organisation_id not in homes:
        raise NotFound
    if queries.find_linked(uow.db, found.id, told.subject) is not None:
        raise Conflict(say("This sign-in is linked to an account already."))
    _add(uow, found, user.id, told)


def _add(uow: UnitOfWork, found: IdentityProvider, user_id: UserId, told: Told) -> None:
    try:
        with uow.db.begin_nested():
            uow.db.add(
                ExternalIdentity(
                    provider_id=found.id,
                    subject=told.subject,
                    user_id=user_id,
                    linked_at=uow.now,
                )
            )
    except IntegrityError as error:
        raise Conflict(say("This account is linked to another sign-in of the service.")) from error
    uow.record("user.sign_in_linked", subject=user_id)
    user = accounts.find_user(uow.db, user_id)
    if user is not None:
        notices.second_step_changed(
            uow, user, say("The sign-in of your organisation was linked to your account.")
        )


def list_own(uow: UnitOfWork) -> Sequence[tuple[IdentityProvider, bool]]:
    """The services of the actor's organisations, and whether the account is linked to each."""
    user = own_account.get_own(uow)
    homes = {m.organisation_id for m in user.memberships}
    linked = queries.list_links(uow.db, user.id)
    offered = [each for each in queries.list_active(uow.db) if each.organisation_id in homes]
    return [(each, each.id in linked) for each in offered]


def unlink_own(uow: UnitOfWork, provider_id: UUID) -> None:
    """Take the link away; from then on the password counts."""
    own_second_steps.require_confirmed(uow)
    user = own_account.get_own(uow)
    if not queries.forget_link(uow.db, provider_id, user.id):
        raise NotFound
    uow.record("user.sign_in_unlinked", subject=user.id)
