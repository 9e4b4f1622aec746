"""Whoever works on a complaint is reminded once before it is due."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the time of the reminder."""
    with op.batch_alter_table("feedback") as batch:
        batch.add_column(sa.Column("reminded_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("feedback") as batch:
        batch.drop_column("reminded_at")
