"""Those who learn, are assessed and are certified."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter


class Learner(Base):
    """Somebody who signs in, somebody on the roster, or both in one; names as they are printed."""

    __tablename__ = "learner"
    __table_args__ = (
        sa.CheckConstraint(
            "user_id IS NOT NULL OR interpreter_id IS NOT NULL", name="is_somebody_known"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), unique=True, default=None
    )
    interpreter_id: Mapped[InterpreterId | None] = mapped_column(
        sa.ForeignKey("interpreter.id"), unique=True, default=None
    )
    full_name: Mapped[str] = mapped_column(sa.String(120))
    latin_name: Mapped[str] = mapped_column(sa.String(120), default="")
    own_script_name: Mapped[str] = mapped_column(sa.String(120), default="")
    language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    pledged_at: Mapped[datetime | None] = mapped_column(default=None)
    mentor_asked_at: Mapped[datetime | None] = mapped_column(default=None)
    user: Mapped[User | None] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter | None] = relationship(lazy="raise", init=False)
