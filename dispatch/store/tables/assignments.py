"""Assignments, with the guard against double booking."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.ids import AssignmentId, OfferId
from dispatch.domain.states import AssignmentState, ReturnReason
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, register
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class Assignment(Base):
    """An interpreter bound to a slot.

    The calendar is blocked from `busy_from` (the start less the way there from the session before,
    on the same day) to `busy_to` (the end). The guard below refuses any overlap of two blocking
    assignments of one interpreter, whoever writes it and however.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        sa.CheckConstraint("busy_from < busy_to", name="busy_is_a_span"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("busy_from <= starts_at AND ends_at <= busy_to", name="busy_covers_it"),
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name="slot_known"),
        sa.UniqueConstraint("offer_id"),
        sa.Index("ix_assignment_interpreter_id_busy_from", "interpreter_id", "busy_from"),
        sa.Index("ix_assignment_session_id", "session_id"),
        sa.Index("ix_assignment_starts_at", "starts_at"),
        sa.Index(
            "uq_assignment_live_slot",
            "session_id",
            "slot_no",
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'confirmed', 'checked_in')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed', 'checked_in')"),
        ),
    )

    id: Mapped[AssignmentId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: AssignmentId(uuid.uuid4())
    )
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    slot_no: Mapped[int]
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    offer_id: Mapped[OfferId | None] = mapped_column(sa.ForeignKey("offer.id"), default=None)
    state: Mapped[AssignmentState] = mapped_column(stored_enum(AssignmentState))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    busy_from: Mapped[datetime]
    busy_to: Mapped[datetime]
    # until then the yes may be taken back and the details are closed; None: they are open
    details_from: Mapped[datetime | None] = mapped_column(default=None)
    pinned: Mapped[bool] = mapped_column(default=False)
    # the coordinator's logged reason when a softer rule was set aside
    override_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # the rules that were set aside, by code
    overridden: Mapped[list[str]] = mapped_column(
        sa.JSON, default_factory=list[str], server_default="[]"
    )
    # who agreed and how, where it was agreed outside of the app, and who entered it
    agreed_with: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    made_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    # why the interpreter gave it back
    return_reason: Mapped[ReturnReason | None] = mapped_column(
        stored_enum(ReturnReason), default=None
    )
    # in which language somebody interprets, where it is not the one asked for
    other_language: Mapped[Language | None] = mapped_column(
        stored_enum(Language, is_checked=False), default=None
    )
    # certified one level lower than the session asks for: agreed by its requester, or by two people (T3)
    lower_level: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    # what was said of the day itself, as it stands now; every line of it is a `live_step`
    set_out_at: Mapped[datetime | None] = mapped_column(default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    began_at: Mapped[datetime | None] = mapped_column(default=None)
    late_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)
    made_by: Mapped[User | None] = relationship(lazy="raise", init=False)

    @property
    def is_under_way(self) -> bool:
        """Whether the interpreter is on the way, there, or interpreting: no plan moves them then."""
        return not (self.set_out_at is self.arrived_at is self.began_at is None)


NO_OVERLAP = "ex_assignment_no_overlap"
_BLOCKING = "('held', 'confirmed', 'checked_in')"


def _overlap_trigger(name: str, action: str) -> tuple[str, str]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            # fixed names, nothing from outside
            f"CREATE TRIGGER {name} BEFORE {action} ON assignment FOR EACH ROW "  # noqa: S608  constants only
            f"WHEN NEW.state IN {_BLOCKING} BEGIN SELECT RAISE(ABORT, '{NO_OVERLAP}') WHERE EXISTS ("
            "SELECT 1 FROM assignment a WHERE a.interpreter_id = NEW.interpreter_id "
            f"AND a.state IN {_BLOCKING} AND a.id IS NOT NEW.id "
            "AND a.busy_from < NEW.busy_to AND a.busy_to > NEW.busy_from); END"
        ),
    )


register(
    Guard(
        NO_OVERLAP,
        "assignment",
        sqlite=(
            *_overlap_trigger("assignment_no_overlap_insert", "INSERT"),
            *_overlap_trigger(
                "assignment_no_overlap_update",
                "UPDATE OF interpreter_id, busy_from, busy_to, state",
            ),
        ),
        postgresql=(
            f"ALTER TABLE assignment DROP CONSTRAINT IF EXISTS {NO_OVERLAP}",
            (
                f"ALTER TABLE assignment ADD CONSTRAINT {NO_OVERLAP} EXCLUDE USING gist "
                "(interpreter_id WITH =, tstzrange(busy_from, busy_to, '[)') WITH &&) "
                f"WHERE (state IN {_BLOCKING})"
            ),
        ),
    )
)
