"""Drafts of who translates what, as the engine found them."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from dispatch.domain.translation_plans import TranslationPlanState
from foundation.database.base import Base, stored_enum

ONE_OPEN = "uq_translation_plan_open"
_IS_OPEN = sa.text("is_open")


class TranslationPlanRun(Base):
    """One draft of all jobs under way: asked for, made by a job, sent or dropped. One is open at a time.

    `draft` is what the engine found, in one way or, for a repair, in up to three: steps by job, kind and
    person with words by day, and its advice.
    """

    __tablename__ = "translation_plan"
    __table_args__ = (
        sa.Index(
            ONE_OPEN, "is_open", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
        ),
        sa.CheckConstraint("is_open = (state IN ('queued', 'ready'))", name="open_while_it_waits"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    state: Mapped[TranslationPlanState] = mapped_column(stored_enum(TranslationPlanState))
    is_open: Mapped[bool]
    # only what nobody can do any more is filled
    is_repair: Mapped[bool] = mapped_column(server_default=sa.false())
    asked_at: Mapped[datetime] = mapped_column(index=True)
    asked_by: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    made_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    draft: Mapped[dict[str, Any]] = mapped_column(
        sa.JSON, default_factory=dict[str, Any], server_default="{}"
    )
