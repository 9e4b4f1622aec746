"""Reminders that were written, each once."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def _kind(column: str, *values: str) -> sa.Enum:
    length = max(len(value) for value in values)
    return sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=length)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _kind("kind", "days", "hour"), nullable=False),
        sa.Column("reader", _kind("reader", "interpreter", "requester"), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_reminder_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "assignment_id", "kind", "reader", "starts_at", name="uq_reminder_once"
        ),
    )
    op.create_index("ix_reminder_starts_at", "reminder", ["starts_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("reminder")
