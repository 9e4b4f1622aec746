"""Courses and their versions, frozen once a cohort is announced."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base, CodeText, stored_enum
from foundation.database.integrity import Guard, register
from training.domain.courses import Audience


class Course(Base):
    """What is taught; `scheme_code` is the certification it prepares for, if any."""

    __tablename__ = "course"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    code: Mapped[str] = mapped_column(CodeText(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(500), default="")
    summary_en: Mapped[str] = mapped_column(sa.String(500), default="")
    audience: Mapped[Audience] = mapped_column(stored_enum(Audience))
    scheme_code: Mapped[str] = mapped_column(sa.String(20), default="")
    active: Mapped[bool] = mapped_column(default=True)

    def title_in(self, language: str) -> str:
        """Its title for a reader."""
        return self.title if language == "ko" else self.title_en

    def summary_in(self, language: str) -> str:
        """What it is about, for a reader."""
        return self.summary if language == "ko" else self.summary_en


class CourseVersion(Base):
    """Hours and rules of a course; frozen when the first cohort that follows it is published.

    `prerequisites` is a list of objects, each with a `kind` and what that kind asks for
    (`training/domain/prerequisites.py`).
    """

    __tablename__ = "course_version"
    __table_args__ = (
        sa.UniqueConstraint("course_id", "number"),
        sa.CheckConstraint("planned_minutes > 0", name="has_minutes"),
        sa.CheckConstraint("attendance_percent BETWEEN 0 AND 100", name="percent_of_attendance"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course.id"))
    number: Mapped[int]
    planned_minutes: Mapped[int]
    attendance_percent: Mapped[int] = mapped_column(default=80)
    prerequisites: Mapped[list[Any]] = mapped_column(sa.JSON, default_factory=list[Any])
    legal_basis: Mapped[str] = mapped_column(sa.String(200), default="")
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    course: Mapped[Course] = relationship(lazy="raise", init=False)


FROZEN_VERSION = "course_version_frozen_stays"


register(
    Guard(
        FROZEN_VERSION,
        "course_version",
        sqlite=(
            "DROP TRIGGER IF EXISTS course_version_frozen_update",
            (
                "CREATE TRIGGER course_version_frozen_update BEFORE UPDATE ON course_version "
                "FOR EACH ROW WHEN OLD.frozen_at IS NOT NULL "
                f"BEGIN SELECT RAISE(ABORT, '{FROZEN_VERSION}'); END"
            ),
        ),
        postgresql=(
            (
                "CREATE OR REPLACE FUNCTION refuse_change_of_frozen_version() RETURNS trigger "
                "LANGUAGE plpgsql AS $$ BEGIN IF OLD.frozen_at IS NOT NULL THEN "
                f"RAISE EXCEPTION '{FROZEN_VERSION}'; END IF; RETURN NEW; END $$"
            ),
            f"DROP TRIGGER IF EXISTS {FROZEN_VERSION} ON course_version",
            (
                f"CREATE TRIGGER {FROZEN_VERSION} BEFORE UPDATE ON course_version "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_version()"
            ),
        ),
    )
)
