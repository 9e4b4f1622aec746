"""Weekly times and days off may end at midnight, or on the next day."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DELETE FROM weekly_availability WHERE ends <= starts AND starts >= '23:55:00.000000'",
    "UPDATE weekly_availability SET ends = '23:55:00.000000' WHERE ends <= starts",
    "DELETE FROM availability_exception WHERE ends <= starts AND starts >= '23:55:00.000000'",
    "UPDATE availability_exception SET ends = '23:55:00.000000' WHERE ends <= starts",
)
TABLES = {"weekly_availability": "", "availability_exception": "starts IS NULL OR "}


def upgrade() -> None:
    """Go forward."""
    for name, before in TABLES.items():
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_ends_after_it_starts"), type_="check")
            table.create_check_constraint(
                op.f(f"ck_{name}_some_time_in_it"),
                f"{before}starts <> ends OR ends = '00:00:00.000000'",
            )


def downgrade() -> None:
    """Go back; hours that end at midnight end five minutes before, and of a night its evening stays."""
    for statement in STATEMENTS:
        op.execute(statement)
    for name, before in TABLES.items():
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_some_time_in_it"), type_="check")
            table.create_check_constraint(
                op.f(f"ck_{name}_ends_after_it_starts"), f"{before}starts < ends"
            )
