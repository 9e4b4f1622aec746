"""Settings that the office keeps on a page, each from a day on."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kept_setting",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_by_name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_setting")),
    )
    op.create_index("ix_kept_setting_name", "kept_setting", ["name", "valid_from"])
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_kept_setting_name", "kept_setting")
    op.drop_table("kept_setting")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change_of_kept_setting()")
