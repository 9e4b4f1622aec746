"""The audit trail is searched by who acted."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_id", "id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_audit_entry_actor", "audit_entry")
