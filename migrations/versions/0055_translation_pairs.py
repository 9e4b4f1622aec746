"""From which language into which somebody translates, and how many words a working day."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def _kind(column: str, *values: str) -> sa.Enum:
    length = max(len(value) for value in values)
    return sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=length)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "translation_pair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            _kind("source", "ko", "km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en"),
            nullable=False,
        ),
        sa.Column(
            "target",
            _kind("target", "ko", "km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en"),
            nullable=False,
        ),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("words_per_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("source <> target", name=op.f("ck_translation_pair_two_languages")),
        sa.CheckConstraint(
            "words_per_day BETWEEN 0 AND 20000", name=op.f("ck_translation_pair_words_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_translation_pair_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_pair")),
        sa.UniqueConstraint(
            "interpreter_id",
            "source",
            "target",
            name=op.f("uq_translation_pair_interpreter_id_source_target"),
        ),
    )
    op.create_index("ix_translation_pair_source_target", "translation_pair", ["source", "target"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("translation_pair")
