"""What more supply would gain: reckonings, and the ranked list of the last one."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

_STATES = ("queued", "solving", "done", "failed", "stale", "sent", "dropped")
_KINDS = ("new_interpreter", "upskill", "availability", "neighbour", "video")
_LANGUAGES = ("km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en")
_LEVELS = ("L1", "L2", "R2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "X-COURT", "L4", "T2")
_DOMAINS = (
    "general",
    "labour",
    "legal",
    "immigration",
    "medical",
    "violence",
    "education",
    "administration",
)
_COUNTS = ("weeks", "unmet", "candidates", "screened", "anew", "anew_weeks")
_YEARLY = ("low", "sessions", "high", "need", "travel_hours")


def _kind(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "coverage_gain_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", _kind(_STATES, "state"), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("budget_seconds", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "screened <= candidates", name=op.f("ck_coverage_gain_run_screened_of_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_coverage_gain_run_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_gain_run")),
    )
    op.create_index("ix_coverage_gain_run_asked_at", "coverage_gain_run", ["asked_at"])
    op.create_table(
        "coverage_gain",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(_KINDS, "kind"), nullable=False),
        sa.Column("language", _kind(_LANGUAGES, "language"), nullable=False),
        sa.Column("level", _kind(_LEVELS, "level"), nullable=True),
        sa.Column("domain", _kind(_DOMAINS, "domain"), nullable=True),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("hours", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in _YEARLY),
        sa.Column("is_anew", sa.Boolean(), nullable=False),
        sa.Column("screened", sa.Double(), nullable=False),
        *(
            sa.Column(name, sa.JSON(), nullable=False)
            for name in ("people", "session_ids", "seats")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["coverage_gain_run.id"],
            name=op.f("fk_coverage_gain_run_id_coverage_gain_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_gain")),
        sa.UniqueConstraint("run_id", "rank", name="uq_coverage_gain_rank"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("coverage_gain")
    op.drop_table("coverage_gain_run")
