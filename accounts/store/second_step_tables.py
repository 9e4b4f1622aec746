"""The second step of signing in: an authenticator app, codes on paper, passkeys, and challenges that were answered."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from foundation.database.base import Base


class AuthenticatorApp(Base):
    """The secret that somebody's app makes codes from, encrypted; it counts once a first code was right.

    `last_period` is the half minute of the newest code that was taken: none is taken twice.
    """

    __tablename__ = "authenticator_app"

    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True
    )
    encrypted_secret: Mapped[str] = mapped_column(sa.String(400))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_period: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")


class RecoveryCode(Base):
    """A code on paper that stands for the app once. Only a keyed hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Passkey(Base):
    """A key that a phone or computer holds and opens with a finger, a face or its own code."""

    __tablename__ = "passkey"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    # both in base64url, as browsers write them
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(sa.Text)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    name: Mapped[str] = mapped_column(sa.String(60))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class AnsweredChallenge(Base):
    """A challenge that a passkey has answered; kept until it would be too old anyway, so that it counts once."""

    __tablename__ = "answered_challenge"

    challenge_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    answered_at: Mapped[datetime] = mapped_column(index=True)
