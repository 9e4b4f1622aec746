"""The words of pledges and consents are kept version by version; signatures have a name."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "consent_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "secrecy",
                "personal_data",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=13,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["app_user.id"],
            name=op.f("fk_consent_text_published_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("purpose", "version", name=op.f("uq_consent_text_purpose_version")),
    )
    op.create_index(op.f("ix_consent_text_published_by_id"), "consent_text", ["published_by_id"])
    op.add_column(
        "privacy_consent",
        sa.Column("signed_name", sa.String(length=120), nullable=False, server_default=""),
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_column("privacy_consent", "signed_name")
    op.drop_table("consent_text")
    install(op.get_bind())
