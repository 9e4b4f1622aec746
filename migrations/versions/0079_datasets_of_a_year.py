"""Datasets of a year, as they were published."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "coverage_dataset",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "withheld BETWEEN 0 AND cells",
            name=op.f("ck_coverage_dataset_withheld_within_cells"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["app_user.id"],
            name=op.f("fk_coverage_dataset_published_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_coverage_dataset")),
    )
    op.create_index("ix_coverage_dataset_published_by_id", "coverage_dataset", ["published_by_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("coverage_dataset")
