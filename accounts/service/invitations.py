"""Invitations: an organisation offers a role, and whoever reads the address accepts or declines.

Until then the inviter learns nothing: not whether the address has an account, and not whose it is.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import OrganisationId, UserId
from accounts.domain.links import REASONS, InvitationState, LinkState
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.domain.settings import AccountsSettings
from accounts.service import memberships, notices, own_account, sign_in, users
from accounts.service.organisations import get_organisation, require_administration
from accounts.store import queries
from accounts.store.tables import Invitation, Membership, Organisation, User
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.once import limits
from foundation.security.errors import Conflict, Gone, NotFound, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text

MOST_PER_ADDRESS_A_DAY = 5
WITHDRAWN = say("This invitation was withdrawn or already answered.")


@dataclass(frozen=True)
class Sent:
    """An invitation that has just been sent. Without a mail server `link` is for the inviter to hand over."""

    invitation: Invitation
    link: str | None


def invite(
    uow: UnitOfWork,
    *,
    email: str,
    full_name: str,
    language: str,
    organisation_id: UUID,
    role: Role,
) -> Sent:
    """Invite whoever reads an address to a role. Inviting again sends a new link, and the old one dies."""
    require_administration(uow, organisation_id)
    memberships.require_may_give(uow, role)
    address, name = sign_in.folded_email(email), normalise_text(full_name)
    users.problems_of(address, name, language).check()
    organisation = _lock(uow, organisation_id)
    if not organisation.active:
        raise refuse("organisation", say("This organisation is closed. Open it again first."))
    here = queries.list_users(uow.db, [organisation.id])
    if any(user.email == address and _holds(user, organisation, role) for user in here):
        raise refuse("email", say("This person already has this role here."))
    invited = next(
        (
            each
            for each in queries.list_open_invitations(uow.db, organisation.id)
            if (each.email, each.role) == (address, role)
        ),
        None,
    )
    if invited is None:
        invited = Invitation(
            token_hash="",
            email=address,
            full_name=name,
            language=language,
            organisation_id=organisation.id,
            role=role,
            invited_by=None,
            created_at=uow.now,
            expires_at=uow.now,
        )
        uow.db.add(invited)
    invited.full_name, invited.language = name, language
    return _send(uow, invited, organisation)


def send_again(uow: UnitOfWork, invitation_id: UUID) -> Sent:
    """Send a new link for an open invitation; the old one stops working."""
    invited = _get_administered(uow, invitation_id)
    if invited.state is not InvitationState.OPEN:
        raise Conflict(WITHDRAWN)
    return _send(uow, invited, invited.organisation)


def withdraw(uow: UnitOfWork, invitation_id: UUID) -> None:
    """Take an invitation back; its link stops working."""
    invited = _get_administered(uow, invitation_id)
    if not _decide(uow, invited, InvitationState.WITHDRAWN):
        raise Conflict(WITHDRAWN)


def list_open(uow: UnitOfWork, organisation_id: UUID) -> Sequence[Invitation]:
    """The invitations of an organisation that nobody has answered, also those that ran out."""
    require_administration(uow, organisation_id)
    return queries.list_open_invitations(uow.db, organisation_id)


def list_own(uow: UnitOfWork) -> Sequence[Invitation]:
    """What the actor is invited to and has not answered."""
    own = own_account.get_own(uow)
    return queries.list_invitations_to(uow.db, own.email, uow.now)


@dataclass(frozen=True)
class OpenedInvitation:
    """What the link of an invitation opens: its state, and whether its address has an account."""

    state: LinkState
    invitation: Invitation | None = None
    has_account: bool = False


def look_at(uow: UnitOfWork, token: str) -> OpenedInvitation:
    """What a link opens now; looking changes nothing."""
    invited = queries.find_invitation(uow.db, sign_in.hash_token(token))
    if invited is None:
        return OpenedInvitation(LinkState.UNKNOWN)
    account = queries.find_user_by_email(uow.db, invited.email)
    if account is not None and not account.active:
        return OpenedInvitation(LinkState.CLOSED, invited)
    state = LinkState.OPEN
    if invited.state is InvitationState.WITHDRAWN or not _still_meant(uow, invited):
        state = LinkState.REPLACED
    elif invited.state is not InvitationState.OPEN:
        state = LinkState.USED
    elif invited.expires_at <= uow.now:
        state = LinkState.EXPIRED
    return OpenedInvitation(state, invited, has_account=account is not None)


def accept_as_new(uow: UnitOfWork, token: str, *, full_name: str, password_hash: str) -> User:
    """Open an account with its first password (already checked and hashed), and take the role.

    Refused when the address has an account: then its owner signs in and accepts there.
    """
    invited = require_open(uow, token)
    if queries.find_user_by_email(uow.db, invited.email) is not None:
        raise Conflict(say("This address has an account. Sign in with it to accept."))
    users.problems_of(invited.email, full_name, invited.language).check()
    if not _decide(uow, invited, InvitationState.ACCEPTED):
        raise Gone(REASONS[LinkState.USED])
    try:
        with uow.db.begin_nested():
            user = users.add(uow, invited.email, full_name, invited.language)
    except IntegrityError as error:
        raise Conflict(say("This address has an account. Sign in with it to accept.")) from error
    user.password_hash = password_hash
    uow.record("user.joined", subject=user.id, organisation=invited.organisation_id)
    memberships.add(uow, user, invited.organisation_id, invited.role)
    notices.invitation_answered(uow, invited, accepted=True)
    return user


def accept(uow: UnitOfWork, invitation_id: UUID) -> Invitation:
    """Take the role that the actor's own address is invited to; nobody is signed out by it."""
    own, invited = _own(uow, invitation_id)
    if not _still_meant(uow, invited) or not _decide(uow, invited, InvitationState.ACCEPTED):
        raise Gone(WITHDRAWN)
    memberships.add(uow, own, invited.organisation_id, invited.role)
    notices.invitation_answered(uow, invited, accepted=True)
    return invited


