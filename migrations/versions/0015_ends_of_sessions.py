"""Why a request was called off, when an unserved session was closed, and who was told that nobody is found."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "counselling_session"


def upgrade() -> None:
    """Go forward."""
    reason = sa.Column("cancel_reason", sa.String(length=20), nullable=False, server_default="")
    op.add_column(TABLE, reason)
    op.add_column(TABLE, sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True))
    warned = sa.Column("warned", sa.String(length=10), nullable=False, server_default="")
    op.add_column(TABLE, warned)
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    for name in ("warned", "closed_at", "cancel_reason"):
        op.drop_column(TABLE, name)
    install(op.get_bind())
