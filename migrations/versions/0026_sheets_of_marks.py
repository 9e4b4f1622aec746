"""Parts of an instrument say what their marks mean, and a sheet may be kept half done."""

import sqlalchemy as sa
from alembic import op

from foundation.database.integrity import install

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for name in ("bands", "bands_en"):
        column = sa.Column(name, sa.String(length=1000), nullable=False, server_default="")
        op.add_column("instrument_section", column)
    draft = sa.Column("draft", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
    op.add_column("assessor_seat", draft)
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_column("assessor_seat", "draft")
    op.drop_column("instrument_section", "bands_en")
    op.drop_column("instrument_section", "bands")
    install(op.get_bind())
