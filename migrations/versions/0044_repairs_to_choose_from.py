"""Several repairs of the same days, of which one is chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("plan_run", sa.Column("group_id", sa.Uuid(), nullable=True))
    op.add_column("plan_run", sa.Column("rank", sa.Integer(), nullable=True))
    op.add_column(
        "plan_run",
        sa.Column("is_beside", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("uq_plan_run_group_id_rank", "plan_run", ["group_id", "rank"], unique=True)


def downgrade() -> None:
    """Go back."""
    op.drop_index("uq_plan_run_group_id_rank", "plan_run")
    op.drop_column("plan_run", "is_beside")
    op.drop_column("plan_run", "rank")
    op.drop_column("plan_run", "group_id")
