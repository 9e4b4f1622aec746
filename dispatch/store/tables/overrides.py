"""The overrides that two people answer for."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.states import OverrideState
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class GraveOverride(Base):
    """Somebody without the level is to serve a session of tier T3: one asks, another agrees."""

    __tablename__ = "grave_override"
    __table_args__ = (
        sa.CheckConstraint("asked_by_id != decided_by_id", name="two_people"),
        sa.CheckConstraint(
            "state NOT IN ('agreed', 'refused') OR decided_by_id IS NOT NULL",
            name="decided_by_somebody",
        ),
        sa.Index(
            "uq_grave_override_living",
            "session_id",
            "interpreter_id",
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'agreed')"),
            postgresql_where=sa.text("state IN ('asked', 'agreed')"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id"), index=True
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    reason: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[OverrideState] = mapped_column(stored_enum(OverrideState))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)
    asked_by: Mapped[User] = relationship(
        lazy="raise", init=False, foreign_keys="GraveOverride.asked_by_id"
    )
    decided_by: Mapped[User | None] = relationship(
        lazy="raise", init=False, foreign_keys="GraveOverride.decided_by_id"
    )
