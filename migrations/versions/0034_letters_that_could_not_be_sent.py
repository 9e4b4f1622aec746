"""A message keeps how often and why it could not be sent, and one that never will says so."""

import uuid

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PROBLEMS = (
    "out_of_reach",
    "certificate",
    "sign_in",
    "sender",
    "not_now",
    "no_mailbox",
    "refused",
    "unwritable",
)
BEFORE = ("waiting", "sent", "withdrawn")


def upgrade() -> None:
    """Go forward; what waited and was given up is lost."""
    with op.batch_alter_table("message") as table:
        table.drop_constraint(op.f("ck_message_state"), type_="check")
        table.create_check_constraint(op.f("ck_message_state"), _listed("state", (*BEFORE, "lost")))
        table.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("tried_at", UtcDateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("problem", sa.String(12), nullable=True))
        table.create_check_constraint(op.f("ck_message_problem"), _listed("problem", PROBLEMS))
        table.create_index("ix_message_state", ["state", "tried_at"])
    _lose_what_was_given_up()
    install(op.get_bind())


def _listed(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _lose_what_was_given_up() -> None:
    job = sa.table("job", sa.column("dedupe_key"), sa.column("state"))
    message = sa.table(
        "message",
        sa.column("id", sa.Uuid()),
        *map(sa.column, ("state", "problem", "encrypted_secret")),
    )
    dead = sa.select(job.c.dedupe_key).where(
        job.c.state == "dead", job.c.dedupe_key.startswith("send:")
    )
    for key in op.get_bind().scalars(dead).all():
        op.execute(
            sa.update(message)
            .where(message.c.id == uuid.UUID(key.partition(":")[2]), message.c.state == "waiting")
            .values(state="lost", problem="out_of_reach", encrypted_secret=None)
        )


def downgrade() -> None:
    """Go back; what is lost waits again."""
    op.execute("UPDATE message SET state = 'waiting' WHERE state = 'lost'")
    with op.batch_alter_table("message") as table:
        table.drop_index("ix_message_state")
        table.drop_constraint(op.f("ck_message_problem"), type_="check")
        table.drop_column("problem")
        table.drop_column("tried_at")
        table.drop_column("tries")
        table.drop_constraint(op.f("ck_message_state"), type_="check")
        table.create_check_constraint(op.f("ck_message_state"), _listed("state", BEFORE))
    install(op.get_bind())
