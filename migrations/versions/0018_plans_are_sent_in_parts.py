"""What was sent of a draft is kept, so that it may go out in parts, later, and be taken back whole."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COPY = """
INSERT INTO draft_assignment (id, run_id, session_id, slot_no, kind, starts_at, modality,
    interpreter_id, previous_interpreter_id, left_out)
SELECT id, run_id, session_id, slot_no, kind, starts_at, modality,
    interpreter_id, previous_interpreter_id, left_out
FROM draft_assignment_old
"""
LINK = "fk_draft_assignment_sending_id_plan_sending"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _when(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=True)


def _create_sendings() -> None:
    states = ("asked", "sent", "refused", "called_off", "taken_back")
    op.create_table(
        "plan_sending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", sa.Enum(*states, native_enum=False, create_constraint=True), nullable=False
        ),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("unfit", sa.Integer(), nullable=False),
        _when("sent_at"),
        _when("letters_due_at"),
        _when("letters_at"),
        _when("ended_at"),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'taken_back') OR sent_at IS NOT NULL",
            name=op.f("ck_plan_sending_sent_when"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["app_user.id"], name=op.f("fk_plan_sending_asked_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["plan_run.id"],
            name=op.f("fk_plan_sending_run_id_plan_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_sending")),
    )
    op.create_index("ix_plan_sending_state_sent_at", "plan_sending", ["state", "sent_at"])
    op.create_index(
        "uq_plan_sending_under_way",
        "plan_sending",
        ["run_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def _create_drafts(*more: sa.schema.SchemaItem) -> None:
    kinds = sa.Enum("kept", "new", "moved", "taken", native_enum=False, create_constraint=True)
    ways = sa.Enum("on_site", "video", "phone", native_enum=False, create_constraint=True)
    op.create_table(
        "draft_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("slot_no", sa.Integer(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("modality", ways, nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("previous_interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        *more,
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_draft_assignment_{column}_{table}"),
                ondelete=ondelete,
            )
            for column, table, ondelete in (
                ("run_id", "plan_run", "CASCADE"),
                ("session_id", "counselling_session", "CASCADE"),
                ("interpreter_id", "interpreter", None),
                ("previous_interpreter_id", "interpreter", None),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_assignment")),
        sa.UniqueConstraint(
            "run_id",
            "session_id",
            "slot_no",
            name=op.f("uq_draft_assignment_run_id_session_id_slot_no"),
        ),
    )
    op.create_index("ix_draft_assignment_session_id", "draft_assignment", ["session_id"])


def _renew_drafts(*more: sa.schema.SchemaItem) -> None:
    """SQLite adds and drops no foreign keys: the table is made anew and its rows are kept."""
    op.execute("DROP INDEX ix_draft_assignment_session_id")
    op.execute("ALTER TABLE draft_assignment RENAME TO draft_assignment_old")
    _create_drafts(*more)
    op.execute(COPY)
    op.drop_table("draft_assignment_old")


def upgrade() -> None:
    """Go forward."""
    op.add_column("plan_run", _when("dropped_at"))
    op.add_column(
        "plan_run",
        sa.Column("found_nothing", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("offer", _when("told_at"))
    # Every earlier offer went out with its letter.
    op.execute("UPDATE offer SET told_at = sent_at WHERE state != 'draft'")
    _create_sendings()
    link = sa.ForeignKeyConstraint(
        ["sending_id"], ["plan_sending.id"], name=op.f(LINK), ondelete="SET NULL"
    )
    columns = (sa.Column("sending_id", sa.Uuid(), nullable=True), _when("sent_at"))
    if _is_sqlite():
        _renew_drafts(*columns, link)
    else:
        for column in columns:
            op.add_column("draft_assignment", column)
        op.create_foreign_key(
            LINK, "draft_assignment", "plan_sending", ["sending_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_draft_assignment_sending_id", "draft_assignment", ["sending_id"])
    # What was sent whole stays so.
    op.execute(
        "UPDATE draft_assignment SET sent_at = (SELECT sent_at FROM plan_run WHERE plan_run.id = run_id)"
        " WHERE kind != 'kept' AND NOT left_out"
        " AND run_id IN (SELECT id FROM plan_run WHERE state = 'sent')"
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_draft_assignment_sending_id", "draft_assignment")
    if _is_sqlite():
        _renew_drafts()
    else:
        op.drop_constraint(LINK, "draft_assignment", type_="foreignkey")
        op.drop_column("draft_assignment", "sending_id")
        op.drop_column("draft_assignment", "sent_at")
    op.drop_table("plan_sending")
    op.drop_column("offer", "told_at")
    op.drop_column("plan_run", "found_nothing")
    op.drop_column("plan_run", "dropped_at")
    install(op.get_bind())
