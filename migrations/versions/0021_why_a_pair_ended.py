"""Why a pair of mentor and trainee ended stands with the pair, and no longer in the trail."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    column = sa.Column("ended_because", sa.String(length=300), nullable=False, server_default="")
    op.add_column("mentorship", column)


def downgrade() -> None:
    """Go back."""
    op.drop_column("mentorship", "ended_because")
