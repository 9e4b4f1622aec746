"""Drafts that repair: in several ways side by side."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("translation_plan") as batch:
        batch.add_column(
            sa.Column("is_repair", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    _drop_open()


def downgrade() -> None:
    """Go back."""
    _drop_open()
    with op.batch_alter_table("translation_plan") as batch:
        batch.drop_column("is_repair")


def _drop_open() -> None:
    """Drafts under way are laid out otherwise before and after: the office asks for a new one."""
    op.execute(
        "UPDATE translation_plan SET state = 'dropped', is_open = false, draft = '{}'"
        " WHERE state IN ('queued', 'ready')"
    )
