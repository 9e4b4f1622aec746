"""What became of every need, counted each night."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

_KINDS = {
    "domain": (
        "general",
        "labour",
        "legal",
        "immigration",
        "medical",
        "violence",
        "education",
        "administration",
    ),
    "level": (
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
    ),
    "modality": ("on_site", "video", "phone"),
    "daypart": ("morning", "afternoon", "evening", "night"),
    "outcome": ("full", "partly", "not", "open", "called_off", "not_ours"),
}
_COUNTS = ("slots", "empty_slots", "minutes", "ways", "way_minutes")


def _kind(name: str) -> sa.Column[str]:
    kind = sa.Enum(*_KINDS[name], name=name, native_enum=False, create_constraint=True)
    return sa.Column(name, kind, nullable=False)


def _told_apart_by() -> list[sa.Column[str]]:
    return [
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=20), nullable=False),
        *(_kind(name) for name in _KINDS),
        sa.Column("cause", sa.String(length=30), nullable=False),
    ]


def _counts() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "coverage_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("began_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_coverage_count_days_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_count")),
    )
    op.create_index("ix_coverage_count_began_at", "coverage_count", ["began_at"])
    op.create_table(
        "coverage_day",
        sa.Column("day", sa.Date(), nullable=False),
        *_told_apart_by(),
        sa.Column("sessions", sa.Integer(), nullable=False),
        *_counts(),
        sa.CheckConstraint("sessions > 0", name=op.f("ck_coverage_day_some_sessions")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_coverage_day_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint(
            "day",
            "organisation_id",
            "language",
            "city",
            *_KINDS,
            "cause",
            name=op.f("pk_coverage_day"),
        ),
    )
    op.create_index("ix_coverage_day_organisation_id", "coverage_day", ["organisation_id"])
    op.create_table(
        "coverage_need",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_told_apart_by(),
        *_counts(),
        sa.Column("fill_seconds", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "empty_slots BETWEEN 0 AND slots",
            name=op.f("ck_coverage_need_empty_slots_within_slots"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_coverage_need_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_coverage_need_session_id_counselling_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_coverage_need")),
    )
    op.create_index("ix_coverage_need_day_outcome", "coverage_need", ["day", "outcome"])
    op.create_index("ix_coverage_need_organisation_id", "coverage_need", ["organisation_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("coverage_need")
    op.drop_table("coverage_day")
    op.drop_table("coverage_count")
