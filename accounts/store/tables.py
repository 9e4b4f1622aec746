"""Organisations, sites, users, memberships, sign-ins, links and keys for one use, and consents."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, SiteId, UserId
from accounts.domain.kinds import OrganisationKind
from accounts.domain.links import InvitationState, LinkEnd, LinkPurpose
from accounts.domain.roles import Role
from foundation.database.base import Base, CodeText, stored_enum
from foundation.geo import Point


class Organisation(Base):
    """A body of the network that requests interpreters, supplies them, or both."""

    __tablename__ = "organisation"

    id: Mapped[OrganisationId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: OrganisationId(uuid.uuid4())
    )
    code: Mapped[str] = mapped_column(CodeText(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[OrganisationKind] = mapped_column(stored_enum(OrganisationKind))
    city: Mapped[str] = mapped_column(sa.String(20))
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    active: Mapped[bool] = mapped_column(default=True)

    def name_in(self, language: str) -> str:
        """Its name for a reader."""
        return self.name if language == "ko" else self.name_en


class Site(Base):
    """A place with coordinates where an organisation holds counselling sessions."""

    __tablename__ = "site"
    __table_args__ = (
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        sa.Index(
            "ix_site_unlisted",
            "organisation_id",
            "city",
            unique=True,
            sqlite_where=sa.text("unlisted"),
            postgresql_where=sa.text("unlisted"),
        ),
    )

    id: Mapped[SiteId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: SiteId(uuid.uuid4())
    )
    code: Mapped[str] = mapped_column(CodeText(40), unique=True)
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    city: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    latitude: Mapped[float]
    longitude: Mapped[float]
    active: Mapped[bool] = mapped_column(default=True)
    # stands for every place of a city that is in no list; never offered, shown or changed as a place
    unlisted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(self.latitude, self.longitude)

    def name_in(self, language: str) -> str:
        """Its name for a reader."""
        return self.name if language == "ko" else self.name_en


class User(Base):
    """Somebody who may sign in. `password_hash` is empty until a password was chosen."""

    __tablename__ = "app_user"

    id: Mapped[UserId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: UserId(uuid.uuid4())
    )
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(8), default="ko")
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    memberships: Mapped[list["Membership"]] = relationship(
        lazy="raise", init=False, cascade="all, delete-orphan", passive_deletes=True
    )


class Membership(Base):
    """A role that a user has in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "organisation_id", "role"),
        sa.Index("ix_membership_role_user_id", "role", "user_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)


class SignIn(Base):
    """One signed-in browser. Only a hash of its token is kept; ending it ends it everywhere."""

    __tablename__ = "sign_in"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    # When the password was last typed again in this browser, for what needs it.
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    # whether more than a password opened it: a code from an app, or a passkey
    strong: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # what its owner knows it by: browser and system, and the neighbourhood of its network
    browser: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    network: Mapped[str] = mapped_column(sa.String(50), default="", server_default="")
    user: Mapped[User] = relationship(lazy="raise", init=False)


class PasswordLink(Base):
    """A link with which somebody chooses her own password. Only a hash of its token is kept."""

    __tablename__ = "password_link"
    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_with_its_reason"),
        sa.Index(
            "uq_password_link_open",
            "user_id",
            "purpose",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    purpose: Mapped[LinkPurpose] = mapped_column(stored_enum(LinkPurpose))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[LinkEnd | None] = mapped_column(stored_enum(LinkEnd), default=None)
    user: Mapped[User] = relationship(lazy="raise", init=False)


class Invitation(Base):
    """A role that an organisation offers to whoever reads an address. Only a hash of its token is kept.

    It says nothing of whether the address has an account: `full_name` is what the inviter typed.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        sa.Index(
            "uq_invitation_open",
            "email",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    full_name: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(8))
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    invited_by: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[InvitationState] = mapped_column(
        stored_enum(InvitationState), default=InvitationState.OPEN
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)


class PrivacyConsent(Base):
    """Somebody agreed to have her personal data processed, in the words of one version."""

    __tablename__ = "privacy_consent"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[str] = mapped_column(sa.String(20))
    given_at: Mapped[datetime]
    # the name that was written under a text of the office
    signed_name: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")


class FirstPageKey(Base):
    """A key to the first page of an empty installation, printed by a server that was started. Only its hash is kept."""

    __tablename__ = "first_page_key"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    created_at: Mapped[datetime]


class CalendarFeed(Base):
    """The secret address of somebody's calendar, for the programs that show it: one a person.

    It is looked up by its hash. The token itself is kept encrypted, so that its owner can be shown it again.
    """

    __tablename__ = "calendar_feed"

    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    encrypted_token: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)
