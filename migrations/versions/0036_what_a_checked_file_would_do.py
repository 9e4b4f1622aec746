"""A checked file keeps what its reader is shown before taking it in."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; files that were checked before are checked once more."""
    op.execute("DELETE FROM stored_upload")
    with op.batch_alter_table("stored_upload", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preview", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("stored_upload", schema=None) as batch_op:
        batch_op.alter_column("preview", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("stored_upload", schema=None) as batch_op:
        batch_op.drop_column("preview")
