"""Who receives reports by mail, and for which periods each was written to."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def _rhythm() -> sa.Enum:
    return sa.Enum("monthly", "quarterly", name="rhythm", native_enum=False, create_constraint=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "report_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("rhythm", _rhythm(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_report_subscription_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_report_subscription_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subscription")),
        sa.UniqueConstraint(
            "user_id", "rhythm", name=op.f("uq_report_subscription_user_id_rhythm")
        ),
    )
    with op.batch_alter_table("report_subscription", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_subscription_organisation_id"), ["organisation_id"], unique=False
        )
    op.create_table(
        "report_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("rhythm", _rhythm(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_report_mail_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mail")),
        sa.UniqueConstraint(
            "user_id", "rhythm", "first_day", name=op.f("uq_report_mail_user_id_rhythm_first_day")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("report_mail")
    op.drop_table("report_subscription")
