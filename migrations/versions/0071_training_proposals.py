"""Courses that dispatch proposes, invitations to them, and what they brought."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "cohort_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("invited_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("declined_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_invitation_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_cohort_invitation_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_invitation")),
        sa.UniqueConstraint(
            "cohort_id", "learner_id", name=op.f("uq_cohort_invitation_cohort_id_learner_id")
        ),
    )
    with op.batch_alter_table("cohort_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohort_invitation_learner_id"), ["learner_id"], unique=False
        )

    op.create_table(
        "training_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "new_interpreter", "upskill", name="kind", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum(
                "km",
                "vi",
                "lo",
                "th",
                "uz",
                "ru",
                "tl",
                "zh",
                "mn",
                "my",
                "en",
                name="language",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "L1",
                "L2",
                "R2",
                "L3-LAB",
                "L3-IMM",
                "L3-MED",
                "L3-DV",
                "X-COURT",
                "L4",
                "T2",
                name="level",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "domain",
            sa.Enum(
                "general",
                "labour",
                "legal",
                "immigration",
                "medical",
                "violence",
                "education",
                "administration",
                name="domain",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("gained_low", sa.Double(), nullable=False),
        sa.Column("gained", sa.Double(), nullable=False),
        sa.Column("gained_high", sa.Double(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("session_ids", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("gain_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "drafted",
                "running",
                "closed",
                "dismissed",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("figures_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("dismissed_because", sa.String(length=300), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("expected_low", sa.Double(), nullable=True),
        sa.Column("expected", sa.Double(), nullable=True),
        sa.Column("expected_high", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "(state = 'dismissed') = (dismissed_because != '')",
            name=op.f("ck_training_proposal_dismissed_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(state IN ('drafted', 'running', 'closed')) = (cohort_id IS NOT NULL)",
            name=op.f("ck_training_proposal_cohort_while_held"),
        ),
        sa.CheckConstraint(
            "gained_low <= gained AND gained <= gained_high",
            name=op.f("ck_training_proposal_gain_within_its_interval"),
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_training_proposal_has_seats")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_training_proposal_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_proposal")),
    )
    with op.batch_alter_table("training_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_proposal_cohort_id"), ["cohort_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_training_proposal_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_training_proposal_live",
            ["subject"],
            unique=True,
            sqlite_where=sa.text("state IN ('drafted', 'open', 'running')"),
            postgresql_where=sa.text("state IN ('drafted', 'open', 'running')"),
        )

    op.create_table(
        "outcome_review",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("counted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("certified", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.Double(), nullable=False),
        sa.Column("realised", sa.Integer(), nullable=False),
        sa.CheckConstraint("certified >= 0", name=op.f("ck_outcome_review_certified_not_negative")),
        sa.CheckConstraint("realised >= 0", name=op.f("ck_outcome_review_realised_not_negative")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["training_proposal.id"],
            name=op.f("fk_outcome_review_proposal_id_training_proposal"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_outcome_review")),
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("outcome_review")
    op.drop_table("training_proposal")
    op.drop_table("cohort_invitation")
    install(op.get_bind())
