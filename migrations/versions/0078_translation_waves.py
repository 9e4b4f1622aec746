"""Waves of offers for steps of translations."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "translation_cascade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "paused",
                "filled",
                "exhausted",
                "stopped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=9,
            ),
            nullable=False,
        ),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("wave >= 0", name=op.f("ck_translation_cascade_wave_counts")),
        sa.CheckConstraint(
            "state <> 'paused'", name=op.f("ck_translation_cascade_runs_or_has_ended")
        ),
        sa.CheckConstraint(
            "(state = 'running') = (ended_at IS NULL)",
            name=op.f("ck_translation_cascade_ended_or_live"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["translation_step.id"],
            name=op.f("fk_translation_cascade_step_id_translation_step"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["offer_policy.id"],
            name=op.f("fk_translation_cascade_policy_id_offer_policy"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["app_user.id"],
            name=op.f("fk_translation_cascade_started_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_cascade")),
    )
    op.create_index(
        "uq_translation_cascade_live",
        "translation_cascade",
        ["step_id"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "ix_translation_cascade_step_id_started_at",
        "translation_cascade",
        ["step_id", "started_at"],
    )
    with op.batch_alter_table("translation_offer") as batch:
        batch.add_column(sa.Column("cascade_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("wave", sa.Integer(), server_default="0", nullable=False))
        batch.create_foreign_key(
            op.f("fk_translation_offer_cascade_id_translation_cascade"),
            "translation_cascade",
            ["cascade_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_index(op.f("ix_translation_offer_cascade_id"), ["cascade_id"])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("translation_offer") as batch:
        batch.drop_index(op.f("ix_translation_offer_cascade_id"))
        batch.drop_constraint(
            op.f("fk_translation_offer_cascade_id_translation_cascade"), type_="foreignkey"
        )
        batch.drop_column("wave")
        batch.drop_column("cascade_id")
    op.drop_table("translation_cascade")
