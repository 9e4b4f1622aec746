"""Calls on demand: who is there for them, how they went, the watch over what is urgent; rooms for video."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
ENDINGS = ("held", "abandoned", "nobody_on_duty", "refused", "nobody_answered")
RESULTS = ("covered", "partially_covered", "not_covered")


def _open_index(name: str, table: str, column: str, *, unique: bool) -> None:
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        name, table, [column], unique=unique, sqlite_where=still_open, postgresql_where=still_open
    )


def _person() -> sa.Column[sa.Uuid]:
    return sa.Column("interpreter_id", sa.Uuid(), nullable=False)


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_interpreter_id_interpreter"
    return sa.ForeignKeyConstraint(
        ["interpreter_id"], ["interpreter.id"], name=op.f(name), ondelete="CASCADE"
    )


def _of_session(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_session_id_counselling_session"
    return sa.ForeignKeyConstraint(["session_id"], ["counselling_session.id"], name=op.f(name))


def upgrade() -> None:
    """Go forward."""
    table = "counselling_session"
    op.add_column(
        table, sa.Column("on_demand", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        table, sa.Column("encrypted_video_room", sa.Text(), server_default="", nullable=False)
    )
    op.create_table(
        "duty_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        _person(),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_duty_hours_weekday_in_week")),
        sa.CheckConstraint("starts <> ends", name=op.f("ck_duty_hours_some_time_in_it")),
        _of_person("duty_hours"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_hours")),
        sa.UniqueConstraint(
            "interpreter_id",
            "weekday",
            "starts",
            name=op.f("uq_duty_hours_interpreter_id_weekday_starts"),
        ),
    )
    op.create_table(
        "available_now",
        sa.Column("id", sa.Uuid(), nullable=False),
        _person(),
        sa.Column("since", WHEN, nullable=False),
        sa.Column("until", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.CheckConstraint("since < until", name=op.f("ck_available_now_until_after_since")),
        _of_person("available_now"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_available_now")),
    )
    op.create_index("ix_available_now_until", "available_now", ["until"])
    _open_index("uq_available_now_open", "available_now", "interpreter_id", unique=True)
    op.create_table(
        "helpline_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", WHEN, nullable=False),
        sa.Column("connected_at", WHEN, nullable=True),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column(
            "ending",
            sa.Enum(*ENDINGS, name="ending", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(*RESULTS, name="result", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL)",
            name=op.f("ck_helpline_call_ended_with_a_cause"),
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes > 0", name=op.f("ck_helpline_call_minutes_above_zero")
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR ending = 'held'", name=op.f("ck_helpline_call_minutes_only_if_held")
        ),
        _of_session("helpline_call"),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["app_user.id"], name=op.f("fk_helpline_call_opened_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline_call")),
        sa.UniqueConstraint("session_id", name=op.f("uq_helpline_call_session_id")),
    )
    op.create_index("ix_helpline_call_opened_by_id", "helpline_call", ["opened_by_id"])
    op.create_index("ix_helpline_call_opened_at", "helpline_call", ["opened_at"])
    _open_index("ix_helpline_call_open", "helpline_call", "opened_at", unique=False)
    op.create_table(
        "urgent_watch",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("since", WHEN, nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("alerted_at", WHEN, nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", WHEN, nullable=True),
        sa.CheckConstraint("alerts >= 0", name=op.f("ck_urgent_watch_alerts_counted")),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (taken_by_id IS NULL)",
            name=op.f("ck_urgent_watch_taken_by_somebody"),
        ),
        _of_session("urgent_watch"),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["app_user.id"], name=op.f("fk_urgent_watch_taken_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_urgent_watch")),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("urgent_watch", "helpline_call", "available_now", "duty_hours"):
        op.drop_table(table)
    op.drop_column("counselling_session", "encrypted_video_room")
    op.drop_column("counselling_session", "on_demand")
