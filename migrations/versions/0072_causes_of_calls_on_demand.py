"""Calls on demand keep their own causes: nobody on duty, given up before an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

# How a call ended, what that was counted as, and what it is counted as now.
_CAUSES = (
    ("nobody_on_duty", "nobody_available", "nobody_on_duty"),
    ("abandoned", "arranged_otherwise", "call_abandoned"),
)
_CHANGE = sa.text(
    "UPDATE counselling_session SET cause = :now WHERE cause = :before AND id IN"
    " (SELECT session_id FROM helpline_call WHERE ending = :ending)"
)


def upgrade() -> None:
    """Go forward."""
    for ending, before, now in _CAUSES:
        op.get_bind().execute(_CHANGE, {"ending": ending, "before": before, "now": now})


def downgrade() -> None:
    """Go back."""
    for ending, before, now in _CAUSES:
        op.get_bind().execute(_CHANGE, {"ending": ending, "before": now, "now": before})
