"""Waves of offers for a step of a translation."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.ids import OfferPolicyId, TranslationCascadeId, TranslationStepId
from dispatch.domain.waves import CascadeState, Wave
from foundation.database.base import Base, stored_enum

ONE_LIVE = "uq_translation_cascade_live"
_IS_LIVE = sa.text("state = 'running'")


class TranslationCascade(Base):
    """Waves of offers for one step, from the first until somebody says yes or nobody is left."""

    __tablename__ = "translation_cascade"
    __table_args__ = (
        sa.CheckConstraint("wave >= 0", name="wave_counts"),
        sa.CheckConstraint("state <> 'paused'", name="runs_or_has_ended"),
        sa.CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended_or_live"),
        sa.Index(
            ONE_LIVE, "step_id", unique=True, sqlite_where=_IS_LIVE, postgresql_where=_IS_LIVE
        ),
        sa.Index("ix_translation_cascade_step_id_started_at", "step_id", "started_at"),
    )

    id: Mapped[TranslationCascadeId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: TranslationCascadeId(uuid.uuid4())
    )
    step_id: Mapped[TranslationStepId] = mapped_column(
        sa.ForeignKey("translation_step.id", ondelete="CASCADE")
    )
    state: Mapped[CascadeState] = mapped_column(stored_enum(CascadeState))
    # as the policy had them when it began: `Wave.as_json`
    waves: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    started_at: Mapped[datetime]
    # when the next wave goes unless somebody says yes
    next_at: Mapped[datetime]
    # how many waves have gone, and the place of the last one in `waves`
    wave: Mapped[int] = mapped_column(default=0)
    place: Mapped[int | None] = mapped_column(default=None)
    policy_id: Mapped[OfferPolicyId | None] = mapped_column(
        sa.ForeignKey("offer_policy.id", ondelete="SET NULL"), default=None
    )
    started_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    started_by: Mapped[User | None] = relationship(lazy="raise", init=False)

    @property
    def is_live(self) -> bool:
        """Whether further waves may go."""
        return self.state is CascadeState.RUNNING

    @property
    def planned(self) -> tuple[Wave, ...]:
        """Its waves."""
        return tuple(Wave.parse(stored) for stored in self.waves)

    @property
    def last(self) -> Wave | None:
        """The wave that went last."""
        return None if self.place is None else self.planned[self.place]
