"""Files that people hand in, kept encrypted."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

KINDS = ("docx", "hwp", "hwpx", "jpg", "pdf", "png", "txt", "xlsx")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kept_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pages_reckoned", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("stored_name", sa.String(40), nullable=False),
        sa.Column("wrapped_key", sa.String(300), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("erase_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("missing_since", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN (" + ", ".join(f"'{kind}'" for kind in KINDS) + ")",
            name=op.f("ck_kept_file_kind"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_kept_file_is_not_empty")),
        sa.CheckConstraint("pages > 0", name=op.f("ck_kept_file_pages_are_some")),
        sa.CheckConstraint(
            "words IS NULL OR words >= 0", name=op.f("ck_kept_file_words_are_counted")
        ),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (wrapped_key <> '')", name=op.f("ck_kept_file_key_goes_with_it")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_kept_file_stored_name")),
    )
    op.create_index(op.f("ix_kept_file_erase_at"), "kept_file", ["erase_at"])


def downgrade() -> None:
    """Go back; the bytes in the folder stay and can be read no more."""
    op.drop_index(op.f("ix_kept_file_erase_at"), table_name="kept_file")
    op.drop_table("kept_file")
