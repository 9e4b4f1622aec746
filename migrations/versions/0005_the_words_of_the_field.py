"""Columns and tables get the words of the field: action, interest, encrypted."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACTIONS = (
    "asked",
    "granted",
    "refused",
    "suspended",
    "reinstated",
    "revoked",
    "superseded",
    "renewed",
)
ENCRYPTED = {"interpreter": "phone_number", "request": "note", "external_credential": "number"}


def upgrade() -> None:
    """Go forward."""
    for table, column in ENCRYPTED.items():
        _rename(table, f"sealed_{column}", f"encrypted_{column}")
    _rename_column_of_events("deed", "action")
    _move_interest(("course_wish", "wished_at"), ("course_interest", "stated_at"))
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    for table, column in ENCRYPTED.items():
        _rename(table, f"encrypted_{column}", f"sealed_{column}")
    _rename_column_of_events("action", "deed")
    _move_interest(("course_interest", "stated_at"), ("course_wish", "wished_at"))
    install(op.get_bind())


def _rename(table: str, old: str, new: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _rename_column_of_events(old: str, new: str) -> None:
    """Rename the column, and its CHECK with it; SQLite must make the table anew for that."""
    table = "certification_event"
    if op.get_bind().dialect.name == "postgresql":
        _rename(table, old, new)
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT ck_{table}_{old} TO ck_{table}_{new}")
        return
    op.drop_index("ix_certification_event_certification_id", table)
    op.rename_table(table, f"{table}_old")
    _create_events(new)
    columns = "id, certification_id, happened_at, actor_id, actor_name, reason"
    op.execute(
        f"INSERT INTO {table} ({columns}, {new}) SELECT {columns}, {old} FROM {table}_old"  # noqa: S608  constants only
    )
    op.drop_table(f"{table}_old")
    op.create_index("ix_certification_event_certification_id", table, ["certification_id"])


def _create_events(column: str) -> None:
    op.create_table(
        "certification_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column(
            column, sa.Enum(*ACTIONS, native_enum=False, create_constraint=True), nullable=False
        ),
        sa.Column("happened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["app_user.id"], name=op.f("fk_certification_event_actor_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_certification_event_certification_id_certification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_event")),
    )


def _move_interest(old: tuple[str, str], new: tuple[str, str]) -> None:
    """The same rows in a table of the new name, so that its constraints are named after it."""
    table, since = new
    op.create_table(
        table,
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column(since, UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f(f"fk_{table}_course_id_course"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f(f"fk_{table}_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("course_id", "learner_id", name=op.f(f"pk_{table}")),
    )
    op.execute(
        f"INSERT INTO {table} (course_id, learner_id, {since}) "  # noqa: S608  constants only
        f"SELECT course_id, learner_id, {old[1]} FROM {old[0]}"
    )
    op.drop_table(old[0])
