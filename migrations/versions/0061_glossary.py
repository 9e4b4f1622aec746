"""The glossary."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

LANGUAGES = ("ko", "km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en")
DOMAINS = (
    "general",
    "labour",
    "legal",
    "immigration",
    "medical",
    "violence",
    "education",
    "administration",
)


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_glossary_term_{column}"))


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_language", sa.String(2), nullable=False),
        sa.Column("target_language", sa.String(2), nullable=False),
        sa.Column("domain", sa.String(14), nullable=False),
        sa.Column("source_text", sa.String(200), nullable=False),
        sa.Column("target_text", sa.String(200), nullable=False),
        sa.Column("source_key", sa.String(800), nullable=False),
        sa.Column("meaning", sa.String(64), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("proposed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        _one_of("source_language", LANGUAGES),
        _one_of("target_language", LANGUAGES),
        _one_of("domain", DOMAINS),
        _one_of("state", ("proposed", "approved")),
        sa.CheckConstraint(
            "source_language <> target_language", name=op.f("ck_glossary_term_two_languages")
        ),
        sa.CheckConstraint(
            "source_text <> '' AND target_text <> ''", name=op.f("ck_glossary_term_both_are_given")
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)",
            name=op.f("ck_glossary_term_approved_at_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["app_user.id"],
            name=op.f("fk_glossary_term_proposed_by_id_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["app_user.id"],
            name=op.f("fk_glossary_term_approved_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint("meaning", name=op.f("uq_glossary_term_meaning")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("glossary_term")
