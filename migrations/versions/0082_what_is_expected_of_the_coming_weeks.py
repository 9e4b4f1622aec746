"""What is expected of the coming weeks."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("first_week", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("day_shares", sa.JSON(), nullable=False),
        sa.Column("closed_share", sa.Double(), nullable=False),
        sa.CheckConstraint("weeks >= 0", name=op.f("ck_forecast_run_weeks_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_run")),
    )
    op.create_table(
        "demand_forecast",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column(
            "domain",
            sa.Enum(
                "general",
                "labour",
                "legal",
                "immigration",
                "medical",
                "violence",
                "education",
                "administration",
                name="domain",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column(
            "daypart",
            sa.Enum(
                "morning",
                "afternoon",
                "evening",
                "night",
                name="daypart",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "low <= high AND low >= 0 AND expected >= 0", name=op.f("ck_demand_forecast_interval")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["forecast_run.id"],
            name=op.f("fk_demand_forecast_run_id_forecast_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "run_id",
            "language",
            "domain",
            "city",
            "daypart",
            "week",
            name=op.f("pk_demand_forecast"),
        ),
    )
    op.create_table(
        "demand_outlook",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=True),
        sa.Column("expected", sa.Double(), nullable=True),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("asked_for", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(sessions IS NULL) <> (expected IS NULL)",
            name=op.f("ck_demand_outlook_past_or_coming"),
        ),
        sa.CheckConstraint(
            "expected IS NULL OR (low <= high AND low >= 0 AND expected >= 0)",
            name=op.f("ck_demand_outlook_interval"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["forecast_run.id"],
            name=op.f("fk_demand_outlook_run_id_forecast_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "language", "week", name=op.f("pk_demand_outlook")),
    )
    op.create_table(
        "forecast_score",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column(
            "grain",
            sa.Enum(
                "all",
                "language",
                "language_domain",
                "language_city",
                "cell",
                name="grain",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "ours",
                "week_before",
                "eight_weeks",
                name="method",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("rmsse", sa.Double(), nullable=False),
        sa.Column("pinball", sa.Double(), nullable=False),
        sa.Column("inside", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["forecast_run.id"],
            name=op.f("fk_forecast_score_run_id_forecast_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "grain", "method", name=op.f("pk_forecast_score")),
    )
    op.create_table(
        "level_outlook",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
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
                name="level",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("expected_minutes", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("offered_minutes", sa.Integer(), nullable=False),
        sa.Column("ending_soon", sa.Integer(), nullable=False),
        sa.Column("ending_later", sa.Integer(), nullable=False),
        sa.Column("ending_minutes", sa.Integer(), nullable=False),
        sa.Column("on_leave", sa.Integer(), nullable=False),
        sa.Column("leave_minutes", sa.Integer(), nullable=False),
        sa.Column("full_weeks", sa.Integer(), nullable=False),
        sa.Column("full_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ending_later <= people", name=op.f("ck_level_outlook_ending_are_people")
        ),
        sa.CheckConstraint(
            "ending_soon <= ending_later", name=op.f("ck_level_outlook_soon_is_also_later")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["forecast_run.id"],
            name=op.f("fk_level_outlook_run_id_forecast_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "language", "level", name=op.f("pk_level_outlook")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("level_outlook")
    op.drop_table("forecast_score")
    op.drop_table("demand_outlook")
    op.drop_table("demand_forecast")
    op.drop_table("forecast_run")
