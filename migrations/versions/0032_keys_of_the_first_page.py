"""Keys to the first page of an empty installation."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "first_page_key",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_first_page_key")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("first_page_key")
