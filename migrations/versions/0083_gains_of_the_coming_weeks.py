"""Gains of a year as the coming weeks are expected, beside those of past weeks; and one reckoning at a time."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_PAST = ("past_low", "past_sessions", "past_high")


def upgrade() -> None:
    """Go forward."""
    # Several may be under way: none is told from the others, so the office asks anew.
    op.execute(
        "UPDATE coverage_gain_run SET state = 'failed', finished_at = asked_at"
        " WHERE state IN ('queued', 'solving')"
    )
    with op.batch_alter_table("coverage_gain_run") as batch:
        batch.add_column(sa.Column("forecast_at", UtcDateTime(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("is_running", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("coverage_gain_run") as batch:
        batch.alter_column("is_running", existing_type=sa.Boolean(), server_default=None)
        batch.create_check_constraint(
            op.f("ck_coverage_gain_run_running_while_it_is_made"),
            "is_running = (state IN ('queued', 'solving'))",
        )
    op.create_index(
        "uq_coverage_gain_run_running",
        "coverage_gain_run",
        ["is_running"],
        unique=True,
        sqlite_where=sa.text("is_running"),
        postgresql_where=sa.text("is_running"),
    )
    with op.batch_alter_table("coverage_gain") as batch:
        batch.add_column(sa.Column("demand_times", sa.Double(), server_default="1", nullable=False))
        for name in _PAST:
            batch.add_column(sa.Column(name, sa.Double(), server_default="0", nullable=False))
    # The lists of nights before were by past weeks alone.
    op.execute(
        "UPDATE coverage_gain SET past_low = low, past_sessions = sessions, past_high = high"
    )
    with op.batch_alter_table("coverage_gain") as batch:
        for name in ("demand_times", *_PAST):
            batch.alter_column(name, existing_type=sa.Double(), server_default=None)
        batch.create_check_constraint(
            op.f("ck_coverage_gain_demand_never_below_nothing"), "demand_times >= 0"
        )


def downgrade() -> None:
    """Go back."""
    op.execute(
        "UPDATE coverage_gain SET low = past_low, sessions = past_sessions, high = past_high"
    )
    with op.batch_alter_table("coverage_gain") as batch:
        batch.drop_constraint(op.f("ck_coverage_gain_demand_never_below_nothing"), type_="check")
        for name in ("demand_times", *_PAST):
            batch.drop_column(name)
    op.drop_index("uq_coverage_gain_run_running", table_name="coverage_gain_run")
    with op.batch_alter_table("coverage_gain_run") as batch:
        batch.drop_constraint(op.f("ck_coverage_gain_run_running_while_it_is_made"), type_="check")
        batch.drop_column("is_running")
        batch.drop_column("forecast_at")
