"""A request may ask for a language that nobody on the roster speaks; it keeps the name that was typed."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NAMED = "language IS NOT NULL OR other_language <> ''"
PLANNED = "state <> 'approved' OR language IS NOT NULL"


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("request") as table:
        table.add_column(
            sa.Column("other_language", sa.String(length=40), nullable=False, server_default="")
        )
        table.alter_column("language", existing_type=sa.String(length=2), nullable=True)
        table.create_check_constraint(op.f("ck_request_language_named"), NAMED)
        table.create_check_constraint(op.f("ck_request_language_known_once_approved"), PLANNED)


def downgrade() -> None:
    """Go back; requests in other languages are marked as English, the language of most of them."""
    op.execute("UPDATE request SET language = 'en' WHERE language IS NULL")
    with op.batch_alter_table("request") as table:
        table.drop_constraint(op.f("ck_request_language_known_once_approved"), type_="check")
        table.drop_constraint(op.f("ck_request_language_named"), type_="check")
        table.alter_column("language", existing_type=sa.String(length=2), nullable=False)
        table.drop_column("other_language")
