"""An offer keeps which rules its reason set aside, so that the reason excuses no other at the answer."""

import sqlalchemy as sa
from alembic import op

from foundation.database.integrity import install

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What a coordinator's reason could set aside when earlier offers were sent: all of it was.
SOFT = [
    "certification",
    "distance",
    "availability",
    "day_cap",
    "week_cap",
    "violence_cap",
    "declined",
]


def upgrade() -> None:
    """Go forward."""
    column = sa.Column("overridden", sa.JSON(), nullable=False, server_default="[]")
    op.add_column("offer", column)
    offer = sa.table("offer", sa.column("overridden", sa.JSON()), sa.column("override_reason"))
    with_reason = sa.update(offer).where(offer.c.override_reason != "")
    op.execute(with_reason.values(overridden=SOFT))
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_column("offer", "overridden")
    install(op.get_bind())
