"""Secret addresses of calendars, and other calendars with the times that they take."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

FAULTS = (
    "bad_address",
    "broken",
    "ends_before",
    "leads_on",
    "not_a_calendar",
    "not_public",
    "no_answer",
    "no_start",
    "refused",
    "too_large",
    "too_long",
    "too_many",
    "too_often",
    "unknown_zone",
    "unsafe",
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("encrypted_token", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_calendar_feed_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "busy_calendar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("encrypted_address", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("mark", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("heard_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column(
            "fault",
            sa.Enum(*FAULTS, name="fault", native_enum=False, create_constraint=True, length=14),
            nullable=True,
        ),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(fault IS NULL) = (failures = 0)", name=op.f("ck_busy_calendar_fault_with_failures")
        ),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_busy_calendar_failures_not_negative")),
        sa.CheckConstraint(
            "(encrypted_address = '') = (next_at IS NULL)",
            name=op.f("ck_busy_calendar_an_address_is_read_again"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_busy_calendar_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_calendar")),
    )
    op.create_index(
        op.f("ix_busy_calendar_interpreter_id"), "busy_calendar", ["interpreter_id"], unique=False
    )
    op.create_index("ix_busy_calendar_next_at", "busy_calendar", ["next_at"], unique=False)
    op.create_table(
        "busy_time",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_busy_time_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["busy_calendar.id"],
            name=op.f("fk_busy_time_calendar_id_busy_calendar"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_busy_time_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_time")),
    )
    op.create_index(op.f("ix_busy_time_calendar_id"), "busy_time", ["calendar_id"], unique=False)
    op.create_index(
        "ix_busy_time_interpreter_id_ends_at",
        "busy_time",
        ["interpreter_id", "ends_at"],
        unique=False,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("busy_time")
    op.drop_table("busy_calendar")
    op.drop_table("calendar_feed")
