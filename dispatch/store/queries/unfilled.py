"""What is asked about sessions that passed without anybody."""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.states import AssignmentState
from dispatch.store.tables import Assignment, Offer
from scheduling.domain.ids import SessionId


def list_ever_asked_for(db: Session, session_ids: Collection[SessionId]) -> set[SessionId]:
    """Those of some sessions for which anybody was ever asked."""
    query = sa.select(Offer.session_id).where(Offer.session_id.in_(session_ids)).distinct()
    return set(db.scalars(query))


def list_given_back_within(
    db: Session, session_ids: Collection[SessionId], notice: timedelta
) -> set[SessionId]:
    """Those of some sessions that somebody gave back with less notice than that before the start."""
    query = sa.select(Assignment.session_id, Assignment.starts_at, Assignment.ended_at).where(
        Assignment.session_id.in_(session_ids), Assignment.state == AssignmentState.WITHDRAWN
    )
    return {
        session_id
        for session_id, starts_at, ended_at in db.execute(query)
        if ended_at is not None and ended_at > starts_at - notice
    }
