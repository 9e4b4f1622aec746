"""The limit of violence sessions counts crises too: what the office has set goes by the new name."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

OLD, NEW = "violence_sessions_per_day", "heavy_sessions_per_day"


def upgrade() -> None:
    """Go forward. Rows of this table are only added: those of the old name stay and mean nothing."""
    _copy(OLD, NEW)


def downgrade() -> None:
    """Go back."""
    _copy(NEW, OLD)


def _copy(before: str, after: str) -> None:
    names = ("text", "valid_from", "set_at", "set_by", "set_by_name")
    kept = sa.table("kept_setting", sa.column("name"), *(sa.column(name) for name in names))
    columns = [kept.c[name] for name in names]
    rows = sa.select(sa.literal(after), *columns).where(kept.c.name == before)
    op.execute(sa.insert(kept).from_select(["name", *names], rows))
