"""Tokens with which other systems act for somebody."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import User
from foundation.database.base import Base


class ApiToken(Base):
    """A token of the API. Only a hash of it is kept; `begins` are its first signs, by which its owner knows it.

    With an `organisation_id` it acts with the roles of that organisation alone.
    """

    __tablename__ = "api_token"
    __table_args__ = (sa.CheckConstraint("expires_at > made_at", name="lives_a_while"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(80))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    begins: Mapped[str] = mapped_column(sa.String(12))
    scopes: Mapped[list[str]]
    organisation_id: Mapped[OrganisationId | None] = mapped_column(sa.ForeignKey("organisation.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    user: Mapped[User] = relationship(lazy="raise", init=False)
