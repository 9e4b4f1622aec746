"""Documents may be papers of the office: letters of appointment and confirmations of activity."""

import sqlalchemy as sa
from alembic import op

from foundation.database.integrity import install

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

KIND = "ck_certificate_document_kind"
LEARNED = ("certificate", "completion", "transcript")


def upgrade() -> None:
    """Go forward."""
    _allow(*LEARNED, "appointment", "activity")


def downgrade() -> None:
    """Go back. Documents are never deleted: while papers of the office exist, this is refused."""
    issued = op.get_bind().execute(
        sa.text(
            "SELECT count(*) FROM certificate_document WHERE kind IN ('appointment', 'activity')"
        )
    )
    if issued.scalar_one():
        message = "papers of the office were issued: restore the backup instead"
        raise RuntimeError(message)
    _allow(*LEARNED)


def _allow(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("certificate_document") as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), f"kind IN ({listed})")
    # SQLite has made the table anew, and its guards are gone.
    install(op.get_bind())
