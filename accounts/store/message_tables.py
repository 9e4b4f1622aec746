"""How people want to be told: channels, hours, the browsers that take notifications, links, office alerts."""

import uuid
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.domain.links import SignInLinkEnd
from accounts.store.tables import User
from foundation.database.base import Base, stored_enum


class MessageChoice(Base):
    """What somebody has chosen about messages; whoever has no row is written to by mail at any hour.

    Between `quiet_from` and `quiet_until` (wall clock, over midnight too) nothing is sent. While `paused`
    nothing is sent at all, until `paused_until` if there is one.
    """

    __tablename__ = "message_choice"
    __table_args__ = (
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)", name="both_times_or_none"
        ),
        sa.CheckConstraint("quiet_from IS NULL OR quiet_from <> quiet_until", name="some_time"),
    )

    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True
    )
    channels: Mapped[list[str]]
    encrypted_number: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")
    quiet_from: Mapped[time | None] = mapped_column(default=None)
    quiet_until: Mapped[time | None] = mapped_column(default=None)
    urgent_at_night: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    paused: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    paused_until: Mapped[datetime | None] = mapped_column(default=None)
    links_sign_in: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # The kinds of news that she reads once a day.
    daily_topics: Mapped[list[str]] = mapped_column(default_factory=list[str])
    changed_at: Mapped[datetime]


class PushDevice(Base):
    """A browser that takes notifications. Whoever knows its address could reach it: that is encrypted."""

    __tablename__ = "push_device"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    endpoint_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    encrypted_subscription: Mapped[str] = mapped_column(sa.Text)
    public_key: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]


class SignInLink(Base):
    """The link of one message, which signs its reader in once. Only a hash of its token is kept."""

    __tablename__ = "sign_in_link"
    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_with_its_reason"),
        sa.Index("ix_sign_in_link_user_id", "user_id", "ended_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[SignInLinkEnd | None] = mapped_column(stored_enum(SignInLinkEnd), default=None)
    user: Mapped[User] = relationship(lazy="raise", init=False)


class OfficeAlert(Base):
    """A room of the office that is told of some kinds of news. Its address holds a secret and is encrypted."""

    __tablename__ = "office_alert"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    encrypted_address: Mapped[str] = mapped_column(sa.Text)
    topics: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    changed_at: Mapped[datetime]
