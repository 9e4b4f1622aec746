"""Trainees beside their mentors, with the guard against two places at once."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.domain.ids import AssignmentId
from dispatch.domain.states import PlaceState
from dispatch.store.tables.assignments import Assignment
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, register
from interpreters.domain.ids import InterpreterId
from training.domain.practicum import PracticumKind
from training.store.tables import Mentorship


class PracticumPlace(Base):
    """A trainee beside her mentor's assignment; she adds no capacity and is in one place at a time."""

    __tablename__ = "practicum_place"
    __table_args__ = (
        sa.CheckConstraint("busy_from < busy_to", name="busy_is_a_span"),
        sa.Index(
            "uq_practicum_place_living",
            "assignment_id",
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    assignment_id: Mapped[AssignmentId] = mapped_column(sa.ForeignKey("assignment.id"))
    mentorship_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("mentorship.id"), index=True)
    trainee_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"), index=True)
    kind: Mapped[PracticumKind] = mapped_column(stored_enum(PracticumKind))
    state: Mapped[PlaceState] = mapped_column(stored_enum(PlaceState))
    busy_from: Mapped[datetime]
    busy_to: Mapped[datetime]
    created_at: Mapped[datetime]
    # when the trainee said yes
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    assignment: Mapped[Assignment] = relationship(lazy="raise", init=False)
    mentorship: Mapped[Mentorship] = relationship(lazy="raise", init=False)


ONE_PLACE_AT_A_TIME = "ex_practicum_place_no_overlap"
_LIVING = "('proposed', 'confirmed')"


def _overlap(name: str, action: str) -> tuple[str, str]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            f"CREATE TRIGGER {name} BEFORE {action} ON practicum_place FOR EACH ROW "  # noqa: S608  constants only
            f"WHEN NEW.state IN {_LIVING} BEGIN SELECT RAISE(ABORT, '{ONE_PLACE_AT_A_TIME}') "
            "WHERE EXISTS (SELECT 1 FROM practicum_place p WHERE p.trainee_id = NEW.trainee_id "
            f"AND p.state IN {_LIVING} AND p.id IS NOT NEW.id "
            "AND p.busy_from < NEW.busy_to AND p.busy_to > NEW.busy_from); END"
        ),
    )


register(
    Guard(
        ONE_PLACE_AT_A_TIME,
        "practicum_place",
        sqlite=(
            *_overlap("practicum_place_no_overlap_insert", "INSERT"),
            *_overlap(
                "practicum_place_no_overlap_update",
                "UPDATE OF trainee_id, busy_from, busy_to, state",
            ),
        ),
        postgresql=(
            f"ALTER TABLE practicum_place DROP CONSTRAINT IF EXISTS {ONE_PLACE_AT_A_TIME}",
            (
                f"ALTER TABLE practicum_place ADD CONSTRAINT {ONE_PLACE_AT_A_TIME} EXCLUDE USING gist "
                "(trainee_id WITH =, tstzrange(busy_from, busy_to, '[)') WITH &&) "
                f"WHERE (state IN {_LIVING})"
            ),
        ),
    )
)
