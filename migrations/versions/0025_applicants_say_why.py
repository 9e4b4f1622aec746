"""Applicants for a cohort that somebody screens say why they want to take part."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    column = sa.Column("motivation", sa.String(length=1000), nullable=False, server_default="")
    op.add_column("enrolment", column)


def downgrade() -> None:
    """Go back."""
    op.drop_column("enrolment", "motivation")
