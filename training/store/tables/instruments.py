"""Instruments, their sections, and which of them a course asks for."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base, stored_enum
from training.domain.assessment import (
    InstrumentKind,
)
from training.store.tables.courses import CourseVersion


class Instrument(Base):
    """How one thing is assessed; several courses and schemes may use it, by its code.

    Marks are per cent. `semi_mark` is what a semi grade needs (0: there is none). A pass in a
    written test that names its oral in `carries_to` holds for the oral sitting it belongs to and
    for `carries_over` further ones; without such a name it holds for good.
    """

    __tablename__ = "instrument"
    __table_args__ = (
        sa.CheckConstraint("pass_mark BETWEEN 0 AND 100", name="pass_mark_percent"),
        sa.CheckConstraint("semi_mark BETWEEN 0 AND 100", name="semi_mark_percent"),
        sa.CheckConstraint("assessors BETWEEN 1 AND 2", name="one_or_two_assessors"),
        sa.CheckConstraint("carries_over BETWEEN 0 AND 9", name="carries_over_a_few"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[InstrumentKind] = mapped_column(stored_enum(InstrumentKind))
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120))
    pass_mark: Mapped[int]
    semi_mark: Mapped[int] = mapped_column(default=0)
    assessors: Mapped[int] = mapped_column(default=1)
    per_language: Mapped[bool] = mapped_column(default=False)
    carries_over: Mapped[int] = mapped_column(default=0)
    carries_to: Mapped[str] = mapped_column(sa.String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)
    sections: Mapped[list["InstrumentSection"]] = relationship(
        lazy="raise",
        init=False,
        cascade="all, delete-orphan",
        order_by="InstrumentSection.position",
    )

    def title_in(self, language: str) -> str:
        """Its title for a reader."""
        return self.title if language == "ko" else self.title_en


class InstrumentSection(Base):
    """A part of an instrument, its full marks and the least of them (in per cent) that passes.

    `bands` says, a line each, what a range of marks looks like.
    """

    __tablename__ = "instrument_section"
    __table_args__ = (
        sa.UniqueConstraint("instrument_id", "position"),
        sa.CheckConstraint("full_marks > 0", name="has_marks"),
        sa.CheckConstraint("least_percent BETWEEN 0 AND 100", name="least_is_percent"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    instrument_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("instrument.id", ondelete="CASCADE"), init=False
    )
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120))
    full_marks: Mapped[int]
    least_percent: Mapped[int] = mapped_column(default=0)
    bands: Mapped[str] = mapped_column(sa.String(1000), default="", server_default="")
    bands_en: Mapped[str] = mapped_column(sa.String(1000), default="", server_default="")

    def title_in(self, language: str) -> str:
        """Its title for a reader."""
        return self.title if language == "ko" else self.title_en

    def bands_in(self, language: str) -> list[str]:
        """What ranges of marks look like, a line each; in Korean where the other is not given."""
        text = self.bands if language == "ko" else self.bands_en or self.bands
        return [line.strip() for line in text.splitlines() if line.strip()]


class RequiredInstrument(Base):
    """An instrument that must be passed to complete the courses of a version."""

    __tablename__ = "required_instrument"

    course_version_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_version.id", ondelete="CASCADE"), primary_key=True
    )
    instrument_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("instrument.id"), primary_key=True
    )
    version: Mapped[CourseVersion] = relationship(lazy="raise", init=False)
    instrument: Mapped[Instrument] = relationship(lazy="raise", init=False)
