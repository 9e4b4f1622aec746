"""Training and certification: courses to documents; trainees beside mentors; kinds of plan runs."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("summary_en", sa.String(length=500), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("interpreters", "staff", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("scheme_code", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
    )
    op.create_table(
        "instrument",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "written",
                "role_play",
                "oral",
                "sight_translation",
                "ethics",
                "scenario",
                "portfolio",
                "translation",
                "quiz",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("semi_mark", sa.Integer(), nullable=False),
        sa.Column("assessors", sa.Integer(), nullable=False),
        sa.Column("per_language", sa.Boolean(), nullable=False),
        sa.Column("carries_over", sa.Integer(), nullable=False),
        sa.Column("carries_to", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "assessors BETWEEN 1 AND 2", name=op.f("ck_instrument_one_or_two_assessors")
        ),
        sa.CheckConstraint(
            "carries_over BETWEEN 0 AND 9", name=op.f("ck_instrument_carries_over_a_few")
        ),
        sa.CheckConstraint(
            "pass_mark BETWEEN 0 AND 100", name=op.f("ck_instrument_pass_mark_percent")
        ),
        sa.CheckConstraint(
            "semi_mark BETWEEN 0 AND 100", name=op.f("ck_instrument_semi_mark_percent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("code", name=op.f("uq_instrument_code")),
    )
    op.create_table(
        "scheme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
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
            nullable=True,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "interpreter",
                "translator",
                "mentor",
                "staff",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("code", name=op.f("uq_scheme_code")),
        sa.UniqueConstraint("level", name=op.f("uq_scheme_level")),
    )
    op.create_table(
        "use_count",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "who", "since", name=op.f("pk_use_count")),
    )
    with op.batch_alter_table("use_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_use_count_since"), ["since"], unique=False)

    op.create_table(
        "course_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("attendance_percent", sa.Integer(), nullable=False),
        sa.Column("prerequisites", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("frozen_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "attendance_percent BETWEEN 0 AND 100",
            name=op.f("ck_course_version_percent_of_attendance"),
        ),
        sa.CheckConstraint("planned_minutes > 0", name=op.f("ck_course_version_has_minutes")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_version_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_version")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_course_version_course_id_number")),
    )
    op.create_table(
        "instrument_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("full_marks", sa.Integer(), nullable=False),
        sa.Column("least_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("full_marks > 0", name=op.f("ck_instrument_section_has_marks")),
        sa.CheckConstraint(
            "least_percent BETWEEN 0 AND 100", name=op.f("ck_instrument_section_least_is_percent")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_instrument_section_instrument_id_instrument"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_section")),
        sa.UniqueConstraint(
            "instrument_id", "position", name=op.f("uq_instrument_section_instrument_id_position")
        ),
    )
    op.create_table(
        "scheme_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("renewal", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.CheckConstraint("validity_months > 0", name=op.f("ck_scheme_version_has_validity")),
        sa.CheckConstraint("window_days >= 0", name=op.f("ck_scheme_version_window_not_negative")),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_version_scheme_id_scheme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("scheme_id", "number", name=op.f("uq_scheme_version_scheme_id_number")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("screening", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("cutoff_hours", sa.Integer(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "enrolling",
                "confirmed",
                "running",
                "grading",
                "closed",
                "cancelled",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_because", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_cohort_has_seats")),
        sa.CheckConstraint("cutoff_hours >= 0", name=op.f("ck_cohort_cutoff_not_negative")),
        sa.CheckConstraint(
            "minimum >= 0 AND minimum <= capacity", name=op.f("ck_cohort_minimum_within_capacity")
        ),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_cohort_window_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_cohort_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_cohort_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_cohort_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint(
            "course_version_id", "number", name=op.f("uq_cohort_course_version_id_number")
        ),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohort_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cohort_status"), ["status"], unique=False)

    op.create_table(
        "learner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("latin_name", sa.String(length=120), nullable=False),
        sa.Column("own_script_name", sa.String(length=120), nullable=False),
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
            nullable=True,
        ),
        sa.Column("pledged_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR interpreter_id IS NOT NULL",
            name=op.f("ck_learner_is_somebody_known"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_learner_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_learner_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("interpreter_id", name=op.f("uq_learner_interpreter_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_learner_user_id")),
    )
    op.create_table(
        "required_instrument",
        sa.Column("course_version_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_required_instrument_course_version_id_course_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_required_instrument_instrument_id_instrument"),
        ),
        sa.PrimaryKeyConstraint(
            "course_version_id", "instrument_id", name=op.f("pk_required_instrument")
        ),
    )
    op.create_table(
        "certification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
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
            nullable=True,
        ),
        sa.Column(
            "direction",
            sa.Enum("both", "to_korean", "from_korean", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum("full", "semi", "recognised", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "ladder",
                "recognition",
                "external",
                "grandfathered",
                "renewal",
                "register",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "granted",
                "suspended",
                "revoked",
                "superseded",
                "refused",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_by_name", sa.String(length=120), nullable=False),
        sa.Column("renews_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'refused') OR (valid_from IS NOT NULL AND valid_until IS NOT NULL AND approved_by_name != '')",
            name=op.f("ck_certification_granted_by_somebody"),
        ),
        sa.CheckConstraint(
            "valid_from < valid_until", name=op.f("ck_certification_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["app_user.id"],
            name=op.f("fk_certification_approved_by_id_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_certification_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["renews_id"],
            ["certification.id"],
            name=op.f("fk_certification_renews_id_certification"),
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_certification_scheme_id_scheme")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"],
            ["scheme_version.id"],
            name=op.f("fk_certification_scheme_version_id_scheme_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification")),
    )
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certification_learner_id"), ["learner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_certification_scheme_id"), ["scheme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certification_status"), ["status"], unique=False)

    op.create_table(
        "conflict_of_interest",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "self",
                "trainer",
                "mentor",
                "relative",
                "other",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("declared_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_conflict_of_interest_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_conflict_of_interest_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "learner_id", name=op.f("pk_conflict_of_interest")),
    )
    op.create_table(
        "course_wish",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("wished_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_course_wish_course_id_course"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_course_wish_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("course_id", "learner_id", name=op.f("pk_course_wish")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "ineligible",
                "eligible",
                "waitlisted",
                "offered",
                "confirmed",
                "declined",
                "offer_expired",
                "withdrawn",
                "cancelled",
                "attending",
                "completed",
                "not_completed",
                "dropped",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
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
            nullable=True,
        ),
        sa.Column("applied_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("joined_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seat_no", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(seat_no IS NOT NULL) = (status IN ('attending', 'completed', 'confirmed', 'dropped', 'not_completed', 'offered'))",
            name=op.f("ck_enrolment_seat_while_holding"),
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name=op.f("ck_enrolment_priority_known")),
        sa.CheckConstraint("seat_no >= 1", name=op.f("ck_enrolment_seats_count_from_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_enrolment_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("cohort_id", "seat_no", name=op.f("uq_enrolment_cohort_id_seat_no")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_live",
            ["cohort_id", "learner_id"],
            unique=True,
            sqlite_where=sa.text(
                "status IN ('applied', 'attending', 'completed', 'confirmed', 'dropped', 'eligible', 'not_completed', 'offered', 'waitlisted')"
            ),
            postgresql_where=sa.text(
                "status IN ('applied', 'attending', 'completed', 'confirmed', 'dropped', 'eligible', 'not_completed', 'offered', 'waitlisted')"
            ),
        )

    op.create_table(
        "external_credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "topik",
                "interview",
                "court",
                "refugee_office",
                "medical_exam",
                "degree",
                "other",
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
            nullable=True,
        ),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("sealed_number", sa.String(length=400), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("claimed", "verified", "refused", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("claimed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("verified_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("verified_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "status != 'verified' OR verified_by_name != ''",
            name=op.f("ck_external_credential_verified_by_somebody"),
        ),
        sa.CheckConstraint(
            "issued_on < valid_until", name=op.f("ck_external_credential_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_external_credential_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"],
            ["app_user.id"],
            name=op.f("fk_external_credential_verified_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_credential")),
    )
    with op.batch_alter_table("external_credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_external_credential_learner_id"), ["learner_id"], unique=False
        )

    op.create_table(
        "language_quota",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
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
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_language_quota_seats_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_language_quota_cohort_id_cohort"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cohort_id", "language", name=op.f("pk_language_quota")),
    )
    op.create_table(
        "mentorship",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
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
            "status",
            sa.Enum("proposed", "active", "ended", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("mentor_agreed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("trainee_agreed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status != 'active' OR (mentor_agreed_at IS NOT NULL AND trainee_agreed_at IS NOT NULL)",
            name=op.f("ck_mentorship_active_once_both_agreed"),
        ),
        sa.CheckConstraint("mentor_id != trainee_id", name=op.f("ck_mentorship_two_people")),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["learner.id"], name=op.f("fk_mentorship_mentor_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["learner.id"], name=op.f("fk_mentorship_trainee_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship")),
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_trainee_id"), ["trainee_id"], unique=False)
        batch_op.create_index(
            "uq_mentorship_living",
            ["trainee_id", "language"],
            unique=True,
            sqlite_where=sa.text("status IN ('proposed', 'active')"),
            postgresql_where=sa.text("status IN ('proposed', 'active')"),
        )

    op.create_table(
        "practice_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
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
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_practice_entry_minutes_not_negative")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_practice_entry_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_entry")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_practice_entry_assignment_id")),
    )
    with op.batch_alter_table("practice_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_entry_learner_id"), ["learner_id"], unique=False
        )

    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
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
            nullable=True,
        ),
        sa.Column(
            "direction",
            sa.Enum("both", "to_korean", "from_korean", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("sitting", sa.Integer(), nullable=False),
        sa.Column("planned_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("assessors_due", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "scoring",
                "disputed",
                "decided",
                "annulled",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "full", "semi", "recognised", "failed", native_enum=False, create_constraint=True
            ),
            nullable=True,
        ),
        sa.Column("percent", sa.Double(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("carried_from_id", sa.Uuid(), nullable=True),
        sa.Column("annulled_because", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(status = 'decided') = (outcome IS NOT NULL)",
            name=op.f("ck_attempt_outcome_once_decided"),
        ),
        sa.CheckConstraint("assessors_due BETWEEN 1 AND 2", name=op.f("ck_attempt_one_or_two_due")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_attempt_percent_of_marks")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["attempt.id"], name=op.f("fk_attempt_carried_from_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_attempt_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_attempt_instrument_id_instrument")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_attempt_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attempt_instrument_id"), ["instrument_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attempt_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_status"), ["status"], unique=False)

    op.create_table(
        "attendance_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "present",
                "late",
                "absent",
                "excused",
                "make_up",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("trainer", "qr", "file", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("marked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "minutes BETWEEN 0 AND 1440", name=op.f("ck_attendance_mark_minutes_in_a_day")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_attendance_mark_marks_count_from_one")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_attendance_mark_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["app_user.id"], name=op.f("fk_attendance_mark_marked_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["class_meeting.id"],
            name=op.f("fk_attendance_mark_meeting_id_class_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_mark")),
    )
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_mark_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            "uq_attendance_mark_number", ["meeting_id", "enrolment_id", "number"], unique=True
        )

    op.create_table(
        "certificate_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate", "completion", "transcript", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("certification_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
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
            nullable=True,
        ),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "status",
            sa.Enum("issued", "superseded", "revoked", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("issued_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_certificate_document_certification_id_certification"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_certificate_document_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"],
            ["app_user.id"],
            name=op.f("fk_certificate_document_issued_by_id_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_certificate_document_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["certificate_document.id"],
            name=op.f("fk_certificate_document_supersedes_id_certificate_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_document")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_document_code")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificate_document_serial")),
        sa.UniqueConstraint("status_index", name=op.f("uq_certificate_document_status_index")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_certificate_document_supersedes_id")),
    )
    with op.batch_alter_table("certificate_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_document_certification_id"),
            ["certification_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_document_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_document_learner_id"), ["learner_id"], unique=False
        )

    op.create_table(
        "certification_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                "suspended",
                "reinstated",
                "revoked",
                "superseded",
                "renewed",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["app_user.id"], name=op.f("fk_certification_event_actor_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_certification_event_certification_id_certification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_event")),
    )
    with op.batch_alter_table("certification_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certification_event_certification_id"),
            ["certification_id"],
            unique=False,
        )

    op.create_table(
        "certification_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "completion",
                "attempt",
                "practicum",
                "certification",
                "credential",
                "recertification",
                "portfolio",
                "vetting",
                "register",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_certification_evidence_certification_id_certification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_evidence")),
    )
    with op.batch_alter_table("certification_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certification_evidence_certification_id"),
            ["certification_id"],
            unique=False,
        )

    op.create_table(
        "completion_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["app_user.id"],
            name=op.f("fk_completion_decision_decided_by_id_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_completion_decision_enrolment_id_enrolment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_decision")),
        sa.UniqueConstraint(
            "enrolment_id", "number", name=op.f("uq_completion_decision_enrolment_id_number")
        ),
    )
    op.create_table(
        "cpd_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "area",
            sa.Enum("ethics", "skills", "performance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("claimed", "accepted", "refused", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("claimed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("points BETWEEN 1 AND 100", name=op.f("ck_cpd_claim_points_in_range")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_cpd_claim_decided_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_cpd_claim_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_cpd_claim_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cpd_claim")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_cpd_claim_enrolment_id")),
    )
    with op.batch_alter_table("cpd_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cpd_claim_learner_id"), ["learner_id"], unique=False)

    op.create_table(
        "grave_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "agreed", "refused", "withdrawn", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('agreed', 'refused') OR decided_by_id IS NOT NULL",
            name=op.f("ck_grave_override_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "asked_by_id != decided_by_id", name=op.f("ck_grave_override_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["app_user.id"], name=op.f("fk_grave_override_asked_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["app_user.id"],
            name=op.f("fk_grave_override_decided_by_id_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_grave_override_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_grave_override_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grave_override")),
    )
    with op.batch_alter_table("grave_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grave_override_session_id"), ["session_id"], unique=False
        )
        batch_op.create_index(
            "uq_grave_override_living",
            ["session_id", "interpreter_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'agreed')"),
            postgresql_where=sa.text("state IN ('asked', 'agreed')"),
        )

    op.create_table(
        "practicum_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentorship_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("observe", "supervised", "solo", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "confirmed",
                "released",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_practicum_entry_minutes_not_negative")),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_practicum_entry_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["app_user.id"],
            name=op.f("fk_practicum_entry_confirmed_by_id_app_user"),
        ),
        sa.ForeignKeyConstraint(
            ["mentorship_id"],
            ["mentorship.id"],
            name=op.f("fk_practicum_entry_mentorship_id_mentorship"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practicum_entry")),
        sa.UniqueConstraint(
            "mentorship_id",
            "assignment_id",
            name=op.f("uq_practicum_entry_mentorship_id_assignment_id"),
        ),
    )
    with op.batch_alter_table("practicum_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practicum_entry_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practicum_entry_mentorship_id"), ["mentorship_id"], unique=False
        )

    op.create_table(
        "recertification_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "submitted",
                "approved",
                "refused",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_recertification_case_certification_id_certification"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["app_user.id"],
            name=op.f("fk_recertification_case_decided_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recertification_case")),
    )
    with op.batch_alter_table("recertification_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recertification_case_certification_id"),
            ["certification_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_recertification_case_undecided",
            ["certification_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('open', 'submitted')"),
            postgresql_where=sa.text("status IN ('open', 'submitted')"),
        )

    op.create_table(
        "seat_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("offered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "offered_at < expires_at", name=op.f("ck_seat_offer_expires_after_it_is_made")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_seat_offer_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offer")),
    )
    with op.batch_alter_table("seat_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_offer_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_seat_offer_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            "uq_seat_offer_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certification_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("practice", "points", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("granted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_waiver_certification_id_certification"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["app_user.id"], name=op.f("fk_waiver_granted_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint(
            "certification_id", "kind", name=op.f("uq_waiver_certification_id_kind")
        ),
    )
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("grounds", sa.String(length=1000), nullable=False),
        sa.Column("lodged_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum("lodged", "upheld", "dismissed", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_appeal_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_appeal_decided_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_appeal_attempt_id")),
    )
    op.create_table(
        "assessor_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("percent", sa.Double(), nullable=True),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_assessor_seat_at_most_three")),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["app_user.id"], name=op.f("fk_assessor_seat_assessor_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_assessor_seat_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessor_seat")),
        sa.UniqueConstraint(
            "attempt_id", "assessor_id", name=op.f("uq_assessor_seat_attempt_id_assessor_id")
        ),
        sa.UniqueConstraint(
            "attempt_id", "position", name=op.f("uq_assessor_seat_attempt_id_position")
        ),
    )
    with op.batch_alter_table("assessor_seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessor_seat_assessor_id"), ["assessor_id"], unique=False
        )

    op.create_table(
        "practicum_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("mentorship_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("observe", "supervised", "solo", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "released",
                "done",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("busy_from", UtcDateTime(timezone=True), nullable=False),
        sa.Column("busy_to", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("busy_from < busy_to", name=op.f("ck_practicum_place_busy_is_a_span")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_practicum_place_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["mentorship_id"],
            ["mentorship.id"],
            name=op.f("fk_practicum_place_mentorship_id_mentorship"),
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"],
            ["interpreter.id"],
            name=op.f("fk_practicum_place_trainee_id_interpreter"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practicum_place")),
    )
    with op.batch_alter_table("practicum_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practicum_place_mentorship_id"), ["mentorship_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practicum_place_trainee_id"), ["trainee_id"], unique=False
        )
        batch_op.create_index(
            "uq_practicum_place_living",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        )

    op.create_table(
        "score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.CheckConstraint("marks >= 0", name=op.f("ck_score_marks_not_negative")),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["assessor_seat.id"], name=op.f("fk_score_seat_id_assessor_seat")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["instrument_section.id"],
            name=op.f("fk_score_section_id_instrument_section"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("seat_id", "section_id", name=op.f("uq_score_seat_id_section_id")),
    )
    with op.batch_alter_table("class_meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cohort_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("planned_minutes", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("trainer_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("site_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("room", sa.String(length=80), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("link", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "status",
                sa.Enum("planned", "held", "cancelled", native_enum=False, create_constraint=False),
                server_default="planned",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("locked_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("checkin_key", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.drop_constraint(batch_op.f("uq_class_meeting_title_starts_at"), type_="unique")
        batch_op.create_index(batch_op.f("ix_class_meeting_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_class_meeting_trainer_id"), ["trainer_id"], unique=False
        )
        batch_op.create_index(
            "uq_class_meeting_elsewhere",
            ["title", "starts_at"],
            unique=True,
            sqlite_where=sa.text("cohort_id IS NULL"),
            postgresql_where=sa.text("cohort_id IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_class_meeting_site_id_site"), "site", ["site_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_class_meeting_cohort_id_cohort"), "cohort", ["cohort_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_class_meeting_trainer_id_app_user"), "app_user", ["trainer_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_class_meeting_status"),
            sa.text("status IN ('planned', 'held', 'cancelled')"),
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_class_meeting_minutes_not_negative"), sa.text("planned_minutes >= 0")
        )

    with op.batch_alter_table("plan_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("plan", "repair", native_enum=False, create_constraint=False),
                server_default="plan",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("worth", sa.JSON(), server_default="[]", nullable=False))
        batch_op.create_check_constraint(
            batch_op.f("ck_plan_run_kind"), sa.text("kind IN ('plan', 'repair')")
        )

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("trainee_welcome", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("trainee_welcome")

    with op.batch_alter_table("plan_run", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_plan_run_kind"), type_="check")
        batch_op.drop_column("worth")
        batch_op.drop_column("kind")

    with op.batch_alter_table("class_meeting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_class_meeting_status"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_class_meeting_minutes_not_negative"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_class_meeting_trainer_id_app_user"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_class_meeting_cohort_id_cohort"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_class_meeting_site_id_site"), type_="foreignkey")
        batch_op.drop_index(
            "uq_class_meeting_elsewhere",
            sqlite_where=sa.text("cohort_id IS NULL"),
            postgresql_where=sa.text("cohort_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_class_meeting_trainer_id"))
        batch_op.drop_index(batch_op.f("ix_class_meeting_cohort_id"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_class_meeting_title_starts_at"), ["title", "starts_at"]
        )
        batch_op.drop_column("checkin_key")
        batch_op.drop_column("locked_at")
        batch_op.drop_column("status")
        batch_op.drop_column("link")
        batch_op.drop_column("room")
        batch_op.drop_column("site_id")
        batch_op.drop_column("trainer_id")
        batch_op.drop_column("planned_minutes")
        batch_op.drop_column("cohort_id")

    op.drop_table("score")
    with op.batch_alter_table("practicum_place", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_practicum_place_living",
            sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        )
        batch_op.drop_index(batch_op.f("ix_practicum_place_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_practicum_place_mentorship_id"))

    op.drop_table("practicum_place")
    with op.batch_alter_table("assessor_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessor_seat_assessor_id"))

    op.drop_table("assessor_seat")
    op.drop_table("appeal")
    op.drop_table("waiver")
    with op.batch_alter_table("seat_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_seat_offer_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_seat_offer_expires_at"))
        batch_op.drop_index(batch_op.f("ix_seat_offer_enrolment_id"))

    op.drop_table("seat_offer")
    with op.batch_alter_table("recertification_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recertification_case_undecided",
            sqlite_where=sa.text("status IN ('open', 'submitted')"),
            postgresql_where=sa.text("status IN ('open', 'submitted')"),
        )
        batch_op.drop_index(batch_op.f("ix_recertification_case_certification_id"))

    op.drop_table("recertification_case")
    with op.batch_alter_table("practicum_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practicum_entry_mentorship_id"))
        batch_op.drop_index(batch_op.f("ix_practicum_entry_assignment_id"))

    op.drop_table("practicum_entry")
    with op.batch_alter_table("grave_override", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_grave_override_living",
            sqlite_where=sa.text("state IN ('asked', 'agreed')"),
            postgresql_where=sa.text("state IN ('asked', 'agreed')"),
        )
        batch_op.drop_index(batch_op.f("ix_grave_override_session_id"))

    op.drop_table("grave_override")
    with op.batch_alter_table("cpd_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cpd_claim_learner_id"))

    op.drop_table("cpd_claim")
    op.drop_table("completion_decision")
    with op.batch_alter_table("certification_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certification_evidence_certification_id"))

    op.drop_table("certification_evidence")
    with op.batch_alter_table("certification_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certification_event_certification_id"))

    op.drop_table("certification_event")
    with op.batch_alter_table("certificate_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_document_learner_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_document_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_document_certification_id"))

    op.drop_table("certificate_document")
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.drop_index("uq_attendance_mark_number")
        batch_op.drop_index(batch_op.f("ix_attendance_mark_enrolment_id"))

    op.drop_table("attendance_mark")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_status"))
        batch_op.drop_index(batch_op.f("ix_attempt_learner_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_instrument_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_enrolment_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("practice_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_entry_learner_id"))

    op.drop_table("practice_entry")
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentorship_living",
            sqlite_where=sa.text("status IN ('proposed', 'active')"),
            postgresql_where=sa.text("status IN ('proposed', 'active')"),
        )
        batch_op.drop_index(batch_op.f("ix_mentorship_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_mentorship_mentor_id"))

    op.drop_table("mentorship")
    op.drop_table("language_quota")
    with op.batch_alter_table("external_credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_credential_learner_id"))

    op.drop_table("external_credential")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_live",
            sqlite_where=sa.text(
                "status IN ('applied', 'attending', 'completed', 'confirmed', 'dropped', 'eligible', 'not_completed', 'offered', 'waitlisted')"
            ),
            postgresql_where=sa.text(
                "status IN ('applied', 'attending', 'completed', 'confirmed', 'dropped', 'eligible', 'not_completed', 'offered', 'waitlisted')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_learner_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_cohort_id"))

    op.drop_table("enrolment")
    op.drop_table("course_wish")
    op.drop_table("conflict_of_interest")
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certification_status"))
        batch_op.drop_index(batch_op.f("ix_certification_scheme_id"))
        batch_op.drop_index(batch_op.f("ix_certification_learner_id"))

    op.drop_table("certification")
    op.drop_table("required_instrument")
    op.drop_table("learner")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_status"))
        batch_op.drop_index(batch_op.f("ix_cohort_organisation_id"))

    op.drop_table("cohort")
    op.drop_table("scheme_version")
    op.drop_table("instrument_section")
    op.drop_table("course_version")
    with op.batch_alter_table("use_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_use_count_since"))

    op.drop_table("use_count")
    op.drop_table("scheme")
    op.drop_table("instrument")
    op.drop_table("course")
    install(op.get_bind())
