"""The audit trail is searched by who acted, the outbox by who was written to."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_id", "id"])
    op.create_index("ix_message_to", "message", ["to", "created_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_message_to", "message")
    op.drop_index("ix_audit_entry_actor", "audit_entry")
