"""Telephone calls about offers: who called when, and what came of it."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.ids import OfferId
from dispatch.domain.states import CallOutcome
from foundation.database.base import Base, stored_enum


class OfferCall(Base):
    """A coordinator called somebody about an offer."""

    __tablename__ = "offer_call"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    offer_id: Mapped[OfferId] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    called_at: Mapped[datetime]
    called_by_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"))
    outcome: Mapped[CallOutcome] = mapped_column(stored_enum(CallOutcome))
    called_by: Mapped[User] = relationship(lazy="raise", init=False)
