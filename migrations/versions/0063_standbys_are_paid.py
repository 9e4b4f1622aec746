"""Claims for standing by."""

from alembic import op

from foundation.database.integrity import install

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

CLAIMS = (
    "session",
    "late_cancellation",
    "no_show",
    "translation",
    "class",
    "mentoring",
    "standby",
    "correction",
)
LINES = (
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
    "standby",
    "correction",
)
ADDED = "standby"


def _kinds(table: str, kinds: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_kind")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"kind IN ({listed})")


def _open() -> None:
    """Triggers of the lines name the table of claims: SQLite cannot copy it while they stand."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS claim_line_is_approved_{action}")


def upgrade() -> None:
    """Go forward."""
    _open()
    _kinds("claim", CLAIMS)
    _kinds("claim_line", LINES)
    install(op.get_bind())


def downgrade() -> None:
    """Go back, where nobody was paid for standing by."""
    _open()
    _kinds("claim_line", tuple(kind for kind in LINES if kind != ADDED))
    _kinds("claim", tuple(kind for kind in CLAIMS if kind != ADDED))
    install(op.get_bind())
