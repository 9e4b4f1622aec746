"""Without a person a plan may be made more often than once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("autopilot_policy") as batch:
        batch.add_column(
            sa.Column("plans_per_day", sa.Integer(), nullable=False, server_default="1")
        )
        batch.create_check_constraint("some_plans", "plans_per_day BETWEEN 1 AND 4")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("autopilot_policy") as batch:
        batch.drop_constraint(op.f("ck_autopilot_policy_some_plans"), type_="check")
        batch.drop_column("plans_per_day")
