"""Details open when a yes stands, answers taken back are counted, and a meeting has its link."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "assignment", sa.Column("details_from", UtcDateTime(timezone=True), nullable=True)
    )
    link = sa.Column("encrypted_meeting_link", sa.Text(), nullable=False, server_default="")
    op.add_column("counselling_session", link)
    op.create_table(
        "answer_undo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_answer_undo_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_answer_undo_offer_id_offer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_undo")),
    )
    op.create_index(op.f("ix_answer_undo_offer_id"), "answer_undo", ["offer_id"])
    op.create_index(
        "ix_answer_undo_interpreter_id_undone_at", "answer_undo", ["interpreter_id", "undone_at"]
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("answer_undo")
    op.drop_column("counselling_session", "encrypted_meeting_link")
    op.drop_column("assignment", "details_from")
    install(op.get_bind())
