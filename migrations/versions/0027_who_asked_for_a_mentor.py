"""When a holder of the first rung asked for a mentor."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    column = sa.Column("mentor_asked_at", UtcDateTime(timezone=True), nullable=True)
    op.add_column("learner", column)


def downgrade() -> None:
    """Go back."""
    op.drop_column("learner", "mentor_asked_at")
