"""Sign-in services of organisations (OpenID Connect), and which of their people is which account."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation
from foundation.database.base import Base


class IdentityProvider(Base):
    """The sign-in service of one organisation. What it tells us of people counts for that organisation alone.

    `counts_as_two` says that it asks for a second step itself.
    """

    __tablename__ = "identity_provider"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), unique=True
    )
    issuer: Mapped[str] = mapped_column(sa.String(300))
    client_id: Mapped[str] = mapped_column(sa.String(300))
    encrypted_secret: Mapped[str] = mapped_column(sa.Text)
    counts_as_two: Mapped[bool]
    active: Mapped[bool]
    changed_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)


class ExternalIdentity(Base):
    """Somebody of a sign-in service, who is an account here. `subject` is what the service calls them."""

    __tablename__ = "external_identity"
    __table_args__ = (sa.UniqueConstraint("provider_id", "user_id"),)

    provider_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("identity_provider.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(
        sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    linked_at: Mapped[datetime]
