"""Offers in waves: the office's policies, a cascade for a slot, and to which cascade an offer belongs."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('running', 'paused')")


def _listed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True)


def _when(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _create_policies() -> None:
    op.create_table(
        "offer_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("tier", _listed("tier", "T0", "T1", "T2", "T3", "court"), nullable=True),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _when("changed_at"),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name=op.f("ck_offer_policy_priority_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_offer_policy_version_from_one")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["app_user.id"], name=op.f("fk_offer_policy_changed_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_offer_policy_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_policy")),
        sa.UniqueConstraint("scope", name=op.f("uq_offer_policy_scope")),
    )
    op.create_index("ix_offer_policy_organisation_id", "offer_policy", ["organisation_id"])


def _create_cascades() -> None:
    states = ("running", "paused", "filled", "exhausted", "stopped")
    op.create_table(
        "cascade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("slot_no", sa.Integer(), nullable=False),
        sa.Column("state", _listed("state", *states), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("policy_version", sa.Integer(), nullable=True),
        sa.Column("pool", sa.JSON(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        _when("next_at", nullable=True),
        _when("started_at"),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        _when("asked_since"),
        _when("ended_at", nullable=True),
        sa.Column(
            "end_reason",
            _listed("end_reason", "by_hand", "session_over", "switched_off"),
            nullable=True,
        ),
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name=op.f("ck_cascade_slot_known")),
        sa.CheckConstraint("wave >= 0", name=op.f("ck_cascade_wave_counts")),
        sa.CheckConstraint(
            "(state IN ('running', 'paused')) = (ended_at IS NULL)",
            name=op.f("ck_cascade_ended_or_live"),
        ),
        sa.CheckConstraint(
            "state <> 'running' OR next_at IS NOT NULL",
            name=op.f("ck_cascade_running_has_a_next_time"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["offer_policy.id"],
            name=op.f("fk_cascade_policy_id_offer_policy"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_cascade_session_id_counselling_session"),
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["app_user.id"], name=op.f("fk_cascade_started_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cascade")),
    )
    op.create_index("ix_cascade_session_id", "cascade", ["session_id"])
    op.create_index("ix_cascade_state_next_at", "cascade", ["state", "next_at"])
    op.create_index("ix_cascade_state_ended_at", "cascade", ["state", "ended_at"])
    op.create_index(
        "uq_cascade_live",
        "cascade",
        ["session_id", "slot_no"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def upgrade() -> None:
    """Go forward."""
    _create_policies()
    _create_cascades()
    # One statement for both databases: SQLite cannot add a constraint to a table that exists.
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE offer ADD COLUMN cascade_id {kind} "
        "CONSTRAINT fk_offer_cascade_id_cascade REFERENCES cascade (id)"
    )
    op.create_index("ix_offer_cascade_id", "offer", ["cascade_id"])
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_offer_cascade_id", "offer")
    with op.batch_alter_table("offer") as batch:
        batch.drop_column("cascade_id")
    op.drop_table("cascade")
    op.drop_table("offer_policy")
    install(op.get_bind())
