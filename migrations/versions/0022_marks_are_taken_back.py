"""A mark of attendance may be taken back until its class is locked."""

from alembic import op

from foundation.database.integrity import install

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # One statement for both databases: SQLite cannot add a constraint to a table that exists.
    op.execute(
        "ALTER TABLE attendance_mark ADD COLUMN withdrawn BOOLEAN DEFAULT false NOT NULL "
        "CONSTRAINT ck_attendance_mark_withdrawn_has_no_minutes "
        "CHECK (NOT withdrawn OR minutes = 0)"
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("attendance_mark") as table:
        table.drop_constraint(op.f("ck_attendance_mark_withdrawn_has_no_minutes"), type_="check")
        table.drop_column("withdrawn")
    install(op.get_bind())
