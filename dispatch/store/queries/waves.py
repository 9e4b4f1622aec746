"""What is asked about offers in waves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.events import Slot
from dispatch.domain.ids import CascadeId
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.domain.waves import LIVE_CASCADES, CascadeState
from dispatch.store.queries.offers import with_session
from dispatch.store.tables import Cascade, Offer
from scheduling.domain.states import LIVE
from scheduling.store.tables import CounsellingSession

_AT_ONCE = 500


def find_cascade(db: Session, cascade_id: UUID, *, lock: bool = False) -> Cascade | None:
    """By id, as it is now."""
    query = sa.select(Cascade).where(Cascade.id == cascade_id)
    if lock:
        query = query.with_for_update(of=Cascade)
    return db.scalar(query.execution_options(populate_existing=True))


def newest_of_slots(db: Session, slots: Collection[Slot]) -> list[Cascade]:
    """The latest cascade of each of some slots that ever had one, live or ended, as it is now."""
    newest: dict[Slot, Cascade] = {}
    ids = list({session_id for session_id, _ in slots})
    for first in range(0, len(ids), _AT_ONCE):
        rows = db.scalars(
            sa.select(Cascade)
            .where(Cascade.session_id.in_(ids[first : first + _AT_ONCE]))
            .order_by(Cascade.started_at, Cascade.ended_at.is_(None))
            .execution_options(populate_existing=True)
        )
        newest.update({(row.session_id, row.slot_no): row for row in rows})
    return [cascade for slot, cascade in newest.items() if slot in slots]


def adopt(db: Session, cascade: Cascade) -> None:
    """Count the open offers of a slot that belong to no waves to those of a cascade."""
    db.execute(
        sa.update(Offer)
        .where(
            Offer.session_id == cascade.session_id,
            Offer.slot_no == cascade.slot_no,
            Offer.state.in_(OPEN_OFFERS),
            Offer.cascade_id.is_(None),
        )
        .values(cascade_id=cascade.id, wave=max(cascade.wave, 1))
        .execution_options(synchronize_session=False)
    )


def is_running(db: Session, session_id: UUID, slot_no: int) -> bool:
    """Whether somebody else will be asked for a slot by itself."""
    query = sa.select(Cascade.id).where(
        Cascade.session_id == session_id,
        Cascade.slot_no == slot_no,
        Cascade.state == CascadeState.RUNNING,
    )
    return db.scalar(query) is not None


def list_of_session(db: Session, session_id: UUID) -> Sequence[Cascade]:
    """Every cascade of a session, the latest first."""
    query = sa.select(Cascade).where(Cascade.session_id == session_id)
    return db.scalars(
        query.order_by(Cascade.started_at.desc()).options(joinedload(Cascade.started_by))
    ).all()


def take_wave(db: Session, cascade_id: UUID, wave: int, **values: Any) -> bool:
    """Have wave `wave` go, in one step; False when it has gone already, or the cascade does not run.

    Of any number of clocks one finds the wave before: the database compares and swaps in one statement.
    """
    taken = db.scalar(
        sa.update(Cascade)
        .where(
            Cascade.id == cascade_id,
            Cascade.wave == wave - 1,
            Cascade.state == CascadeState.RUNNING,
        )
        .values(wave=wave, **values)
        .returning(Cascade.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


def move(
    db: Session,
    cascade_id: UUID,
    out_of: Collection[CascadeState],
    **values: Any,
) -> bool:
    """Change a cascade that stands in one of some states; False when it does not (any more)."""
    moved = db.scalar(
        sa.update(Cascade)
        .where(Cascade.id == cascade_id, Cascade.state.in_(out_of))
        .values(**values)
        .returning(Cascade.id)
        .execution_options(synchronize_session=False)
    )
    return moved is not None


def list_overdue(db: Session, before: datetime, limit: int) -> Sequence[Cascade]:
    """Cascades whose next wave should have gone before an instant."""
    return db.scalars(
        sa.select(Cascade)
        .where(Cascade.state == CascadeState.RUNNING, Cascade.next_at < before)
        .order_by(Cascade.next_at)
        .limit(limit)
    ).all()


def list_live_of_dead(db: Session, limit: int) -> Sequence[Cascade]:
    """Live cascades of sessions that nobody is looked for any more."""
    return db.scalars(
        sa.select(Cascade)
        .join(Cascade.session)
        .where(Cascade.state.in_(LIVE_CASCADES), CounsellingSession.state.not_in(LIVE))
        .limit(limit)
    ).all()


def list_live(db: Session) -> Sequence[Cascade]:
    """Every live cascade."""
    return db.scalars(sa.select(Cascade).where(Cascade.state.in_(LIVE_CASCADES))).all()


def offers_of_cascade(db: Session, cascade_id: UUID) -> Sequence[Offer]:
    """Whom a cascade has asked, wave by wave."""
    return db.scalars(
        sa.select(Offer)
        .where(Offer.cascade_id == CascadeId(cascade_id))
        .order_by(Offer.wave, Offer.sent_at, Offer.id)
        .options(joinedload(Offer.interpreter))
    ).all()


def offers_of_slot(db: Session, session_id: UUID, slot_no: int) -> Sequence[Offer]:
    """Every offer about a slot, as it is now, in the order in which they were sent."""
    return db.scalars(
        sa.select(Offer)
        .where(
            Offer.session_id == session_id,
            Offer.slot_no == slot_no,
            Offer.state != OfferState.DRAFT,
        )
        .order_by(Offer.sent_at, Offer.id)
        .options(*with_session())
        .execution_options(populate_existing=True)
    ).all()
