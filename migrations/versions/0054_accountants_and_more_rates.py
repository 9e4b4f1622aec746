"""The role of an accountant, and rates for waiting, what comes otherwise, translation and training."""

import sqlalchemy as sa
from alembic import op

from foundation.database.integrity import install

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

BEFORE = (
    "trainee",
    "interpreter",
    "counsellor",
    "coordinator",
    "trainer",
    "assessor",
    "training_manager",
    "organisation_admin",
    "centre_admin",
)
NOW = (*BEFORE[:7], "accountant", *BEFORE[7:])
RATES = (
    "waiting_hour_won",
    "late_cancel_percent",
    "no_show_percent",
    "page_won",
    "word_won",
    "revision_percent",
    "certified_copy_won",
    "class_hour_won",
    "mentor_hour_won",
)
CHECK = "ck_rate_card_other_rates_not_negative"
NOT_NEGATIVE = " AND ".join(f"{name} >= 0" for name in RATES)


def _roles(roles: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{role}'" for role in roles)
    for name in ("membership", "invitation"):
        check = op.f(f"ck_{name}_role")
        with op.batch_alter_table(name) as table:
            table.drop_constraint(check, type_="check")
            table.create_check_constraint(check, f"role IN ({listed})")


def upgrade() -> None:
    """Go forward."""
    _roles(NOW)
    with op.batch_alter_table("rate_card") as table:
        for name in RATES:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint(op.f(CHECK), NOT_NEGATIVE)
    install(op.get_bind())


def downgrade() -> None:
    """Go back; whoever was an accountant is none any more."""
    op.execute("DELETE FROM membership WHERE role = 'accountant'")
    op.execute("DELETE FROM invitation WHERE role = 'accountant'")
    _roles(BEFORE)
    with op.batch_alter_table("rate_card") as table:
        table.drop_constraint(op.f(CHECK), type_="check")
        for name in reversed(RATES):
            table.drop_column(name)
    install(op.get_bind())
