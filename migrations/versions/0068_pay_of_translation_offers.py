"""Offers of translations say what they pay, and by which card."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("translation_offer") as batch:
        batch.add_column(sa.Column("pay_won", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("pay_lines", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("rate_card_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_translation_offer_rate_card_id_rate_card"),
            "rate_card",
            ["rate_card_id"],
            ["id"],
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("translation_offer") as batch:
        batch.drop_constraint(
            op.f("fk_translation_offer_rate_card_id_rate_card"), type_="foreignkey"
        )
        batch.drop_column("rate_card_id")
        batch.drop_column("pay_lines")
        batch.drop_column("pay_won")
