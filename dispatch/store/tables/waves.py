"""Offers in waves: the policies of the office, and a cascade for each slot that is filled so."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.ids import CascadeId, OfferPolicyId
from dispatch.domain.waves import CascadeEnd, CascadeState, PolicyScope, Wave
from foundation.database.base import Base, stored_enum
from interpreters.domain.qualifications import Tier
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class OfferPolicy(Base):
    """In which waves people are asked, for requests of one priority, tier and organisation; empty means any."""

    __tablename__ = "offer_policy"
    __table_args__ = (
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority_known"),
        sa.CheckConstraint("version >= 1", name="version_from_one"),
        sa.UniqueConstraint("scope"),
    )

    id: Mapped[OfferPolicyId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: OfferPolicyId(uuid.uuid4())
    )
    # `PolicyScope.key` of the three below: one policy for each
    scope: Mapped[str] = mapped_column(sa.String(60))
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    priority: Mapped[int | None]
    tier: Mapped[Tier | None] = mapped_column(stored_enum(Tier))
    # `Wave.as_json`, in order
    waves: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    # counts its changes: a cascade remembers by which it runs
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)
    changed_by: Mapped[User | None] = relationship(lazy="raise", init=False)

    @property
    def applies_to(self) -> PolicyScope:
        """To which requests it applies."""
        return PolicyScope(
            organisation_id=self.organisation_id, priority=self.priority, tier=self.tier
        )

    @property
    def planned(self) -> tuple[Wave, ...]:
        """Its waves."""
        return tuple(Wave.parse(stored) for stored in self.waves)


class Cascade(Base):
    """Waves of offers for one slot of a session, from the first until somebody says yes or nobody is left."""

    __tablename__ = "cascade"
    __table_args__ = (
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name="slot_known"),
        sa.CheckConstraint("wave >= 0", name="wave_counts"),
        sa.CheckConstraint(
            "(state IN ('running', 'paused')) = (ended_at IS NULL)", name="ended_or_live"
        ),
        sa.CheckConstraint(
            "state <> 'running' OR next_at IS NOT NULL", name="running_has_a_next_time"
        ),
        sa.Index(
            "uq_cascade_live",
            "session_id",
            "slot_no",
            unique=True,
            sqlite_where=sa.text("state IN ('running', 'paused')"),
            postgresql_where=sa.text("state IN ('running', 'paused')"),
        ),
        sa.Index("ix_cascade_session_id", "session_id"),
        sa.Index("ix_cascade_state_next_at", "state", "next_at"),
        sa.Index("ix_cascade_state_ended_at", "state", "ended_at"),
    )

    id: Mapped[CascadeId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: CascadeId(uuid.uuid4())
    )
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    slot_no: Mapped[int]
    state: Mapped[CascadeState] = mapped_column(stored_enum(CascadeState))
    # how many waves have gone, and the place of the last one in `waves`
    wave: Mapped[int] = mapped_column(default=0)
    step: Mapped[int | None] = mapped_column(default=None)
    # as the policy had them when it began
    waves: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    policy_id: Mapped[OfferPolicyId | None] = mapped_column(
        sa.ForeignKey("offer_policy.id", ondelete="SET NULL"), default=None
    )
    policy_version: Mapped[int | None] = mapped_column(default=None)
    # who may be asked, best first, where the caller has said so: {"id", "starts_at", "modality"}
    pool: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON, default=None)
    # asked at night too
    is_urgent: Mapped[bool] = mapped_column(default=False)
    # begun without a person: the switch of the autopilot stops it
    by_itself: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # when the next wave goes unless somebody says yes
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime]
    started_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    # whoever was asked before has been asked something else
    asked_since: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[CascadeEnd | None] = mapped_column(stored_enum(CascadeEnd), default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    started_by: Mapped[User | None] = relationship(lazy="raise", init=False)

    @property
    def planned(self) -> tuple[Wave, ...]:
        """Its waves."""
        return tuple(Wave.parse(stored) for stored in self.waves)
