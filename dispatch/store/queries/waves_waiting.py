"""What waves mean for the lists of what waits: who will be asked by itself, and who was asked in vain."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.waves import CascadeState
from dispatch.store.tables import Cascade, Offer
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession

_OF_IT = CounsellingSession.id
# Slots for which somebody will be asked by itself, though nobody is being asked at this moment.
WAVING = (
    sa.select(sa.func.count(Cascade.id))
    .where(
        Cascade.session_id == _OF_IT,
        Cascade.state == CascadeState.RUNNING,
        ~sa.exists().where(
            Offer.session_id == Cascade.session_id,
            Offer.slot_no == Cascade.slot_no,
            Offer.state.in_(OPEN_OFFERS),
        ),
    )
    .correlate(CounsellingSession)
    .scalar_subquery()
)
EXHAUSTED = (
    sa.select(Cascade.id)
    .where(Cascade.session_id == _OF_IT, Cascade.state == CascadeState.EXHAUSTED)
    .correlate(CounsellingSession)
    .exists()
)


def exhausted_among(db: Session, sessions: Sequence[CounsellingSession]) -> set[SessionId]:
    """Those of some sessions for which everybody was asked in waves in vain."""
    query = sa.select(Cascade.session_id).where(
        Cascade.session_id.in_([session.id for session in sessions]),
        Cascade.state == CascadeState.EXHAUSTED,
    )
    return set(db.scalars(query)) if sessions else set()
