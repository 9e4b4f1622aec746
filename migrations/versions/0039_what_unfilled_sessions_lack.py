"""A run keeps what each session lacks that it leaves unfilled."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of runs made before, nothing is known."""
    with op.batch_alter_table("plan_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lacks", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("plan_run", schema=None) as batch_op:
        batch_op.drop_column("lacks")
