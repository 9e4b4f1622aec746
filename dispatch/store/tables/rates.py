"""Rate cards: what work pays, for whom and from which day on."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.ids import RateCardId
from foundation.database.base import Base, stored_enum
from interpreters.domain.qualifications import CertificationLevel, Domain


class RateCard(Base):
    """Rates for a scope from a day on. It is never changed: a later card of the same scope follows it.

    `organisation_id`, `domain` and `level` are empty for all. A card without `hour_won` ends its scope on its day.
    """

    __tablename__ = "rate_card"
    __table_args__ = (
        sa.CheckConstraint(
            "hour_won IS NOT NULL OR organisation_id IS NOT NULL OR domain IS NOT NULL OR level IS NOT NULL",
            name="general_rates_never_end",
        ),
        sa.CheckConstraint(
            "hour_won >= 0 AND minimum_minutes >= 0 AND step_minutes > 0 AND travel_hour_won >= 0"
            " AND fare_km_won >= 0 AND night_percent >= 0 AND weekend_percent >= 0"
            " AND holiday_percent >= 0",
            name="rates_not_negative",
        ),
        sa.CheckConstraint(
            "waiting_hour_won >= 0 AND late_cancel_percent >= 0 AND no_show_percent >= 0"
            " AND page_won >= 0 AND word_won >= 0 AND revision_percent >= 0"
            " AND certified_copy_won >= 0 AND class_hour_won >= 0 AND mentor_hour_won >= 0",
            name="other_rates_not_negative",
        ),
        # of several for one scope and day the last that was entered counts
        sa.Index("ix_rate_card_valid_from", "valid_from", "entered_at"),
    )

    id: Mapped[RateCardId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: RateCardId(uuid.uuid4())
    )
    valid_from: Mapped[date]
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), default=None
    )
    domain: Mapped[Domain | None] = mapped_column(stored_enum(Domain), default=None)
    level: Mapped[CertificationLevel | None] = mapped_column(
        stored_enum(CertificationLevel), default=None
    )
    hour_won: Mapped[int | None] = mapped_column(default=None)
    minimum_minutes: Mapped[int] = mapped_column(default=60)
    step_minutes: Mapped[int] = mapped_column(default=30)
    travel_hour_won: Mapped[int] = mapped_column(default=0)
    fare_km_won: Mapped[int] = mapped_column(default=0)
    night_percent: Mapped[int] = mapped_column(default=0)
    weekend_percent: Mapped[int] = mapped_column(default=0)
    holiday_percent: Mapped[int] = mapped_column(default=0)
    waiting_hour_won: Mapped[int] = mapped_column(default=0, server_default="0")
    late_cancel_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    no_show_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    page_won: Mapped[int] = mapped_column(default=0, server_default="0")
    word_won: Mapped[int] = mapped_column(default=0, server_default="0")
    revision_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    certified_copy_won: Mapped[int] = mapped_column(default=0, server_default="0")
    class_hour_won: Mapped[int] = mapped_column(default=0, server_default="0")
    mentor_hour_won: Mapped[int] = mapped_column(default=0, server_default="0")
    # where the rates come from, as a decision of the board or a public notice
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)
    entered_by: Mapped[User | None] = relationship(lazy="raise", init=False)
