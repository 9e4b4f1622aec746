"""What people have interpreted since they were certified, for looking back on courses."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.states import AssignmentState
from dispatch.store.tables import Assignment, CounsellingSession
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Tier
from scheduling.store.tables import Request

ServedRow = tuple[UUID, datetime, Tier, Domain]


def list_served(
    db: Session, people: Collection[UUID], language: Language, start: datetime, end: datetime
) -> Sequence[ServedRow]:
    """Who served when what, in a language, of what began between two instants."""
    rows = db.execute(
        sa.select(Assignment.interpreter_id, Assignment.starts_at, Request.tier, Request.domain)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            Assignment.interpreter_id.in_([InterpreterId(who) for who in people]),
            Assignment.state == AssignmentState.COMPLETED,
            Assignment.starts_at >= start,
            Assignment.starts_at < end,
            Request.language == language,
        )
    )
    return [(who, at, tier, domain) for who, at, tier, domain in rows]
