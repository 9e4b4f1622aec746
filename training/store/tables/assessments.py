"""Attempts, who assesses them, their scores, conflicts of interest and appeals."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, append_only, register
from interpreters.domain.languages import Direction, Language
from training.domain.assessment import (
    AppealStatus,
    AttemptStatus,
    ConflictKind,
    Outcome,
)
from training.store.tables.enrolments import Enrolment
from training.store.tables.instruments import Instrument
from training.store.tables.people import Learner


class Attempt(Base):
    """One sitting of one person; `percent` and `outcome` once it is decided.

    `assessors_due` is how many must score it: fewer than its instrument asks for only where the
    language has no second assessor, and then the outcome is no better than recognised.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent_of_marks"),
        sa.CheckConstraint(
            "(status = 'decided') = (outcome IS NOT NULL)", name="outcome_once_decided"
        ),
        sa.CheckConstraint("assessors_due BETWEEN 1 AND 2", name="one_or_two_due"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    instrument_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument.id"), index=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("enrolment.id"), index=True, default=None
    )
    language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    direction: Mapped[Direction] = mapped_column(stored_enum(Direction), default=Direction.BOTH)
    sitting: Mapped[int] = mapped_column(default=1)
    planned_at: Mapped[datetime]
    assessors_due: Mapped[int] = mapped_column(default=1)
    status: Mapped[AttemptStatus] = mapped_column(
        stored_enum(AttemptStatus), default=AttemptStatus.PLANNED, index=True
    )
    outcome: Mapped[Outcome | None] = mapped_column(stored_enum(Outcome), default=None)
    percent: Mapped[float | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    carried_from_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("attempt.id"), default=None
    )
    annulled_because: Mapped[str] = mapped_column(sa.String(200), default="")
    instrument: Mapped[Instrument] = relationship(lazy="raise", init=False)
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)
    enrolment: Mapped[Enrolment | None] = relationship(lazy="raise", init=False)
    seats: Mapped[list["AssessorSeat"]] = relationship(
        lazy="raise", init=False, order_by="AssessorSeat.position"
    )


class AssessorSeat(Base):
    """An assessor of an attempt: the first, the second, or the third who decides a dispute.

    `draft` keeps marks and comments by section until they are handed in; only she sees it.
    """

    __tablename__ = "assessor_seat"
    __table_args__ = (
        sa.UniqueConstraint("attempt_id", "position"),
        sa.UniqueConstraint("attempt_id", "assessor_id"),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="at_most_three"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"))
    assessor_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    position: Mapped[int]
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    percent: Mapped[float | None] = mapped_column(default=None)
    draft: Mapped[dict[str, Any]] = mapped_column(
        sa.JSON, default_factory=dict[str, Any], server_default=sa.text("'{}'")
    )
    scores: Mapped[list["Score"]] = relationship(lazy="raise", init=False)
    assessor: Mapped[User] = relationship(lazy="raise", init=False)


class Score(Base):
    """What one assessor gave for one section; never changed."""

    __tablename__ = "score"
    __table_args__ = (
        sa.UniqueConstraint("seat_id", "section_id"),
        sa.CheckConstraint("marks >= 0", name="marks_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    seat_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("assessor_seat.id"))
    section_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument_section.id"))
    marks: Mapped[int]
    comment: Mapped[str] = mapped_column(sa.String(500), default="")


class ConflictOfInterest(Base):
    """Declared: this user must not assess this person."""

    __tablename__ = "conflict_of_interest"

    user_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), primary_key=True)
    kind: Mapped[ConflictKind] = mapped_column(stored_enum(ConflictKind))
    declared_at: Mapped[datetime]


class Appeal(Base):
    """Somebody's objection to the result of an attempt."""

    __tablename__ = "appeal"
    __table_args__ = (sa.UniqueConstraint("attempt_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"))
    grounds: Mapped[str] = mapped_column(sa.String(1000))
    lodged_at: Mapped[datetime]
    status: Mapped[AppealStatus] = mapped_column(
        stored_enum(AppealStatus), default=AppealStatus.LODGED
    )
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)


RESULT_STAYS = "attempt_result_stays"


SHEET_STAYS = "assessor_seat_sheet_stays"


def _refusing(name: str, table: str, actions: str, when: str) -> Guard:
    """A guard that refuses these actions to rows of which `when` is true."""
    function = f"refuse_{name}"
    sqlite: list[str] = []
    for action in actions.split(" OR "):
        trigger = f"{name}_{action.split()[0].lower()}"
        sqlite += [
            f"DROP TRIGGER IF EXISTS {trigger}",
            (
                f"CREATE TRIGGER {trigger} BEFORE {action} ON {table} FOR EACH ROW "
                f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
            ),
        ]
    postgresql = (
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name}'; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        (
            f"CREATE TRIGGER {name} BEFORE {actions} ON {table} FOR EACH ROW "
            f"WHEN ({when}) EXECUTE FUNCTION {function}()"
        ),
    )
    return Guard(name, table, tuple(sqlite), postgresql)


register(append_only("score"))


# A result is never edited: it can only be annulled, and that stays.
register(
    _refusing(
        RESULT_STAYS,
        "attempt",
        "UPDATE OF status, outcome, percent",
        "OLD.status = 'annulled' OR (OLD.status = 'decided' AND NEW.status != 'annulled')",
    )
)


register(
    _refusing(SHEET_STAYS, "assessor_seat", "UPDATE OR DELETE", "OLD.submitted_at IS NOT NULL")
)
