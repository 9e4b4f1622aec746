"""Waves that began without a person are marked, so that the switch of the autopilot stops them."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Urgent waves that run now were begun as their request was placed, by whoever placed it."""
    op.add_column(
        "cascade",
        sa.Column("by_itself", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(
        "UPDATE cascade SET by_itself = true WHERE is_urgent AND state IN ('running', 'paused')"
        " AND policy_id IS NULL AND started_by_id IN (SELECT request.requester_id FROM request"
        " JOIN counselling_session ON counselling_session.request_id = request.id"
        " WHERE counselling_session.id = cascade.session_id)"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("cascade", "by_itself")
