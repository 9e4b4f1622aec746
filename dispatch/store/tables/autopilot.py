"""What may happen without a person: a policy for each kind of act, the switch that stops all, and what was done."""

import uuid
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.autopilot import AutopilotAct, AutopilotDeed, AutopilotLimits
from dispatch.domain.ids import CascadeId, RunId
from dispatch.store.tables.plans import PlanRun
from foundation.database.base import Base, stored_enum
from interpreters.domain.qualifications import Tier
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class AutopilotPolicy(Base):
    """What the office allows of one kind of act. Its version counts the changes, which the trail keeps."""

    __tablename__ = "autopilot_policy"
    __table_args__ = (
        sa.UniqueConstraint("act"),
        sa.CheckConstraint("begins < ends", name="hours_in_order"),
        sa.CheckConstraint("sessions_per_day >= 1", name="some_sessions"),
        sa.CheckConstraint("days_ahead BETWEEN 1 AND 14", name="days_in_reach"),
        sa.CheckConstraint("plans_per_day BETWEEN 1 AND 4", name="some_plans"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    act: Mapped[AutopilotAct] = mapped_column(stored_enum(AutopilotAct))
    is_on: Mapped[bool]
    begins: Mapped[time]
    ends: Mapped[time]
    sessions_per_day: Mapped[int]
    tiers: Mapped[list[str]]
    days_ahead: Mapped[int]
    plans_per_day: Mapped[int] = mapped_column(server_default="1")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    changed_by: Mapped[User | None] = relationship(lazy="raise", init=False)

    @property
    def limits(self) -> AutopilotLimits:
        """What it allows."""
        return AutopilotLimits(
            is_on=self.is_on,
            begins=self.begins,
            ends=self.ends,
            sessions_per_day=self.sessions_per_day,
            tiers=frozenset(Tier(tier) for tier in self.tiers),
            days_ahead=self.days_ahead,
            plans_per_day=self.plans_per_day,
        )


class AutopilotSwitch(Base):
    """The one switch: while it is off, nothing is done without a person. One row at most."""

    __tablename__ = "autopilot_switch"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_switch"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    is_off: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"))
    changed_by: Mapped[User | None] = relationship(lazy="raise", init=False)


class AutopilotEntry(Base):
    """Something that was done without a person, or left to one, and the policy that allowed it."""

    __tablename__ = "autopilot_entry"
    __table_args__ = (
        sa.Index("ix_autopilot_entry_act_at", "act", "at"),
        sa.Index("ix_autopilot_entry_at", "at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    act: Mapped[AutopilotAct] = mapped_column(stored_enum(AutopilotAct))
    deed: Mapped[AutopilotDeed] = mapped_column(stored_enum(AutopilotDeed))
    at: Mapped[datetime]
    policy_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("autopilot_policy.id"))
    policy_version: Mapped[int]
    # how many sessions it concerned, counted against the day's limit
    sessions: Mapped[int] = mapped_column(default=0)
    session_id: Mapped[SessionId | None] = mapped_column(
        sa.ForeignKey("counselling_session.id"), default=None
    )
    cascade_id: Mapped[CascadeId | None] = mapped_column(
        sa.ForeignKey("cascade.id"), index=True, default=None
    )
    run_id: Mapped[RunId | None] = mapped_column(
        sa.ForeignKey("plan_run.id", ondelete="CASCADE"), index=True, default=None
    )
    session: Mapped[CounsellingSession | None] = relationship(lazy="raise", init=False)
    run: Mapped[PlanRun | None] = relationship(lazy="raise", init=False)
