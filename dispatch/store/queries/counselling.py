"""Who on the roster counsels when: the sessions that they asked for under their own account."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.states import TAKES_TIME
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.requests import LONGEST
from scheduling.domain.states import LIVE
from scheduling.store.tables import Request


def asked_for_by(
    db: Session, interpreter_ids: Collection[UUID], within: Span
) -> list[tuple[InterpreterId, CounsellingSession, bool]]:
    """Living sessions around some days that these people asked for, with the site, and whether anybody holds them."""
    holds = (
        sa.exists()
        .where(
            Assignment.session_id == CounsellingSession.id,
            Assignment.state.in_(TAKES_TIME),
        )
        .label("holds")
    )
    among = Interpreter.id.in_([InterpreterId(each) for each in interpreter_ids])
    query = (
        sa.select(Interpreter.id, CounsellingSession, holds)
        .join(Request, Request.requester_id == Interpreter.user_id)
        .join(CounsellingSession, CounsellingSession.request_id == Request.id)
        .where(
            # Written so that the days are looked up first, and not all that somebody ever asked for.
            sa.case((among, 1), else_=0) == 1,
            CounsellingSession.state.in_(LIVE),
            CounsellingSession.starts_at < within.end + timedelta(minutes=LONGEST),
            CounsellingSession.starts_at > within.start - timedelta(minutes=LONGEST),
        )
        .options(joinedload(CounsellingSession.site))
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
    )
    return [(row[0], row[1], row[2]) for row in db.execute(query)]
