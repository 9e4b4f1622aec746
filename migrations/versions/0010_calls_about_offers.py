"""Calls about offers are kept, and an assignment says who agreed to it outside of the app."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OUTCOMES = ("no_answer", "accepted", "declined", "taken_back")


def upgrade() -> None:
    """Go forward. Columns are added in SQL, so that SQLite need not make the table anew."""
    op.create_table(
        "offer_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("called_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_call_offer_id_offer")
        ),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["app_user.id"], name=op.f("fk_offer_call_called_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_call")),
    )
    op.create_index(op.f("ix_offer_call_offer_id"), "offer_call", ["offer_id"])
    op.execute("ALTER TABLE assignment ADD COLUMN agreed_with VARCHAR(80) DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE assignment ADD COLUMN overridden JSON DEFAULT '[]' NOT NULL")
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE assignment ADD COLUMN made_by_id {kind} "
        "CONSTRAINT fk_assignment_made_by_id_app_user REFERENCES app_user (id)"
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("assignment") as batch:
        batch.drop_column("made_by_id")
        batch.drop_column("overridden")
        batch.drop_column("agreed_with")
    op.drop_index(op.f("ix_offer_call_offer_id"), table_name="offer_call")
    op.drop_table("offer_call")
    install(op.get_bind())
