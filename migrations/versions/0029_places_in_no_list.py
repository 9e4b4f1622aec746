"""A session may be held at a place in no list: a mark for its city, and the address with the session, encrypted."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("site") as table:
        table.add_column(
            sa.Column("unlisted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index(
        "ix_site_unlisted",
        "site",
        ["organisation_id", "city"],
        unique=True,
        sqlite_where=sa.text("unlisted"),
        postgresql_where=sa.text("unlisted"),
    )
    with op.batch_alter_table("counselling_session") as table:
        table.add_column(
            sa.Column("encrypted_address", sa.Text(), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Go back; the marks of cities stay, as places that are no longer used."""
    with op.batch_alter_table("counselling_session") as table:
        table.drop_column("encrypted_address")
    op.drop_index("ix_site_unlisted", table_name="site")
    op.execute("UPDATE site SET active = false WHERE unlisted")
    with op.batch_alter_table("site") as table:
        table.drop_column("unlisted")
