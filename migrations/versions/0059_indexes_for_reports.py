"""Indexes for the figures of training: when people applied, when certifications begin and end."""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_enrolment_applied_at", "enrolment", "applied_at"),
    ("ix_certification_valid_from", "certification", "valid_from"),
    ("ix_certification_valid_until", "certification", "valid_until"),
)


def upgrade() -> None:
    """Add them."""
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    """Take them away."""
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
