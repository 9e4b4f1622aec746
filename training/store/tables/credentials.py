"""Credentials from elsewhere."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from interpreters.domain.languages import Language
from training.domain.certifications import (
    CredentialKind,
    CredentialStatus,
)
from training.store.tables.people import Learner


class ExternalCredential(Base):
    """A credential given by somebody else; it counts once somebody has seen the original."""

    __tablename__ = "external_credential"
    __table_args__ = (
        sa.CheckConstraint("issued_on < valid_until", name="ends_after_it_starts"),
        sa.Index("ix_external_credential_status_learner_id", "status", "learner_id"),
        sa.CheckConstraint(
            "status != 'verified' OR verified_by_name != ''", name="verified_by_somebody"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    kind: Mapped[CredentialKind] = mapped_column(stored_enum(CredentialKind))
    language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    issuer: Mapped[str] = mapped_column(sa.String(120), default="")
    encrypted_number: Mapped[str] = mapped_column(sa.String(400), default="")
    score: Mapped[int | None] = mapped_column(default=None)
    issued_on: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(default=None)
    status: Mapped[CredentialStatus] = mapped_column(
        stored_enum(CredentialStatus), default=CredentialStatus.CLAIMED
    )
    claimed_at: Mapped[datetime]
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    verified_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)
