"""Wrong passwords are counted by network and browser and no longer close the account itself."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: accounts that are closed for a few minutes open."""
    op.drop_column("app_user", "locked_until")
    op.drop_column("app_user", "failed_attempts")


def downgrade() -> None:
    """Go back."""
    attempts = sa.Column("failed_attempts", sa.Integer(), nullable=False, server_default="0")
    op.add_column("app_user", attempts)
    op.add_column("app_user", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
