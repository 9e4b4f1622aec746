"""What was sent with a form is hashed with a key: the hashes of before could be guessed, and go."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: who sends a form again that was sent before this, is asked to open it again."""
    op.execute(sa.text("UPDATE kept_answer SET body_hash = ''"))


def downgrade() -> None:
    """Go back: there is nothing to put back."""
