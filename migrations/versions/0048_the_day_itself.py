"""The day itself: what is told of it, reports of both sides, standbys, sheets; who did not come.

Whoever has arrived still has the slot: the guards count them.
"""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

BEFORE = "state IN ('held', 'confirmed')"
NOW = "state IN ('held', 'confirmed', 'checked_in')"
TABLES = ("day_sheet", "session_outcome", "standby", "live_step", "outcome_report")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "day_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("encrypted_pdf", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["app_user.id"], name=op.f("fk_day_sheet_made_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_day_sheet_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_sheet")),
    )
    op.create_index("ix_day_sheet_day", "day_sheet", ["day"], unique=False)
    op.create_index(op.f("ix_day_sheet_made_by_id"), "day_sheet", ["made_by_id"], unique=False)
    op.create_index(
        op.f("ix_day_sheet_organisation_id"), "day_sheet", ["organisation_id"], unique=False
    )
    op.create_table(
        "session_outcome",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaited",
                "reported",
                "disputed",
                "decided",
                "assumed",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("over_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("was_held", sa.Boolean(), nullable=True),
        sa.Column(
            "absent",
            sa.Enum(
                "service_user",
                "interpreter",
                "counsellor",
                name="absent",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "coverage",
            sa.Enum(
                "covered",
                "partly",
                "not_covered",
                name="coverage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint("reminded >= 0", name=op.f("ck_session_outcome_reminded_counts")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_session_outcome_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_outcome")),
    )
    op.create_index(
        "ix_session_outcome_state_over_at", "session_outcome", ["state", "over_at"], unique=False
    )
    op.create_table(
        "standby",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "named",
                "called",
                "declined",
                "released",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("pay_won", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'named') = (ended_at IS NULL)", name=op.f("ck_standby_ended_once_not_named")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_standby_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_standby_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["app_user.id"], name=op.f("fk_standby_named_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_standby_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standby")),
    )
    op.create_index(
        "ix_standby_interpreter_id_starts_at",
        "standby",
        ["interpreter_id", "starts_at"],
        unique=False,
    )
    op.create_index(op.f("ix_standby_named_by_id"), "standby", ["named_by_id"], unique=False)
    op.create_index("ix_standby_session_id", "standby", ["session_id"], unique=False)
    op.create_index(
        "uq_standby_named",
        "standby",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("state = 'named'"),
        postgresql_where=sa.text("state = 'named'"),
    )
    op.create_table(
        "live_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "on_the_way",
                "late",
                "arrived",
                "began",
                name="step",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "said_as",
            sa.Enum(
                "interpreter",
                "counsellor",
                "coordinator",
                name="said_as",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("said_by_id", sa.Uuid(), nullable=True),
        sa.Column("said_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "distance_m IS NULL OR distance_m >= 0", name=op.f("ck_live_step_distance_not_negative")
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 240", name=op.f("ck_live_step_minutes_in_range")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_live_step_version_counts")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_live_step_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["app_user.id"], name=op.f("fk_live_step_said_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_step")),
        sa.UniqueConstraint(
            "assignment_id", "step", "version", name=op.f("uq_live_step_assignment_id_step_version")
        ),
    )
    op.create_index(op.f("ix_live_step_said_by_id"), "live_step", ["said_by_id"], unique=False)
    op.create_table(
        "outcome_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "said_as",
            sa.Enum(
                "interpreter",
                "counsellor",
                "coordinator",
                name="said_as",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=True),
        sa.Column("said_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("was_held", sa.Boolean(), nullable=False),
        sa.Column(
            "absent",
            sa.Enum(
                "service_user",
                "interpreter",
                "counsellor",
                name="absent",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "late",
            sa.Enum(
                "service_user",
                "interpreter",
                "counsellor",
                name="late",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column(
            "modality",
            sa.Enum(
                "on_site",
                "video",
                "phone",
                name="modality",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(said_as = 'coordinator') = (reason <> '')",
            name=op.f("ck_outcome_report_decided_with_a_reason"),
        ),
        sa.CheckConstraint(
            "(said_as = 'interpreter') = (assignment_id IS NOT NULL)",
            name=op.f("ck_outcome_report_interpreters_speak_of_their_own"),
        ),
        sa.CheckConstraint(
            "break_minutes >= 0", name=op.f("ck_outcome_report_breaks_not_negative")
        ),
        sa.CheckConstraint(
            "late_minutes BETWEEN 0 AND 240", name=op.f("ck_outcome_report_late_minutes_in_range")
        ),
        sa.CheckConstraint(
            "started_at IS NULL OR ended_at IS NULL OR started_at < ended_at",
            name=op.f("ck_outcome_report_ends_after_it_starts"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_outcome_report_version_counts")),
        sa.CheckConstraint(
            "waited_minutes >= 0", name=op.f("ck_outcome_report_waiting_not_negative")
        ),
        sa.CheckConstraint(
            "was_held OR absent IS NOT NULL",
            name=op.f("ck_outcome_report_not_held_because_of_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_outcome_report_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["app_user.id"], name=op.f("fk_outcome_report_said_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_outcome_report_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_report")),
    )
    op.create_index(
        op.f("ix_outcome_report_said_by_id"), "outcome_report", ["said_by_id"], unique=False
    )
    op.create_index("ix_outcome_report_session_id", "outcome_report", ["session_id"], unique=False)
    op.create_index(
        "uq_outcome_report_of_assignment",
        "outcome_report",
        ["assignment_id", "version"],
        unique=True,
        sqlite_where=sa.text("assignment_id IS NOT NULL"),
        postgresql_where=sa.text("assignment_id IS NOT NULL"),
    )
    op.create_index(
        "uq_outcome_report_of_session",
        "outcome_report",
        ["session_id", "said_as", "version"],
        unique=True,
        sqlite_where=sa.text("assignment_id IS NULL"),
        postgresql_where=sa.text("assignment_id IS NULL"),
    )

    for name in ("set_out_at", "arrived_at", "began_at"):
        op.add_column("assignment", sa.Column(name, UtcDateTime(timezone=True), nullable=True))
    late = sa.Column("late_minutes", sa.Integer(), server_default="0", nullable=False)
    op.add_column("assignment", late)
    no_show = sa.Column("no_show", sa.String(length=20), server_default="", nullable=False)
    op.add_column("counselling_session", no_show)
    _live_slot(NOW)
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    db = op.get_bind()
    # The guards on the other columns stay; those of earlier versions do not know who has arrived.
    db.execute(sa.text("UPDATE assignment SET state = 'confirmed' WHERE state = 'checked_in'"))
    _live_slot(BEFORE)
    for name in ("late_minutes", "began_at", "arrived_at", "set_out_at"):
        op.drop_column("assignment", name)
    op.drop_column("counselling_session", "no_show")
    for name in reversed(TABLES):
        op.drop_table(name)


def _live_slot(condition: str) -> None:
    op.drop_index("uq_assignment_live_slot", table_name="assignment")
    op.create_index(
        "uq_assignment_live_slot",
        "assignment",
        ["session_id", "slot_no"],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
