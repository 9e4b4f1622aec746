"""Names that people entered for their documents, and who looked at them."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from training.domain.names import NameStatus
from training.store.tables.people import Learner


class NameEntry(Base):
    """Names as somebody entered them; one entry of a person waits at a time.

    Checked, they are the person's names everywhere, as the centre corrected them.
    """

    __tablename__ = "name_entry"
    __table_args__ = (
        sa.Index(
            "uq_name_entry_waiting",
            "learner_id",
            unique=True,
            sqlite_where=sa.text("status = 'entered'"),
            postgresql_where=sa.text("status = 'entered'"),
        ),
        sa.CheckConstraint(
            "status = 'entered' OR decided_by_name != ''", name="decided_by_somebody"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    latin_name: Mapped[str] = mapped_column(sa.String(120), default="")
    own_script_name: Mapped[str] = mapped_column(sa.String(120), default="")
    status: Mapped[NameStatus] = mapped_column(stored_enum(NameStatus), default=NameStatus.ENTERED)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    decided_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)
