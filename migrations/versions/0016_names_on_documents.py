"""People enter the names that documents print, and the centre checks them."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "name_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("latin_name", sa.String(length=120), nullable=False),
        sa.Column("own_script_name", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=7), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "status = 'entered' OR decided_by_name != ''",
            name=op.f("ck_name_entry_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "status IN ('entered', 'checked', 'refused')", name=op.f("ck_name_entry_status")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_name_entry_decided_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["app_user.id"], name=op.f("fk_name_entry_entered_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_name_entry_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_entry")),
    )
    op.create_index(op.f("ix_name_entry_learner_id"), "name_entry", ["learner_id"])
    op.create_index(
        "uq_name_entry_waiting",
        "name_entry",
        ["learner_id"],
        unique=True,
        sqlite_where=sa.text("status = 'entered'"),
        postgresql_where=sa.text("status = 'entered'"),
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("name_entry")
    install(op.get_bind())
