"""${message}."""

import sqlalchemy as sa
from alembic import op

from foundation.integrity import install

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    ${upgrades if upgrades else "pass"}
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    ${downgrades if downgrades else "pass"}
    install(op.get_bind())
