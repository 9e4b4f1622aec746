"""Translation jobs with their steps, offers, hand-ins and remarks."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import CodeText, UtcDateTime

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def _kind(column: str, *values: str) -> sa.Enum:
    length = max(len(value) for value in values)
    return sa.Enum(*values, name=column, native_enum=False, create_constraint=True, length=length)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "translation_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            _kind("source", "ko", "km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en"),
            nullable=False,
        ),
        sa.Column(
            "target",
            _kind("target", "ko", "km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en"),
            nullable=False,
        ),
        sa.Column(
            "domain",
            _kind(
                "domain",
                "general",
                "labour",
                "legal",
                "immigration",
                "medical",
                "violence",
                "education",
                "administration",
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            _kind(
                "kind",
                "contract",
                "payslip",
                "civil_record",
                "court",
                "public_letter",
                "medical",
                "school",
                "notice",
                "statement",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("measure", _kind("measure", "pages", "words", "hours"), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("deadline_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("certified", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("case_code", CodeText(length=40), nullable=False),
        sa.Column("encrypted_note", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _kind(
                "state",
                "requested",
                "offered",
                "accepted",
                "in_translation",
                "in_revision",
                "delivered",
                "accepted_by_requester",
                "cancelled",
            ),
            nullable=False,
        ),
        sa.Column("placed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "cancel_reason",
            _kind(
                "cancel_reason",
                "not_needed",
                "did_not_come",
                "other_time",
                "own_interpreter",
                "mistake",
                "other",
            ),
            nullable=True,
        ),
        sa.Column("answer_reminded_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN 1 AND 1000000", name=op.f("ck_translation_job_some_size")
        ),
        sa.CheckConstraint(
            "placed_at < deadline_at", name=op.f("ck_translation_job_deadline_ahead")
        ),
        sa.CheckConstraint(
            "priority BETWEEN 1 AND 4", name=op.f("ck_translation_job_priority_known")
        ),
        sa.CheckConstraint("source <> target", name=op.f("ck_translation_job_two_languages")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_translation_job_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["app_user.id"], name=op.f("fk_translation_job_requester_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_job")),
        sa.UniqueConstraint("reference", name=op.f("uq_translation_job_reference")),
    )
    op.create_index(
        "ix_translation_job_organisation_id_state", "translation_job", ["organisation_id", "state"]
    )
    op.create_index("ix_translation_job_requester_id", "translation_job", ["requester_id"])
    op.create_index(
        "ix_translation_job_state_deadline_at", "translation_job", ["state", "deadline_at"]
    )
    op.create_table(
        "translation_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", _kind("kind", "translation", "check", "revision", "review"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state", _kind("state", "waiting", "ready", "begun", "handed_in"), nullable=False
        ),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("late_told_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'handed_in' OR (interpreter_id IS NOT NULL AND units IS NOT NULL)",
            name=op.f("ck_translation_step_handed_in_by_somebody"),
        ),
        sa.CheckConstraint("units >= 1", name=op.f("ck_translation_step_some_units")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_translation_step_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["translation_job.id"],
            name=op.f("fk_translation_step_job_id_translation_job"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_step")),
        sa.UniqueConstraint("job_id", "kind", name=op.f("uq_translation_step_job_id_kind")),
    )
    op.create_index("ix_translation_step_due_at", "translation_step", ["due_at"])
    op.create_index(
        "ix_translation_step_interpreter_id_state", "translation_step", ["interpreter_id", "state"]
    )
    op.create_index(
        "uq_translation_step_two_people",
        "translation_step",
        ["job_id", "interpreter_id"],
        unique=True,
        sqlite_where=sa.text("kind <> 'check'"),
        postgresql_where=sa.text("kind <> 'check'"),
    )
    op.create_table(
        "translation_hand_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "version >= 1 AND units >= 1", name=op.f("ck_translation_hand_in_counted_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_translation_hand_in_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["translation_step.id"],
            name=op.f("fk_translation_hand_in_step_id_translation_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_hand_in")),
        sa.UniqueConstraint("step_id", "version", name="uq_translation_hand_in_step_id_version"),
    )
    op.create_table(
        "translation_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            _kind(
                "state",
                "draft",
                "sent",
                "viewed",
                "accepted",
                "declined",
                "expired",
                "superseded",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer_by", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column(
            "no_reason",
            _kind(
                "no_reason",
                "no_time",
                "too_soon",
                "not_confident",
                "knows_service_user",
                "ill",
                "other",
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_translation_offer_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["translation_step.id"],
            name=op.f("fk_translation_offer_step_id_translation_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_offer")),
    )
    op.create_index(
        "ix_translation_offer_interpreter_id_state",
        "translation_offer",
        ["interpreter_id", "state"],
    )
    op.create_index(
        "ix_translation_offer_state_answer_by", "translation_offer", ["state", "answer_by"]
    )
    op.create_index(
        "uq_translation_offer_open",
        "translation_offer",
        ["step_id", "interpreter_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('sent', 'viewed')"),
        postgresql_where=sa.text("state IN ('sent', 'viewed')"),
    )
    op.create_index(
        "uq_translation_offer_won",
        "translation_offer",
        ["step_id"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_table(
        "translation_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            _kind("reason", "meaning", "missing", "names_numbers", "terms", "language", "layout"),
            nullable=True,
        ),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_translation_remark_author_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["translation_step.id"],
            name=op.f("fk_translation_remark_step_id_translation_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_remark")),
    )
    op.create_index("ix_translation_remark_step_id", "translation_remark", ["step_id"])
    op.create_table(
        "translation_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_file_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(step_id IS NULL) = (version = 0)", name=op.f("ck_translation_file_version_of_a_step")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["translation_job.id"],
            name=op.f("fk_translation_file_job_id_translation_job"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["translation_step.id"],
            name=op.f("fk_translation_file_step_id_translation_step"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kept_file_id"],
            ["kept_file.id"],
            name=op.f("fk_translation_file_kept_file_id_kept_file"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_file")),
        sa.UniqueConstraint("kept_file_id", name=op.f("uq_translation_file_kept_file_id")),
    )
    op.create_index("ix_translation_file_job_id", "translation_file", ["job_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("translation_file")
    op.drop_table("translation_remark")
    op.drop_table("translation_offer")
    op.drop_table("translation_hand_in")
    op.drop_table("translation_step")
    op.drop_table("translation_job")
