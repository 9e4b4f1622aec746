"""The first schema."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "app_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_name"), ["name"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject", "id"], unique=False)

    op.create_table(
        "class_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_class_meeting_ends_after_it_starts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_meeting")),
        sa.UniqueConstraint("title", "starts_at", name=op.f("uq_class_meeting_title_starts_at")),
    )
    with op.batch_alter_table("class_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_meeting_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("run_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "running", "done", "dead", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=40), nullable=True),
        sa.Column("lease_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_ready", ["state", "run_at"], unique=False)

    op.create_table(
        "kept_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_kept_answer_user_id_key")),
    )
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_answer_created_at"), ["created_at"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "withdrawn", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_about", ["about", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_created_at"), ["created_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "centre",
                "welfare_centre",
                "family_centre",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "stored_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_upload")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_stored_upload_user_id_kind")),
    )
    with op.batch_alter_table("stored_upload", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stored_upload_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "interpreter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("female", "male", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column(
            "employment",
            sa.Enum("staff", "freelance", "volunteer", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum(
                "applicant",
                "trainee",
                "active",
                "paused",
                "suspended",
                "left",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("max_travel_km", sa.Integer(), nullable=False),
        sa.Column("on_site", sa.Boolean(), nullable=False),
        sa.Column("video", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Boolean(), nullable=False),
        sa.Column("max_minutes_per_day", sa.Integer(), nullable=False),
        sa.Column("max_minutes_per_week", sa.Integer(), nullable=False),
        sa.Column("min_break_minutes", sa.Integer(), nullable=False),
        sa.Column("vetted_until", sa.Date(), nullable=True),
        sa.Column("sealed_phone_number", sa.String(length=400), nullable=False),
        sa.Column("notes", sa.String(length=500), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90", name=op.f("ck_interpreter_latitude_on_earth")
        ),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180", name=op.f("ck_interpreter_longitude_on_earth")
        ),
        sa.CheckConstraint(
            "max_minutes_per_day BETWEEN 0 AND 1440", name=op.f("ck_interpreter_day_cap_in_a_day")
        ),
        sa.CheckConstraint(
            "max_minutes_per_week BETWEEN 0 AND 10080",
            name=op.f("ck_interpreter_week_cap_in_a_week"),
        ),
        sa.CheckConstraint("max_travel_km >= 0", name=op.f("ck_interpreter_travel_not_negative")),
        sa.CheckConstraint(
            "min_break_minutes BETWEEN 0 AND 240", name=op.f("ck_interpreter_break_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_interpreter_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter")),
        sa.UniqueConstraint("code", name=op.f("uq_interpreter_code")),
        sa.UniqueConstraint("user_id", name=op.f("uq_interpreter_user_id")),
    )
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interpreter_standing"), ["standing"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "trainee",
                "interpreter",
                "counsellor",
                "coordinator",
                "trainer",
                "assessor",
                "training_manager",
                "organisation_admin",
                "centre_admin",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_membership_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id",
            "organisation_id",
            "role",
            name=op.f("uq_membership_user_id_organisation_id_role"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "plan_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "solving",
                "done",
                "failed",
                "stale",
                "sent",
                "dropped",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("limit_seconds", sa.Integer(), nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_plan_run_days_in_order")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["app_user.id"], name=op.f("fk_plan_run_requested_by_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_run")),
    )
    with op.batch_alter_table("plan_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plan_run_first_day_last_day", ["first_day", "last_day"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_plan_run_state"), ["state"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_series_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_sign_in_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_site_latitude_on_earth")),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180", name=op.f("ck_site_longitude_on_earth")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_site_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "availability_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(starts IS NULL) = (ends IS NULL)",
            name=op.f("ck_availability_exception_both_times_or_none"),
        ),
        sa.CheckConstraint(
            "first_day <= last_day", name=op.f("ck_availability_exception_days_in_order")
        ),
        sa.CheckConstraint(
            "starts IS NULL OR starts < ends",
            name=op.f("ck_availability_exception_ends_after_it_starts"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_availability_exception_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exception")),
    )
    with op.batch_alter_table("availability_exception", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_availability_exception_interpreter_id"), ["interpreter_id"], unique=False
        )

    op.create_table(
        "class_place",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_class_place_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["class_meeting.id"],
            name=op.f("fk_class_place_meeting_id_class_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "interpreter_id", name=op.f("pk_class_place")),
    )
    with op.batch_alter_table("class_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_class_place_interpreter_id"), ["interpreter_id"], unique=False
        )

    op.create_table(
        "held_certification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
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
                native_enum=False,
                create_constraint=True,
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
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "valid_from < valid_until", name=op.f("ck_held_certification_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_held_certification_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_certification")),
        sa.UniqueConstraint(
            "interpreter_id",
            "level",
            "language",
            "valid_from",
            name=op.f("uq_held_certification_interpreter_id_level_language_valid_from"),
        ),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "incomplete",
                "approved",
                "refused",
                "referred",
                "cancelled",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "refusal",
            sa.Enum(
                "not_a_counselling",
                "no_such_language",
                "too_late",
                "duplicate",
                "other_body",
                "other",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("decision_note", sa.String(length=300), nullable=False),
        sa.Column("case_code", sa.String(length=40), nullable=False),
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
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "fallback_language",
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
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
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
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "tier",
            sa.Enum("T0", "T1", "T2", "T3", "court", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("modalities", sa.JSON(), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("female", "male", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column(
            "gender_strictness",
            sa.Enum("required", "preferred", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("preferred", sa.JSON(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("sealed_note", sa.Text(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name=op.f("ck_request_priority_known")),
        sa.CheckConstraint("team BETWEEN 1 AND 2", name=op.f("ck_request_team_of_one_or_two")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_request_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["app_user.id"], name=op.f("fk_request_requester_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_request_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_case_code"), ["case_code"], unique=False)
        batch_op.create_index(
            "ix_request_organisation_id_state", ["organisation_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_request_requester_id"), ["requester_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_series_id"), ["series_id"], unique=False)

    op.create_table(
        "restriction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "exclusion",
                "quarantine",
                "recusal",
                "preference",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("case_code", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "last_day IS NULL OR first_day <= last_day",
            name=op.f("ck_restriction_ends_after_it_starts"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_restriction_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_restriction_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_restriction_interpreter_id"), ["interpreter_id"], unique=False
        )

    op.create_table(
        "spoken_language",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
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
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "native", "fluent", "working", "basic", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("both", "to_korean", "from_korean", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_spoken_language_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_language")),
        sa.UniqueConstraint(
            "interpreter_id", "language", name=op.f("uq_spoken_language_interpreter_id_language")
        ),
    )
    with op.batch_alter_table("spoken_language", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spoken_language_language"), ["language"], unique=False)

    op.create_table(
        "weekly_availability",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "last_day IS NULL OR first_day <= last_day",
            name=op.f("ck_weekly_availability_days_in_order"),
        ),
        sa.CheckConstraint(
            "starts < ends", name=op.f("ck_weekly_availability_ends_after_it_starts")
        ),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_availability_weekday_in_week")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_weekly_availability_interpreter_id_interpreter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_availability")),
    )
    with op.batch_alter_table("weekly_availability", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_weekly_availability_interpreter_id"), ["interpreter_id"], unique=False
        )

    op.create_table(
        "counselling_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "planned",
                "staffed",
                "in_progress",
                "held",
                "cancelled",
                "not_delivered",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("earliest_start_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("latest_start_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "modality",
            sa.Enum("on_site", "video", "phone", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("cancelled_by", sa.String(length=20), nullable=False),
        sa.Column("cancelled_late", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "earliest_start_at <= starts_at AND starts_at <= latest_start_at",
            name=op.f("ck_counselling_session_starts_inside_its_window"),
        ),
        sa.CheckConstraint(
            "minutes BETWEEN 5 AND 720", name=op.f("ck_counselling_session_length_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_counselling_session_request_id_request")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_counselling_session_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counselling_session")),
        sa.UniqueConstraint("request_id", name=op.f("uq_counselling_session_request_id")),
    )
    with op.batch_alter_table("counselling_session", schema=None) as batch_op:
        batch_op.create_index("ix_counselling_session_day_state", ["day", "state"], unique=False)

    op.create_table(
        "draft_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("slot_no", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("kept", "new", "moved", "taken", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "modality",
            sa.Enum("on_site", "video", "phone", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("previous_interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_draft_assignment_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["previous_interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_draft_assignment_previous_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["plan_run.id"],
            name=op.f("fk_draft_assignment_run_id_plan_run"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_draft_assignment_session_id_counselling_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_assignment")),
        sa.UniqueConstraint(
            "run_id",
            "session_id",
            "slot_no",
            name=op.f("uq_draft_assignment_run_id_session_id_slot_no"),
        ),
    )
    with op.batch_alter_table("draft_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_assignment_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("slot_no", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "viewed",
                "accepted",
                "declined",
                "expired",
                "superseded",
                "withdrawn",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("pay_won", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "busy",
                "too_far",
                "not_confident",
                "knows_service_user",
                "other",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("override_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name=op.f("ck_offer_slot_known")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_offer_interpreter_id_interpreter")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["plan_run.id"], name=op.f("fk_offer_run_id_plan_run")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_offer_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            "ix_offer_interpreter_id_state", ["interpreter_id", "state"], unique=False
        )
        batch_op.create_index("ix_offer_session_id_state", ["session_id", "state"], unique=False)
        batch_op.create_index(
            "uq_offer_open",
            ["session_id", "slot_no", "interpreter_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'viewed')"),
            postgresql_where=sa.text("state IN ('sent', 'viewed')"),
        )

    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("slot_no", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "confirmed",
                "released",
                "withdrawn",
                "cancelled",
                "checked_in",
                "completed",
                "no_show",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("busy_from", UtcDateTime(timezone=True), nullable=False),
        sa.Column("busy_to", UtcDateTime(timezone=True), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("override_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("busy_from < busy_to", name=op.f("ck_assignment_busy_is_a_span")),
        sa.CheckConstraint(
            "busy_from <= starts_at AND ends_at <= busy_to",
            name=op.f("ck_assignment_busy_covers_it"),
        ),
        sa.CheckConstraint("slot_no BETWEEN 1 AND 2", name=op.f("ck_assignment_slot_known")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_assignment_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_assignment_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_assignment_offer_id_offer")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_assignment_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_assignment_offer_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_interpreter_id_busy_from", ["interpreter_id", "busy_from"], unique=False
        )
        batch_op.create_index("ix_assignment_session_id", ["session_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_live_slot",
            ["session_id", "slot_no"],
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'confirmed')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed')"),
        )

    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_live_slot",
            sqlite_where=sa.text("state IN ('held', 'confirmed')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed')"),
        )
        batch_op.drop_index("ix_assignment_session_id")
        batch_op.drop_index("ix_assignment_interpreter_id_busy_from")

    op.drop_table("assignment")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offer_open",
            sqlite_where=sa.text("state IN ('sent', 'viewed')"),
            postgresql_where=sa.text("state IN ('sent', 'viewed')"),
        )
        batch_op.drop_index("ix_offer_session_id_state")
        batch_op.drop_index("ix_offer_interpreter_id_state")
        batch_op.drop_index(batch_op.f("ix_offer_expires_at"))

    op.drop_table("offer")
    with op.batch_alter_table("draft_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_assignment_session_id"))

    op.drop_table("draft_assignment")
    with op.batch_alter_table("counselling_session", schema=None) as batch_op:
        batch_op.drop_index("ix_counselling_session_day_state")

    op.drop_table("counselling_session")
    with op.batch_alter_table("weekly_availability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weekly_availability_interpreter_id"))

    op.drop_table("weekly_availability")
    with op.batch_alter_table("spoken_language", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spoken_language_language"))

    op.drop_table("spoken_language")
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restriction_interpreter_id"))

    op.drop_table("restriction")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_series_id"))
        batch_op.drop_index(batch_op.f("ix_request_requester_id"))
        batch_op.drop_index("ix_request_organisation_id_state")
        batch_op.drop_index(batch_op.f("ix_request_case_code"))

    op.drop_table("request")
    op.drop_table("held_certification")
    with op.batch_alter_table("class_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_place_interpreter_id"))

    op.drop_table("class_place")
    with op.batch_alter_table("availability_exception", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_availability_exception_interpreter_id"))

    op.drop_table("availability_exception")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_organisation_id"))

    op.drop_table("site")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    op.drop_table("series")
    with op.batch_alter_table("plan_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_run_state"))
        batch_op.drop_index("ix_plan_run_first_day_last_day")

    op.drop_table("plan_run")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interpreter_standing"))

    op.drop_table("interpreter")
    with op.batch_alter_table("stored_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_upload_created_at"))

    op.drop_table("stored_upload")
    op.drop_table("organisation")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_created_at"))
        batch_op.drop_index("ix_message_about")

    op.drop_table("message")
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_answer_created_at"))

    op.drop_table("kept_answer")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_ready")

    op.drop_table("job")
    with op.batch_alter_table("class_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_meeting_starts_at"))

    op.drop_table("class_meeting")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index(batch_op.f("ix_audit_entry_name"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("app_user")
    install(op.get_bind())
