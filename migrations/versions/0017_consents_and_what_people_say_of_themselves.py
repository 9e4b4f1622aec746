"""Consents to the processing of personal data; roster entries that nobody at the office has checked."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "privacy_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_privacy_consent_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_consent")),
    )
    op.create_index(op.f("ix_privacy_consent_user_id"), "privacy_consent", ["user_id"])
    op.add_column(
        "interpreter",
        sa.Column("self_declared", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_column("interpreter", "self_declared")
    op.drop_table("privacy_consent")
    install(op.get_bind())
