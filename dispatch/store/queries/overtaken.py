"""What has ended of a session, and whose letters about it may still wait when it is called off."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.states import AssignmentState, OfferState
from dispatch.store.queries import assignments, offers
from dispatch.store.tables import Assignment, Offer

# Questions that ended without an answer: the app said so, or is about to.
UNANSWERED = (OfferState.EXPIRED, OfferState.SUPERSEDED, OfferState.WITHDRAWN)


def list_unanswered(db: Session, session_id: UUID) -> Sequence[Offer]:
    """The questions about a session that ended without an answer, in the order in which they were sent."""
    query = (
        sa.select(Offer)
        .where(Offer.session_id == session_id, Offer.state.in_(UNANSWERED))
        .order_by(Offer.sent_at, Offer.id)
        .options(*offers.with_session())
    )
    return db.scalars(query).unique().all()


def list_released(db: Session, session_id: UUID) -> Sequence[Assignment]:
    """The assignments from which somebody was freed, in the order in which they ended."""
    query = (
        sa.select(Assignment)
        .where(Assignment.session_id == session_id, Assignment.state == AssignmentState.RELEASED)
        .order_by(Assignment.ended_at, Assignment.id)
        .options(*assignments.with_session())
    )
    return db.scalars(query).unique().all()
