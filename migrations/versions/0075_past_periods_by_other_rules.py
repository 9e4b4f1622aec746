"""Past periods played by other rules: their figures, under a name."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

STATES = ("queued", "solving", "done", "failed", "stale", "sent", "dropped")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "sandbox_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=7),
            nullable=False,
        ),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("limit_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (before IS NOT NULL AND after IS NOT NULL)",
            name=op.f("ck_sandbox_run_figures_when_done"),
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_sandbox_run_days_in_order")),
        sa.CheckConstraint("name != ''", name=op.f("ck_sandbox_run_has_a_name")),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["app_user.id"],
            name=op.f("fk_sandbox_run_requested_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_run")),
    )
    with op.batch_alter_table("sandbox_run", schema=None) as batch_op:
        batch_op.create_index("ix_sandbox_run_created_at", ["created_at"], unique=False)
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("sandbox_run")
    install(op.get_bind())
