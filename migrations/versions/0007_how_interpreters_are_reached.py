"""An interpreter says how to be reached: by the app and e-mail, or by telephone."""

from alembic import op

from foundation.database.integrity import install

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Said in SQL, so that SQLite need not make the table anew."""
    op.execute(
        "ALTER TABLE interpreter ADD COLUMN reached_by VARCHAR(9) DEFAULT 'app' NOT NULL "
        "CONSTRAINT ck_interpreter_reached_by CHECK (reached_by IN ('app', 'telephone'))"
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.execute("ALTER TABLE interpreter DROP COLUMN reached_by")
    install(op.get_bind())
