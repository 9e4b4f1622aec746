"""Drafts of who translates what."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "translation_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "ready",
                "failed",
                "sent",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=7,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("draft", sa.JSON(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "is_open = (state IN ('queued', 'ready'))",
            name=op.f("ck_translation_plan_open_while_it_waits"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["app_user.id"], name=op.f("fk_translation_plan_asked_by_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_plan")),
    )
    op.create_index("ix_translation_plan_asked_at", "translation_plan", ["asked_at"])
    op.create_index(
        "uq_translation_plan_open",
        "translation_plan",
        ["is_open"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("translation_plan")
