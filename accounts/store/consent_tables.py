"""The words of pledges and consents, version by version: published once, never changed."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.consents import ConsentPurpose
from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import append_only, register


class ConsentText(Base):
    """What is signed for a purpose from `published_at` on, by language, until a newer version is published."""

    __tablename__ = "consent_text"
    __table_args__ = (sa.UniqueConstraint("purpose", "version"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    purpose: Mapped[ConsentPurpose] = mapped_column(stored_enum(ConsentPurpose))
    # a number of its own for each purpose, as a text: signatures keep it so
    version: Mapped[str] = mapped_column(sa.String(20))
    words: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    published_at: Mapped[datetime]
    published_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)


register(append_only("consent_text"))
