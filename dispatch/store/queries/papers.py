"""What is asked of the database for papers about somebody's work."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.states import AssignmentState
from dispatch.store.tables import Assignment
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId


def list_completed(db: Session, interpreter_id: UUID, within: Span) -> Sequence[Assignment]:
    """What somebody has served that began within a span, in order of time."""
    return db.scalars(
        sa.select(Assignment)
        .where(
            Assignment.interpreter_id == InterpreterId(interpreter_id),
            Assignment.state == AssignmentState.COMPLETED,
            Assignment.starts_at >= within.start,
            Assignment.starts_at < within.end,
        )
        .order_by(Assignment.starts_at)
        .options(joinedload(Assignment.session))
    ).all()
