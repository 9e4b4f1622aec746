"""Renewal cases and waivers."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from training.domain.renewal import CaseStatus, WaiverKind
from training.store.tables.certifications import Certification


class RecertificationCase(Base):
    """Somebody asks to renew a certification; one undecided case each."""

    __tablename__ = "recertification_case"
    __table_args__ = (
        sa.Index(
            "uq_recertification_case_undecided",
            "certification_id",
            unique=True,
            sqlite_where=sa.text("status IN ('open', 'submitted')"),
            postgresql_where=sa.text("status IN ('open', 'submitted')"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    certification_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("certification.id"), index=True
    )
    status: Mapped[CaseStatus] = mapped_column(stored_enum(CaseStatus), default=CaseStatus.OPEN)
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    snapshot: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict[str, Any])
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    certification: Mapped[Certification] = relationship(lazy="raise", init=False)


class OpeningBalance(Base):
    """What the holder of a certification brought within its term before the centre counted it here.

    Minutes and sessions interpreted, and points of further training by area.
    """

    __tablename__ = "opening_balance"
    __table_args__ = (
        sa.CheckConstraint(
            "practice_minutes >= 0 AND practice_sessions >= 0", name="practice_not_negative"
        ),
        sa.CheckConstraint(
            "ethics >= 0 AND skills >= 0 AND performance >= 0", name="points_not_negative"
        ),
    )

    certification_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("certification.id"), primary_key=True
    )
    practice_minutes: Mapped[int]
    practice_sessions: Mapped[int]
    ethics: Mapped[int]
    skills: Mapped[int]
    performance: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  as SQLAlchemy declares it


class Waiver(Base):
    """What the holder of a certification need not bring to its renewal, and why."""

    __tablename__ = "waiver"
    __table_args__ = (sa.UniqueConstraint("certification_id", "kind"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    certification_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certification.id"))
    kind: Mapped[WaiverKind] = mapped_column(stored_enum(WaiverKind))
    reason: Mapped[str] = mapped_column(sa.String(300))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
