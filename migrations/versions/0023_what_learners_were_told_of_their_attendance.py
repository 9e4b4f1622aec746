"""What learners were told of their attendance, so that each is told once."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TOLD = ("risk_told_at", "loss_told_at")


def upgrade() -> None:
    """Go forward."""
    for name in TOLD:
        op.add_column("enrolment", sa.Column(name, UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    for name in reversed(TOLD):
        op.drop_column("enrolment", name)
