"""A class counts its changes, so that a calendar takes a later one for an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; what was called off had changed once."""
    column = sa.Column("sequence", sa.Integer(), nullable=False, server_default="0")
    op.add_column("class_meeting", column)
    op.execute("UPDATE class_meeting SET sequence = 1 WHERE status = 'cancelled'")


def downgrade() -> None:
    """Go back."""
    op.drop_column("class_meeting", "sequence")
