"""Schemes and their versions: the ladder as the centre keeps it."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base, stored_enum
from foundation.database.integrity import append_only, register
from interpreters.domain.qualifications import CertificationLevel, Domain
from training.domain.certifications import (
    SchemeRole,
)


class Scheme(Base):
    """A rung of the ladder or a staff certificate; `level` is what dispatch knows it by."""

    __tablename__ = "scheme"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    level: Mapped[CertificationLevel | None] = mapped_column(
        stored_enum(CertificationLevel), unique=True, default=None
    )
    domain: Mapped[Domain | None] = mapped_column(stored_enum(Domain), default=None)
    role: Mapped[SchemeRole] = mapped_column(stored_enum(SchemeRole))
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    def title_in(self, language: str) -> str:
        """Its title for a reader."""
        return self.title if language == "ko" else self.title_en


class SchemeVersion(Base):
    """What a scheme asks for and how long it holds, from `in_force_from` on; never changed.

    `rules` is a list of objects, each with a `kind` (`training/domain/ladder.py`); `renewal` holds
    points by area, practice hours and the grandfathering date.
    """

    __tablename__ = "scheme_version"
    __table_args__ = (
        sa.UniqueConstraint("scheme_id", "number"),
        sa.CheckConstraint("validity_months > 0", name="has_validity"),
        sa.CheckConstraint("window_days >= 0", name="window_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    scheme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("scheme.id"))
    number: Mapped[int]
    in_force_from: Mapped[date]
    validity_months: Mapped[int]
    window_days: Mapped[int] = mapped_column(default=180)
    rules: Mapped[list[Any]] = mapped_column(sa.JSON, default_factory=list[Any])
    renewal: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict[str, Any])
    legal_basis: Mapped[str] = mapped_column(sa.String(200), default="")
    scheme: Mapped[Scheme] = relationship(lazy="raise", init=False)


register(append_only("scheme_version"))
