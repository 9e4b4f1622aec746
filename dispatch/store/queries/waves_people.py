"""What is asked about the people of a wave, and about the slots that waves may be started for."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.store.tables import Membership
from dispatch.domain.events import Slot
from dispatch.domain.states import BLOCKING, OPEN_OFFERS
from dispatch.domain.waves import LIVE_CASCADES
from dispatch.store.tables import Assignment, Cascade, Offer
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Employment
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE, RequestState
from scheduling.store.tables import CounsellingSession, Request

_AT_ONCE = 500


def asked_about(db: Session, session_id: UUID) -> set[InterpreterId]:
    """Who holds an open question about a session, for any of its slots."""
    query = sa.select(Offer.interpreter_id).where(
        Offer.session_id == session_id, Offer.state.in_(OPEN_OFFERS)
    )
    return set(db.scalars(query))


def asked_at_that_time(
    db: Session, people: Collection[InterpreterId], span: Span, but: UUID
) -> set[InterpreterId]:
    """Who of some people is being asked about another session that may lie in a span."""
    found = set[InterpreterId]()
    ids = list(people)
    ends = CounsellingSession
    for first in range(0, len(ids), _AT_ONCE):
        rows = db.execute(
            sa.select(Offer.interpreter_id, Offer.starts_at, ends.minutes)
            .join(Offer.session)
            .where(
                Offer.interpreter_id.in_(ids[first : first + _AT_ONCE]),
                Offer.state.in_(OPEN_OFFERS),
                Offer.session_id != but,
                Offer.starts_at < span.end,
            )
        )
        found |= {
            row.interpreter_id
            for row in rows
            if row.starts_at.timestamp() + row.minutes * 60 > span.start.timestamp()
        }
    return found


def members_of(
    db: Session, people: Collection[InterpreterId], organisation_id: UUID
) -> dict[InterpreterId, bool]:
    """Who of some people interprets for an organisation, and whether as its staff."""
    found: dict[InterpreterId, bool] = {}
    ids = list(people)
    for first in range(0, len(ids), _AT_ONCE):
        rows = db.execute(
            sa.select(Interpreter.id, Interpreter.employment)
            .join(Membership, Membership.user_id == Interpreter.user_id)
            .where(
                Interpreter.id.in_(ids[first : first + _AT_ONCE]),
                Membership.organisation_id == organisation_id,
            )
        )
        found.update({row.id: row.employment is Employment.STAFF for row in rows})
    return found


def open_slots_of_day(db: Session, day: date, now: datetime) -> list[Slot]:
    """Slots of a day that are empty, and for which nobody is asked or will be by waves, the nearest first."""
    wanted = db.execute(
        sa.select(CounsellingSession.id, Request.team)
        .join(CounsellingSession.request)
        .where(
            CounsellingSession.day == day,
            CounsellingSession.state.in_(LIVE),
            CounsellingSession.starts_at > now,
            Request.state == RequestState.APPROVED,
        )
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
    ).all()
    slots = [(row.id, slot_no) for row in wanted for slot_no in range(1, row.team + 1)]
    ids = [row.id for row in wanted]
    busy = _slots(db, Assignment, ids, Assignment.state.in_(BLOCKING))
    busy |= _slots(db, Offer, ids, Offer.state.in_(OPEN_OFFERS))
    busy |= _slots(db, Cascade, ids, Cascade.state.in_(LIVE_CASCADES))
    return [slot for slot in slots if slot not in busy]


def _slots(
    db: Session,
    table: type[Assignment | Offer | Cascade],
    ids: Sequence[SessionId],
    condition: sa.ColumnElement[bool],
) -> set[Slot]:
    found = set[Slot]()
    for first in range(0, len(ids), _AT_ONCE):
        some = table.session_id.in_(ids[first : first + _AT_ONCE])
        rows = db.execute(sa.select(table.session_id, table.slot_no).where(some, condition))
        found |= {(row.session_id, row.slot_no) for row in rows}
    return found
