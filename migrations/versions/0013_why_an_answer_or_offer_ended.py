"""Whoever gives a session back says why, and an offer keeps why it ended."""

import sqlalchemy as sa
from alembic import op

from foundation.database.integrity import install

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = ("ill", "family", "other_duty", "not_confident", "knows_service_user", "other")


def upgrade() -> None:
    """Go forward."""
    ended = sa.Column("end_reason", sa.String(40), nullable=False, server_default="")
    op.add_column("offer", ended)
    # One statement for both databases: SQLite cannot add a constraint to a table that exists.
    listed = ", ".join(f"'{reason}'" for reason in REASONS)
    op.execute(
        "ALTER TABLE assignment ADD COLUMN return_reason VARCHAR(18) "
        f"CONSTRAINT ck_assignment_return_reason CHECK (return_reason IN ({listed}))"
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("assignment") as table:
        table.drop_constraint(op.f("ck_assignment_return_reason"), type_="check")
        table.drop_column("return_reason")
    op.drop_column("offer", "end_reason")
    install(op.get_bind())
