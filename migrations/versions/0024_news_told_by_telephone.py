"""News for whom no letter reaches waits until somebody has told them by telephone."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NEWS = ("booked", "link", "place_off", "free", "cancelled")
STATES = ("waiting", "told", "overtaken")
OUTCOMES = ("told", "no_answer")
WAITING = sa.text("state = 'waiting'")


def _kind(*values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True)


def _when(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    """Go forward."""
    news, call = "telephone_news", "telephone_news_call"
    op.create_table(
        news,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("news", _kind(*NEWS), nullable=False),
        sa.Column("expects", sa.Boolean(), nullable=False),
        _when("starts_at"),
        _when("ends_at"),
        _when("created_at"),
        sa.Column("state", _kind(*STATES), nullable=False),
        _when("ended_at", nullable=True),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_telephone_news_ends_after_it_starts")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_telephone_news_ended_with_its_state"),
        ),
        _refers(news, "session_id", "counselling_session"),
        _refers(news, "interpreter_id", "interpreter"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telephone_news")),
    )
    op.create_index(op.f("ix_telephone_news_interpreter_id"), news, ["interpreter_id"])
    op.create_index("ix_telephone_news_state_ends_at", news, ["state", "ends_at"])
    op.create_index(
        "uq_telephone_news_waiting",
        news,
        ["session_id", "interpreter_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        call,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("news_id", sa.Uuid(), nullable=False),
        _when("called_at"),
        sa.Column("called_by_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", _kind(*OUTCOMES), nullable=False),
        _refers(call, "news_id", news),
        _refers(call, "called_by_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telephone_news_call")),
    )
    op.create_index(op.f("ix_telephone_news_call_news_id"), call, ["news_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("telephone_news_call")
    op.drop_table("telephone_news")
