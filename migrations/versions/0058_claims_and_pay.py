"""Claims with their lines, and pay by the month."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pay_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("gross_won", sa.Integer(), nullable=False),
        sa.Column("tax_won", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["app_user.id"], name=op.f("fk_pay_month_closed_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_pay_month")),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("gross_won", sa.Integer(), nullable=False),
        sa.Column("income_tax_won", sa.Integer(), nullable=False),
        sa.Column("local_tax_won", sa.Integer(), nullable=False),
        sa.Column("net_won", sa.Integer(), nullable=False),
        sa.Column(
            "tax_kind",
            sa.Enum(
                "business",
                "other_income",
                name="tax_kind",
                native_enum=False,
                create_constraint=True,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("tax_income", sa.Integer(), nullable=False),
        sa.Column("tax_local", sa.Integer(), nullable=False),
        sa.Column("tax_source", sa.String(length=500), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "gross_won > 0 AND income_tax_won >= 0 AND local_tax_won >= 0 AND net_won = gross_won - income_tax_won - local_tax_won",
            name=op.f("ck_statement_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_statement_interpreter_id_interpreter"),
        ),
        sa.ForeignKeyConstraint(
            ["month"], ["pay_month.month"], name=op.f("fk_statement_month_pay_month")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint(
            "interpreter_id", "month", name=op.f("uq_statement_interpreter_id_month")
        ),
    )
    op.create_index("ix_statement_month", "statement", ["month"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("lender_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "session",
                "late_cancellation",
                "no_show",
                "translation",
                "class",
                "mentoring",
                "correction",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "disputed",
                "half_approved",
                "approved",
                "denied",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=13,
            ),
            nullable=False,
        ),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("rate_card_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("dispute", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("two_people", sa.Boolean(), nullable=False),
        sa.Column("first_by_id", sa.Uuid(), nullable=True),
        sa.Column("first_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'correction') = (corrects_id IS NOT NULL)",
            name=op.f("ck_claim_corrections_correct"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)",
            name=op.f("ck_claim_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR NOT two_people OR (first_by_id IS NOT NULL AND first_by_id <> approved_by_id)",
            name=op.f("ck_claim_two_people_above_the_limit"),
        ),
        sa.CheckConstraint(
            "state <> 'half_approved' OR (two_people AND first_by_id IS NOT NULL)",
            name=op.f("ck_claim_half_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "statement_id IS NULL OR state = 'approved'",
            name=op.f("ck_claim_only_what_is_approved_is_paid"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["app_user.id"], name=op.f("fk_claim_approved_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["claim.id"], name=op.f("fk_claim_corrects_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["app_user.id"], name=op.f("fk_claim_first_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_claim_interpreter_id_interpreter")
        ),
        sa.ForeignKeyConstraint(
            ["lender_id"], ["organisation.id"], name=op.f("fk_claim_lender_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_claim_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["rate_card_id"], ["rate_card.id"], name=op.f("fk_claim_rate_card_id_rate_card")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_claim_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("source_id", name=op.f("uq_claim_source_id")),
    )
    op.create_index("ix_claim_corrects_id", "claim", ["corrects_id"], unique=False)
    op.create_index("ix_claim_day", "claim", ["day"], unique=False)
    op.create_index("ix_claim_interpreter_id_day", "claim", ["interpreter_id", "day"], unique=False)
    op.create_index(
        "ix_claim_organisation_id_day", "claim", ["organisation_id", "day"], unique=False
    )
    op.create_index("ix_claim_state_day", "claim", ["state", "day"], unique=False)
    op.create_index("ix_claim_statement_id", "claim", ["statement_id"], unique=False)
    op.create_table(
        "claim_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "time",
                "night",
                "weekend",
                "holiday",
                "travel_time",
                "fare",
                "waiting",
                "late_cancellation",
                "no_show",
                "pages",
                "words",
                "revision",
                "certified_copy",
                "class",
                "mentoring",
                "correction",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("of_minutes", sa.Integer(), nullable=False),
        sa.Column("km", sa.String(length=12), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("of_won", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_line_claim_id_claim")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_line")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_claim_line_claim_id_position")),
    )
    op.create_table(
        "payment_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["app_user.id"], name=op.f("fk_payment_list_made_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_list")),
    )
    op.create_index("ix_payment_list_made_at", "payment_list", ["made_at"], unique=False)
    op.create_table(
        "payment_item",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("bank", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("encrypted_account", sa.String(length=400), nullable=False),
        sa.Column("last_digits", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["payment_list.id"], name=op.f("fk_payment_item_list_id_payment_list")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_payment_item_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_payment_item")),
    )
    op.create_index(op.f("ix_payment_item_list_id"), "payment_item", ["list_id"], unique=False)
    op.create_table(
        "pay_profile",
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "tax_kind",
            sa.Enum(
                "business",
                "other_income",
                name="tax_kind",
                native_enum=False,
                create_constraint=True,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("bank", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("encrypted_account", sa.String(length=400), nullable=False),
        sa.Column("last_digits", sa.String(length=4), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["app_user.id"], name=op.f("fk_pay_profile_changed_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreter.id"],
            name=op.f("fk_pay_profile_interpreter_id_interpreter"),
        ),
        sa.PrimaryKeyConstraint("interpreter_id", name=op.f("pk_pay_profile")),
    )
    op.create_table(
        "withholding_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "business",
                "other_income",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("income", sa.Integer(), nullable=False),
        sa.Column("local", sa.Integer(), nullable=False),
        sa.Column("expenses", sa.Integer(), nullable=False),
        sa.Column("free_won", sa.Integer(), nullable=False),
        sa.Column("small_won", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "income BETWEEN 0 AND 10000 AND local BETWEEN 0 AND 10000 AND expenses BETWEEN 0 AND 10000 AND free_won >= 0 AND small_won >= 0",
            name=op.f("ck_withholding_rule_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["app_user.id"],
            name=op.f("fk_withholding_rule_entered_by_id_app_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding_rule")),
    )
    op.create_index(
        "ix_withholding_rule_valid_from",
        "withholding_rule",
        ["valid_from", "entered_at"],
        unique=False,
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("withholding_rule")
    op.drop_table("pay_profile")
    op.drop_table("payment_item")
    op.drop_table("payment_list")
    op.drop_table("claim_line")
    op.drop_table("claim")
    op.drop_table("statement")
    op.drop_table("pay_month")
