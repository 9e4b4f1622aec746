"""Every question that accounts ask of the database."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.domain.ids import OrganisationId, SiteId, UserId
from accounts.domain.kinds import OrganisationKind
from accounts.domain.links import InvitationState, LinkPurpose
from accounts.domain.roles import Role
from accounts.store.tables import (
    CalendarFeed,
    Invitation,
    Membership,
    Organisation,
    PasswordLink,
    SignIn,
    Site,
    User,
)
from foundation.database.searching import holds


def list_organisations(db: Session) -> Sequence[Organisation]:
    """All organisations, the centre first."""
    return db.scalars(sa.select(Organisation).order_by(Organisation.kind, Organisation.name)).all()


def find_centre(db: Session) -> Organisation | None:
    """The provincial centre; the first by code if there are several."""
    query = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.CENTRE, Organisation.active
    )
    return db.scalars(query.order_by(Organisation.code).limit(1)).first()


def list_sites(
    db: Session, organisations: Collection[UUID] | None = None, *, active_only: bool = False
) -> Sequence[Site]:
    """Sites of some organisations, or of all."""
    query = (
        sa.select(Site)
        .join(Organisation)
        .where(~Site.unlisted)
        .options(joinedload(Site.organisation))
        .order_by(Organisation.name, Site.name)
    )
    if organisations is not None:
        query = query.where(Site.organisation_id.in_(organisations))
    if active_only:
        query = query.where(Site.active)
    return db.scalars(query).all()


def find_site(db: Session, site_id: UUID) -> Site | None:
    """By id, with its organisation."""
    return db.scalar(
        sa.select(Site).where(Site.id == SiteId(site_id)).options(joinedload(Site.organisation))
    )


def find_unlisted_site(db: Session, organisation_id: OrganisationId, city: str) -> Site | None:
    """What stands for an organisation's places of a city that are in no list."""
    return db.scalar(
        sa.select(Site).where(
            Site.organisation_id == organisation_id, Site.city == city, Site.unlisted
        )
    )


def find_site_by_code(db: Session, code: str) -> Site | None:
    """By code."""
    return db.scalar(sa.select(Site).where(Site.code == code))


def find_user(db: Session, user_id: UUID) -> User | None:
    """By id, with memberships and their organisations."""
    return db.scalar(_users().where(User.id == UserId(user_id)))


def has_users(db: Session) -> bool:
    """Whether anybody has an account."""
    return db.scalar(sa.select(User.id).limit(1)) is not None


def find_user_by_email(db: Session, email: str) -> User | None:
    """By folded e-mail address."""
    return db.scalar(_users().where(User.email == email))


def list_users(db: Session, organisations: Collection[UUID] | None = None) -> Sequence[User]:
    """Users with a membership in some organisations, or all users."""
    query = _users().order_by(User.full_name, User.email)
    if organisations is not None:
        members = sa.select(Membership.user_id).where(Membership.organisation_id.in_(organisations))
        query = query.where(User.id.in_(members))
    return db.scalars(query).unique().all()


def search_users(organisation_id: UUID, roles: Collection[Role], text: str = "") -> sa.Select[User]:
    """The question for those who have one of these roles in an organisation, by name, to be paged."""
    members = sa.select(Membership.user_id).where(
        Membership.organisation_id == OrganisationId(organisation_id), Membership.role.in_(roles)
    )
    query = _users().where(User.id.in_(members)).order_by(User.full_name, User.email)
    for word in text.split():
        named = holds(User.full_name, word)
        query = query.where(named | User.email.icontains(word, autoescape=True))
    return query


def count_people(db: Session, organisation_id: UUID) -> dict[Role, set[UserId]]:
    """Who has each role in an organisation."""
    rows = db.execute(
        sa.select(Membership.role, Membership.user_id).where(
            Membership.organisation_id == OrganisationId(organisation_id)
        )
    )
    found: dict[Role, set[UserId]] = {}
    for role, user_id in rows:
        found.setdefault(role, set()).add(user_id)
    return found


def count_members(db: Session) -> dict[UUID, int]:
    """How many open accounts have a role in each organisation."""
    rows = db.execute(
        sa.select(Membership.organisation_id, sa.func.count(Membership.user_id.distinct()))
        .join(User, User.id == Membership.user_id)
        .where(User.active)
        .group_by(Membership.organisation_id)
    )
    return {row[0]: row[1] for row in rows}


def count_active(db: Session, organisation_id: UUID) -> tuple[int, dict[Role, int]]:
    """How many open accounts an organisation has, in all and in each role."""
    of_it = (Membership.organisation_id == OrganisationId(organisation_id), User.active)
    joined = sa.select(Membership.role, sa.func.count(Membership.user_id.distinct()))
    by_role = joined.join(User, User.id == Membership.user_id).where(*of_it)
    every = sa.select(sa.func.count(Membership.user_id.distinct()))
    total = db.scalar(every.join(User, User.id == Membership.user_id).where(*of_it))
    counted = db.execute(by_role.group_by(Membership.role))
    return total or 0, {row[0]: row[1] for row in counted}


