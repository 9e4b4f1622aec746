"""Portfolios of courses: a budget, and what was chosen for it."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_STATES = ("queued", "solving", "done", "failed", "stale", "sent", "dropped")


def upgrade() -> None:
    """Go forward."""
    state = sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True)
    op.create_table(
        "coverage_portfolio",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("budget", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_coverage_portfolio_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_portfolio")),
    )
    op.create_index("ix_coverage_portfolio_asked_at", "coverage_portfolio", ["asked_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("coverage_portfolio")
