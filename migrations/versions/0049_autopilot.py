"""What may happen without a person: policies, the switch, and what was done."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def _listed(name: str, *values: str) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True)
    return sa.Column(name, kind, nullable=False)


def _when(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=False)


ACTS = ("waves", "repair", "plan")
DEEDS = ("waves_started", "repair_sent", "plan_asked", "plan_sent", "left")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "autopilot_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        _listed("act", *ACTS),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("sessions_per_day", sa.Integer(), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _when("changed_at"),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("begins < ends", name=op.f("ck_autopilot_policy_hours_in_order")),
        sa.CheckConstraint("sessions_per_day >= 1", name=op.f("ck_autopilot_policy_some_sessions")),
        sa.CheckConstraint(
            "days_ahead BETWEEN 1 AND 14", name=op.f("ck_autopilot_policy_days_in_reach")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["app_user.id"],
            name=op.f("fk_autopilot_policy_changed_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopilot_policy")),
        sa.UniqueConstraint("act", name=op.f("uq_autopilot_policy_act")),
    )
    op.create_table(
        "autopilot_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        _when("changed_at"),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_autopilot_switch_one_switch")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["app_user.id"],
            name=op.f("fk_autopilot_switch_changed_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopilot_switch")),
    )
    op.create_table(
        "autopilot_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        _listed("act", *ACTS),
        _listed("deed", *DEEDS),
        _when("at"),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("cascade_id", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["autopilot_policy.id"],
            name=op.f("fk_autopilot_entry_policy_id_autopilot_policy"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_autopilot_entry_session_id_counselling_session"),
        ),
        sa.ForeignKeyConstraint(
            ["cascade_id"], ["cascade.id"], name=op.f("fk_autopilot_entry_cascade_id_cascade")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["plan_run.id"],
            name=op.f("fk_autopilot_entry_run_id_plan_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopilot_entry")),
    )
    op.create_index("ix_autopilot_entry_act_at", "autopilot_entry", ["act", "at"])
    op.create_index("ix_autopilot_entry_at", "autopilot_entry", ["at"])
    op.create_index("ix_autopilot_entry_cascade_id", "autopilot_entry", ["cascade_id"])
    op.create_index("ix_autopilot_entry_run_id", "autopilot_entry", ["run_id"])
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("autopilot_entry")
    op.drop_table("autopilot_switch")
    op.drop_table("autopilot_policy")
    install(op.get_bind())