def find_account(db: Session, user_id: UUID) -> User | None:
    """A user alone, without a question to the database when it is read already."""
    return db.get(User, UserId(user_id))


def list_accounts(db: Session, user_ids: Iterable[UUID]) -> Sequence[User]:
    """Users alone, without their memberships, by id."""
    ids = {UserId(user_id) for user_id in user_ids}
    return db.scalars(sa.select(User).where(User.id.in_(ids)).order_by(User.id)).all()


def list_users_with_role(
    db: Session, role: Role, organisation_id: OrganisationId | None = None
) -> Sequence[User]:
    """Active users who have a role, in one organisation or anywhere."""
    held = sa.select(Membership.user_id).where(Membership.role == role)
    if organisation_id is not None:
        held = held.where(Membership.organisation_id == organisation_id)
    return db.scalars(_users().where(User.active, User.id.in_(held)).order_by(User.full_name)).all()


def _users() -> sa.Select[User]:
    return sa.select(User).options(
        selectinload(User.memberships).joinedload(Membership.organisation)
    )


def find_sign_in(db: Session, token_hash: str) -> SignIn | None:
    """The sign-in of a token that has not been ended, with its user and roles."""
    # Every request asks this: a person has few roles, so one statement reads them with the rest.
    query = (
        sa.select(SignIn)
        .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
        .options(joinedload(SignIn.user).joinedload(User.memberships))
    )
    return db.scalars(query).unique().one_or_none()


def forget_sign_ins(db: Session, before: datetime, most: int) -> int:
    """Forget at most so many sign-ins that ended or ran out before an instant; how many."""
    ended = sa.or_(SignIn.ended_at < before, SignIn.expires_at < before)
    some = sa.select(SignIn.id).where(ended).order_by(SignIn.expires_at).limit(most)
    gone = sa.delete(SignIn).where(SignIn.id.in_(some)).returning(SignIn.id)
    return len(db.scalars(gone.execution_options(synchronize_session=False)).all())


def find_feed_of(db: Session, user_id: UUID) -> CalendarFeed | None:
    """The address of somebody's calendar."""
    return db.get(CalendarFeed, UserId(user_id))


def find_feed(db: Session, token_hash: str) -> CalendarFeed | None:
    """The calendar that a token opens."""
    return db.scalar(sa.select(CalendarFeed).where(CalendarFeed.token_hash == token_hash))


def find_password_link(db: Session, token_hash: str) -> PasswordLink | None:
    """A link by what is kept of its token, with its user."""
    return db.scalar(
        sa.select(PasswordLink)
        .where(PasswordLink.token_hash == token_hash)
        .options(joinedload(PasswordLink.user))
    )


def list_open_links(
    db: Session, user_ids: Collection[UUID], purpose: LinkPurpose, now: datetime
) -> Sequence[PasswordLink]:
    """The links for a purpose that work now, of some users."""
    return db.scalars(
        sa.select(PasswordLink).where(
            PasswordLink.user_id.in_([UserId(each) for each in user_ids]),
            PasswordLink.purpose == purpose,
            PasswordLink.ended_at.is_(None),
            PasswordLink.expires_at > now,
        )
    ).all()


def find_invitation(db: Session, token_hash: str) -> Invitation | None:
    """An invitation by what is kept of its token, with its organisation."""
    return db.scalar(_invitations().where(Invitation.token_hash == token_hash))


def get_invitation(db: Session, invitation_id: UUID) -> Invitation | None:
    """An invitation by id, with its organisation."""
    return db.scalar(_invitations().where(Invitation.id == invitation_id))


def list_invitations_to(db: Session, email: str, now: datetime) -> Sequence[Invitation]:
    """What an address has been invited to and may still answer."""
    query = _invitations().where(
        Invitation.email == email,
        Invitation.state == InvitationState.OPEN,
        Invitation.expires_at > now,
    )
    return db.scalars(query.order_by(Invitation.created_at)).all()


def list_open_invitations(db: Session, organisation_id: UUID) -> Sequence[Invitation]:
    """Invitations of an organisation without an answer, also those that ran out, newest first."""
    query = _invitations().where(
        Invitation.organisation_id == OrganisationId(organisation_id),
        Invitation.state == InvitationState.OPEN,
    )
    return db.scalars(query.order_by(Invitation.created_at.desc(), Invitation.id)).all()


def _invitations() -> sa.Select[Invitation]:
    return sa.select(Invitation).options(joinedload(Invitation.organisation))


def last_seen(db: Session, user_ids: Collection[UUID]) -> dict[UserId, datetime]:
    """When some users last asked for a page, in any browser; those who never signed in are left out."""
    query = (
        sa.select(SignIn.user_id, sa.func.max(SignIn.seen_at))
        .where(SignIn.user_id.in_([UserId(each) for each in user_ids]))
        .group_by(SignIn.user_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}
