"""What was taken back or lost is told to calendars; a call may be shorter than five minutes."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

EMPTY: dict[str, sa.types.TypeEngine[str]] = {
    "encrypted_meeting_link": sa.Text(),
    "encrypted_video_room": sa.Text(),
    "encrypted_address": sa.Text(),
    "no_show": sa.String(20),
    "cancel_reason": sa.String(20),
    "warned": sa.String(10),
}
LENGTH = "ck_counselling_session_length_in_range"


def upgrade() -> None:
    """Go forward. Of what was lost before nobody can say any more whether it had been accepted."""
    op.create_table(
        "time_off_taken_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_time_off_taken_back_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_off_taken_back")),
    )
    for column in ("interpreter_id", "taken_back_at"):
        op.create_index(op.f(f"ix_time_off_taken_back_{column}"), "time_off_taken_back", [column])
    for table in ("practicum_place", "enrolment"):
        op.add_column(table, sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE practicum_place SET confirmed_at = created_at WHERE state IN ('confirmed', 'done')"
    )
    op.execute(
        "UPDATE enrolment SET confirmed_at = changed_at"
        " WHERE status IN ('confirmed', 'attending', 'completed', 'not_completed', 'dropped')"
    )
    _limit("minutes BETWEEN 1 AND 720 AND (on_demand OR minutes >= 5)")


def downgrade() -> None:
    """Go back."""
    op.execute("UPDATE counselling_session SET minutes = 5 WHERE minutes < 5")
    _limit("minutes BETWEEN 5 AND 720")
    for table in ("enrolment", "practicum_place"):
        op.drop_column(table, "confirmed_at")
    op.drop_table("time_off_taken_back")


def _limit(length: str) -> None:
    with op.batch_alter_table("counselling_session") as table:
        table.drop_constraint(op.f(LENGTH), type_="check")
        table.create_check_constraint(op.f(LENGTH), length)
        # Else SQLite keeps their defaults in other words.
        for name, kind in EMPTY.items():
            table.alter_column(name, existing_type=kind, server_default="")
    # SQLite has made the table anew, and its guards are gone.
    install(op.get_bind())