def decline(uow: UnitOfWork, invitation_id: UUID) -> None:
    """Decline what the actor's own address is invited to."""
    _, invited = _own(uow, invitation_id)
    _refuse(uow, invited)


def decline_by_link(uow: UnitOfWork, token: str) -> None:
    """Decline without an account, by the link."""
    _refuse(uow, require_open(uow, token))


def require_open(uow: UnitOfWork, token: str) -> Invitation:
    """The invitation behind a link, if it can be answered; Gone with the reason if not."""
    opened = look_at(uow, token)
    if opened.state is not LinkState.OPEN or opened.invitation is None:
        raise Gone(REASONS[opened.state])
    return opened.invitation


def _refuse(uow: UnitOfWork, invited: Invitation) -> None:
    if not _decide(uow, invited, InvitationState.DECLINED):
        raise Gone(WITHDRAWN)
    notices.invitation_answered(uow, invited, accepted=False)


def _own(uow: UnitOfWork, invitation_id: UUID) -> tuple[User, Invitation]:
    own = own_account.get_own(uow)
    invited = queries.get_invitation(uow.db, invitation_id)
    if invited is None or invited.email != own.email:
        raise NotFound
    if invited.expires_at <= uow.now:
        raise Gone(REASONS[LinkState.EXPIRED])
    return own, invited


def _still_meant(uow: UnitOfWork, invited: Invitation) -> bool:
    """Whether the organisation is there and the inviter still administers it, with an open account."""
    if not invited.organisation.active:
        return False
    if invited.invited_by is None:
        return True
    inviter = queries.find_user(uow.db, invited.invited_by)
    # Whoever lost the role would come back through an invitation to a second address of their own.
    return inviter is not None and inviter.active and _administers(uow, inviter, invited)


def _administers(uow: UnitOfWork, user: User, invited: Invitation) -> bool:
    def may(membership: Membership) -> bool:
        granted = uow.grants[membership.role]
        return AccountsPermission.ACCOUNTS_ANY_ADMINISTER in granted or (
            AccountsPermission.ACCOUNTS_OWN_ADMINISTER in granted
            and membership.organisation_id == invited.organisation_id
        )

    return any(may(each) for each in user.memberships)


def _decide(uow: UnitOfWork, invited: Invitation, state: InvitationState) -> bool:
    """Answer an open invitation; of two answers only the first counts."""
    decided = uow.db.scalar(
        sa.update(Invitation)
        .where(Invitation.id == invited.id, Invitation.state == InvitationState.OPEN)
        .values(state=state, decided_at=uow.now)
        .returning(Invitation.id)
    )
    if decided is not None:
        facts = {"organisation": invited.organisation_id, "role": invited.role}
        uow.record(f"invitation.{state.value}", subject=invited.id, **facts)
    return decided is not None


def _send(uow: UnitOfWork, invited: Invitation, organisation: Organisation) -> Sent:
    # Whoever invites, no mailbox is filled.
    limits.count(uow, "invite", invited.email, most=MOST_PER_ADDRESS_A_DAY, per=timedelta(days=1))
    settings = uow.settings.of(AccountsSettings)
    token = secrets.token_urlsafe(sign_in.TOKEN_BYTES)
    invited.token_hash = sign_in.hash_token(token)
    invited.expires_at = uow.now + timedelta(days=settings.invitation_days)
    invited.invited_by = UserId(uow.actor.user_id) if uow.actor.user_id else None
    uow.db.flush()
    facts = {"organisation": organisation.id, "role": invited.role}
    uow.record("invitation.sent", subject=invited.id, **facts)
    path = f"/invitation?link={token}"
    notices.invitation(uow, invited, organisation, path)
    is_mailed = bool(uow.settings.smtp_host)
    return Sent(invited, None if is_mailed else letters.link_to(uow, path))


def _lock(uow: UnitOfWork, organisation_id: UUID) -> Organisation:
    # One at a time, or two would invite the same person twice.
    organisation = get_organisation(uow, organisation_id)
    same = Organisation.id == OrganisationId(organisation_id)
    uow.db.execute(sa.select(Organisation.id).where(same).with_for_update())
    return organisation


def _holds(user: User, organisation: Organisation, role: Role) -> bool:
    return any((m.organisation_id, m.role) == (organisation.id, role) for m in user.memberships)


def _get_administered(uow: UnitOfWork, invitation_id: UUID) -> Invitation:
    invited = queries.get_invitation(uow.db, invitation_id)
    if invited is None:
        raise NotFound
    require_administration(uow, invited.organisation_id)
    memberships.require_may_give(uow, invited.role)
    return invited
