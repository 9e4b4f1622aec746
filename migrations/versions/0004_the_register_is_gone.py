"""The simple register is gone: certifications are kept by training."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_table("held_certification")


def downgrade() -> None:
    """Go back: empty; the revision before fills it."""
    op.create_table(
        "held_certification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "L1",
                "L2",
                "R2",
                "L3-LAB",
                "L3-IMM",
                "L3-MED",
                "L3-DV",
                "X-COURT",
                "L4",
                "T2",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum(
                "km",
                "vi",
                "lo",
                "th",
                "uz",
                "ru",
                "tl",
                "zh",
                "mn",
                "my",
                "en",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "valid_from < valid_until", name=op.f("ck_held_certification_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_held_certification_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_certification")),
        sa.UniqueConstraint(
            "interpreter_id",
            "level",
            "language",
            "valid_from",
            name=op.f("uq_held_certification_interpreter_id_level_language_valid_from"),
        ),
    )
