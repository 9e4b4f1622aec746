"""Who receives reports by mail, and for which periods each was written to."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.report_mails import ReportRhythm
from foundation.database.base import Base, stored_enum


class ReportSubscription(Base):
    """Somebody who is written to whenever a month or a quarter is over.

    Without an organisation the report holds all that they may see. Periods that ended before `since` are not told.
    """

    __tablename__ = "report_subscription"
    __table_args__ = (sa.UniqueConstraint("user_id", "rhythm"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    rhythm: Mapped[ReportRhythm] = mapped_column(stored_enum(ReportRhythm))
    since: Mapped[date]
    created_at: Mapped[datetime]
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True, default=None
    )
    user: Mapped[User] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)


class ReportMail(Base):
    """That somebody was written to about a period: once, whatever happens to the job or the subscription."""

    __tablename__ = "report_mail"
    __table_args__ = (sa.UniqueConstraint("user_id", "rhythm", "first_day"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    rhythm: Mapped[ReportRhythm] = mapped_column(stored_enum(ReportRhythm))
    first_day: Mapped[date]
    written_at: Mapped[datetime]
