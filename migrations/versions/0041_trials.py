"""Trials of other weights, and offers that were sent before a long way needed an approval."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

# Rules that are new: whoever was asked before them may still say yes.
NEW = ["long_way", "away"]
OPEN = ("sent", "viewed")
STATES = ("queued", "solving", "done", "failed", "stale", "sent", "dropped")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "plan_trial",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=7),
            nullable=False,
        ),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("is_usual", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("limit_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_plan_trial_days_in_order")),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["app_user.id"],
            name=op.f("fk_plan_trial_requested_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_trial")),
    )
    op.create_index("ix_plan_trial_created_at", "plan_trial", ["created_at"])
    offer = sa.table(
        "offer", sa.column("id", sa.Uuid()), sa.column("state"), sa.column("overridden", sa.JSON())
    )
    db = op.get_bind()
    for row in db.execute(sa.select(offer.c.id, offer.c.overridden).where(offer.c.state.in_(OPEN))):
        kept = [*row.overridden, *(code for code in NEW if code not in row.overridden)]
        db.execute(sa.update(offer).where(offer.c.id == row.id).values(overridden=kept))
    install(db)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_plan_trial_created_at", "plan_trial")
    op.drop_table("plan_trial")
