"""Days on which the centre does not work though its week says so."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "closing_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "public_holiday",
                "closing_day",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=14,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["app_user.id"], name=op.f("fk_closing_day_entered_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closing_day")),
    )
    op.create_index(op.f("ix_closing_day_entered_by_id"), "closing_day", ["entered_by_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("closing_day")
