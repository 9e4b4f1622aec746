"""More that a requester can be asked: another language, a lower level, a neighbouring place; downgrades are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

ONE_CHANGE = (
    "CASE WHEN starts_at IS NULL THEN 0 ELSE 1 END + CASE WHEN modality IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN language IS NULL THEN 0 ELSE 1 END + CASE WHEN site_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN lower_level THEN 1 ELSE 0 END = 1"
)
BEFORE = "(starts_at IS NULL) <> (modality IS NULL)"
NAME = "ck_change_proposal_one_change_at_a_time"
# Where somebody certified one level lower serves or is asked.
LOWER = ("offer", "assignment")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("change_proposal") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.add_column(sa.Column("language", sa.String(length=2), nullable=True))
        table.add_column(sa.Column("site_id", sa.Uuid(), nullable=True))
        table.add_column(
            sa.Column("lower_level", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("interpreter_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_change_proposal_site_id_site"), "site", ["site_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_change_proposal_interpreter_id_interpreter"),
            "interpreter",
            ["interpreter_id"],
            ["id"],
        )
        table.create_check_constraint(op.f(NAME), ONE_CHANGE)
    op.add_column(
        "request",
        sa.Column("lower_level_agreed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for name in LOWER:
        op.add_column(
            name,
            sa.Column("lower_level", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    _mark_older()


def _mark_older() -> None:
    """What was set aside before is a downgrade too."""
    db = op.get_bind()
    for name in LOWER:
        row = sa.table(
            name,
            sa.column("id", sa.Uuid()),
            sa.column("overridden", sa.JSON()),
            sa.column("lower_level", sa.Boolean()),
        )
        found = [
            each.id
            for each in db.execute(sa.select(row.c.id, row.c.overridden))
            if "certification" in (each.overridden or ())
        ]
        for key in found:
            db.execute(sa.update(row).where(row.c.id == key).values(lower_level=True))


def downgrade() -> None:
    """Go back; questions of the new kinds are forgotten."""
    for name in LOWER:
        op.drop_column(name, "lower_level")
    op.drop_column("request", "lower_level_agreed")
    op.execute("DELETE FROM change_proposal WHERE starts_at IS NULL AND modality IS NULL")
    with op.batch_alter_table("change_proposal") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.drop_constraint(
            op.f("fk_change_proposal_interpreter_id_interpreter"), type_="foreignkey"
        )
        table.drop_constraint(op.f("fk_change_proposal_site_id_site"), type_="foreignkey")
        for name in ("interpreter_id", "lower_level", "site_id", "language"):
            table.drop_column(name)
        table.create_check_constraint(op.f(NAME), BEFORE)
