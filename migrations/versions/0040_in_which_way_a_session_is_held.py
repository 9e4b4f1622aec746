"""In which way a session is held: the start that was wished for, and the language where it is another."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

# Where somebody may speak another language than the one asked for, as was agreed to beforehand.
SPOKEN_IN = ("draft_assignment", "offer", "assignment")


def upgrade() -> None:
    """Go forward."""
    wished = sa.Column("wished_start_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("counselling_session", wished)
    for name in SPOKEN_IN:
        op.add_column(name, sa.Column("other_language", sa.String(2), nullable=True))


def downgrade() -> None:
    """Go back."""
    for name in SPOKEN_IN:
        op.drop_column(name, "other_language")
    op.drop_column("counselling_session", "wished_start_at")
