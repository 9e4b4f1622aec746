"""What holders brought within a term before the centre counted it here."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "opening_balance",
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column("practice_minutes", sa.Integer(), nullable=False),
        sa.Column("practice_sessions", sa.Integer(), nullable=False),
        sa.Column("ethics", sa.Integer(), nullable=False),
        sa.Column("skills", sa.Integer(), nullable=False),
        sa.Column("performance", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "practice_minutes >= 0 AND practice_sessions >= 0",
            name=op.f("ck_opening_balance_practice_not_negative"),
        ),
        sa.CheckConstraint(
            "ethics >= 0 AND skills >= 0 AND performance >= 0",
            name=op.f("ck_opening_balance_points_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_opening_balance_certification_id_certification"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["app_user.id"],
            name=op.f("fk_opening_balance_entered_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("certification_id", name=op.f("pk_opening_balance")),
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("opening_balance")
    install(op.get_bind())
