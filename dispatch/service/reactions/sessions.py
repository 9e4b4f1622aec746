"""What dispatch does on news from scheduling; app.py connects them."""

from datetime import datetime

from dispatch.domain import endings
from dispatch.domain.states import BLOCKING, OfferState
from dispatch.service.notices import SessionNotice
from dispatch.service.rules.locks import lock_session, sync_session_state
from dispatch.service.slots import assignments, assignments_ending, offers_ending, overrides
from dispatch.service.slots.offers import OfferQuestion, get_interpreter, write_offer
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.tables import Assignment, CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.times.spans import Span
from foundation.times.zones import days_span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.events import (
    LeaveTaken,
    MeetingLinkChanged,
    SessionCancelled,
    SessionChanged,
)
from scheduling.domain.states import LIVE


def on_session_cancelled(uow: UnitOfWork, event: SessionCancelled) -> None:
    """Nobody is asked any more, and whoever was confirmed is free."""
    session = lock_session(uow, event.session_id)
    overrides.lapse(uow, session.id)
    offers_ending.withdraw_of_session(uow, session)
    for assignment in _live(uow, session):
        assignments_ending.end(uow, assignment, endings.SESSION_CANCELLED)


def on_session_changed(uow: UnitOfWork, event: SessionChanged) -> None:
    """Whoever was confirmed, or asked, agreed to something else: they are freed and asked again."""
    session = lock_session(uow, event.session_id)
    overrides.lapse(uow, session.id)
    asked = [(o.slot_no, o.interpreter_id) for o in offers_ending.withdraw_of_session(uow, session)]
    for assignment in _live(uow, session):
        asked.append((assignment.slot_no, assignment.interpreter_id))
        assignments_ending.end(uow, assignment, endings.SESSION_CHANGED)
    if session.state in LIVE:
        for slot_no, interpreter_id in asked:
            _ask_again(uow, session, slot_no, interpreter_id)
    sync_session_state(uow, session)


def _ask_again(
    uow: UnitOfWork, session: CounsellingSession, slot_no: int, interpreter_id: InterpreterId
) -> None:
    question = OfferQuestion(slot_no=slot_no, starts_at=session.starts_at)
    try:
        write_offer(uow, session, get_interpreter(uow, interpreter_id), question)
    except DomainError as error:
        # They no longer fit; the board shows the empty slot, and the trail says why.
        uow.record(
            "offer.not_repeated",
            subject=session.id,
            interpreter=interpreter_id,
            reason=error.reason.text,
        )


def on_meeting_link_changed(uow: UnitOfWork, event: MeetingLinkChanged) -> None:
    """Whoever serves the session learns that the link is there, or another one; never the link."""
    news = SessionNotice.LINK_CHANGED if event.was_known else SessionNotice.LINK_GIVEN
    for assignment in queries.list_live_of_session(uow.db, event.session_id):
        assignments.notify(uow, assignment, news)


def on_leave_taken(uow: UnitOfWork, event: LeaveTaken) -> None:
    """What somebody has on days of leave is given back; what they were asked is withdrawn."""
    days = days_span(event.first_day, event.last_day, uow.settings.zone)
    live = queries.list_live_of_interpreter(uow.db, event.interpreter_id, days)
    asked = offer_queries.list_waiting(uow.db, event.interpreter_id, uow.now)
    ids = {a.session_id for a in live} | {o.session_id for o in asked if _is_in(o.starts_at, days)}
    for session in queries.lock_sessions(uow.db, ids):
        _hand_back(uow, session, event.interpreter_id)


def _hand_back(uow: UnitOfWork, session: CounsellingSession, interpreter_id: InterpreterId) -> None:
    for offer in offer_queries.list_open_of_session(uow.db, session.id):
        if offer.interpreter_id == interpreter_id:
            offers_ending.end(uow, offer, OfferState.WITHDRAWN)
    for assignment in _live(uow, session):
        if assignment.interpreter_id == interpreter_id and assignment.starts_at > uow.now:
            assignments_ending.end(uow, assignment, endings.ON_LEAVE)
    sync_session_state(uow, session)


def _is_in(instant: datetime, days: Span) -> bool:
    return days.start <= instant < days.end


def _live(uow: UnitOfWork, session: CounsellingSession) -> list[Assignment]:
    """The live assignments of a session, their interpreters locked."""
    found = queries.list_live_of_session(uow.db, session.id)
    queries.lock_interpreters(uow.db, {a.interpreter_id for a in found})
    return [a for a in found if a.state in BLOCKING]
