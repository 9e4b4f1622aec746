"""What a year of rows is looked up by: without these, questions about a day read all of history."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

INDEXES = (
    ("counselling_session", ("starts_at",)),
    ("assignment", ("starts_at",)),
    ("offer", ("starts_at",)),
    ("offer", ("sent_at", "id")),
    ("enrolment", ("status", "cohort_id")),
    ("membership", ("role", "user_id")),
    ("sign_in", ("expires_at",)),
    ("cpd_claim", ("status", "learner_id")),
    ("external_credential", ("status", "learner_id")),
)


def upgrade() -> None:
    """Go forward."""
    for table, columns in INDEXES:
        op.create_index("_".join(("ix", table, *columns)), table, list(columns))


def downgrade() -> None:
    """Go back."""
    for table, columns in reversed(INDEXES):
        op.drop_index("_".join(("ix", table, *columns)), table)
