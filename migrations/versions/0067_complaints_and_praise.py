"""Complaints and praise, and the notes of whoever works on them."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "praise",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "session",
                "translation",
                "person",
                "organisation",
                "general",
                name="topic",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "giver",
            sa.Enum(
                "service_user",
                "counsellor",
                "interpreter",
                "somebody_else",
                name="giver",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "in_work",
                "answered",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("encrypted_words", sa.Text(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("encrypted_answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("shared_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('answered', 'closed')) = (answered_at IS NOT NULL)",
            name=op.f("ck_feedback_answered_before_it_is_closed"),
        ),
        sa.CheckConstraint(
            "state = 'received' OR assigned_to_id IS NOT NULL",
            name=op.f("ck_feedback_worked_on_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["app_user.id"], name=op.f("fk_feedback_assigned_to_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["app_user.id"], name=op.f("fk_feedback_entered_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["app_user.id"], name=op.f("fk_feedback_given_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_feedback_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_feedback_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_feedback_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("code", name=op.f("uq_feedback_code")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_given_by_id"), ["given_by_id"], unique=False)
        batch_op.create_index("ix_feedback_interpreter_id", ["interpreter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_feedback_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_feedback_received_at", ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_session_id"), ["session_id"], unique=False)
        batch_op.create_index("ix_feedback_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "feedback_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("encrypted_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_feedback_note_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_note_feedback_id_feedback")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_note")),
    )
    with op.batch_alter_table("feedback_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_note_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_feedback_note_feedback_id"), ["feedback_id"], unique=False
        )

    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("feedback_note")
    op.drop_table("feedback")
    install(op.get_bind())
