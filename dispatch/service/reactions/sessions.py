"""What dispatch does on news from scheduling; app.py connects them."""

from datetime import date

from dispatch.domain import endings
from dispatch.domain.news import News
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import BLOCKING, OfferState
from dispatch.service import desk_notices
from dispatch.service.notices import SessionNotice
from dispatch.service.plans import automatic_repair
from dispatch.service.rules.locks import lock_session, sync_session_state
from dispatch.service.slots import (
    assignments,
    assignments_ending,
    offers_ending,
    overrides,
    overtaken,
)
from dispatch.service.slots.lying_in import time_off, what_lies_in
from dispatch.service.slots.offers import OfferQuestion, get_interpreter, write_offer
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment, CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from interpreters.domain.ids import InterpreterId
from scheduling.domain.events import (
    ClosingDayEntered,
    ClosingDayRemoved,
    DecisionWanted,
    LeaveTaken,
    MeetingLinkChanged,
    SessionCancelled,
    SessionChanged,
    SessionRequested,
)
from scheduling.domain.states import LIVE
from scheduling.domain.urgency import is_urgent
from scheduling.service.sessions import list_sessions


def on_session_cancelled(uow: UnitOfWork, event: SessionCancelled) -> None:
    """Nobody is asked any more, whoever was confirmed is free, and no letter of before goes out.

    Where that comes late, the ways to fill what is open that day are looked for: they may serve there instead.
    """
    session = lock_session(uow, event.session_id)
    overrides.lapse(uow, session.id)
    overtaken.keep_back(uow, session)
    offers_ending.withdraw_of_session(uow, session)
    freed = _live(uow, session)
    for assignment in freed:
        assignments_ending.end(uow, assignment, endings.SESSION_CANCELLED)
    if event.late and freed:
        automatic_repair.queue_repairs(uow, [session.day])
    if not uow.may(DispatchPermission.BOARD_READ):
        desk_notices.tell_desk(uow, News.CANCELLED, session)


def on_session_changed(uow: UnitOfWork, event: SessionChanged) -> None:
    """Whoever was confirmed, or asked, agreed to something else: they are freed and asked again.

    Where somebody cannot come at the new time, ways to fill the gap are looked for.
    """
    session = lock_session(uow, event.session_id)
    overrides.lapse(uow, session.id)
    asked = [(o.slot_no, o.interpreter_id) for o in offers_ending.withdraw_of_session(uow, session)]
    for assignment in _live(uow, session):
        asked.append((assignment.slot_no, assignment.interpreter_id))
        assignments_ending.end(uow, assignment, endings.SESSION_CHANGED)
    lost = 0
    if session.state in LIVE:
        lost = sum(not _ask_again(uow, session, slot_no, who) for slot_no, who in asked)
    sync_session_state(uow, session)
    if lost:
        automatic_repair.queue_repairs(uow, [session.day])
    if not uow.may(DispatchPermission.BOARD_READ):
        desk_notices.tell_desk(uow, News.MOVED, session)


def on_session_requested(uow: UnitOfWork, event: SessionRequested) -> None:
    """Coordinators are told of what cannot wait until they look at the day."""
    session = lock_session(uow, event.session_id)
    request = session.request
    if session.on_demand:
        return
    if session.starts_at > uow.now and is_urgent(
        request.priority, session.starts_at, uow.now, uow.settings
    ):
        desk_notices.tell_desk(uow, News.URGENT_ASKED, session)


def on_decision_wanted(uow: UnitOfWork, event: DecisionWanted) -> None:
    """Nobody is looked for until a coordinator has decided."""
    session = lock_session(uow, event.session_id)
    path = f"/requests/{session.request_id}"
    desk_notices.tell_desk(uow, News.DECISION_WANTED, session, path=path)


def on_closing_day_entered(uow: UnitOfWork, event: ClosingDayEntered) -> None:
    """Coordinators are told of every session that stands on the day, in one letter."""
    _tell_of_day(uow, event.day, News.DAY_CLOSED)


def on_closing_day_removed(uow: UnitOfWork, event: ClosingDayRemoved) -> None:
    """And that the day is none after all."""
    _tell_of_day(uow, event.day, News.DAY_OPEN)


def _tell_of_day(uow: UnitOfWork, day: date, news: News) -> None:
    for session in list_sessions(uow, day, day):
        if session.starts_at > uow.now:
            desk_notices.tell_desk(uow, news, session)


def _ask_again(
    uow: UnitOfWork, session: CounsellingSession, slot_no: int, interpreter_id: InterpreterId
) -> bool:
    """Ask somebody about the session as it is now; False when they no longer fit."""
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
        return False
    return True


def on_meeting_link_changed(uow: UnitOfWork, event: MeetingLinkChanged) -> None:
    """Whoever serves the session learns that the link is there, or another one; never the link."""
    lock_session(uow, event.session_id)
    news = SessionNotice.LINK_CHANGED if event.was_known else SessionNotice.LINK_GIVEN
    for assignment in queries.list_live_of_session(uow.db, event.session_id):
        assignments.notify(uow, assignment, news)


def on_leave_taken(uow: UnitOfWork, event: LeaveTaken) -> None:
    """What lies in the time off is freed, what they were asked for it ends; a repair is queued with it."""
    found = what_lies_in(uow, event.interpreter_id, time_off(uow, event))
    for offer in found.asked:
        offers_ending.end(
            uow,
            offer,
            OfferState.WITHDRAWN,
            said=SessionNotice.ENDED_BY_LEAVE,
            reason=offers_ending.BY_LEAVE,
        )
    for assignment in found.held:
        assignments_ending.end(uow, assignment, endings.ON_LEAVE)
    hit = {row.session_id: row.session for row in (*found.held, *found.asked)}
    for session in sorted(hit.values(), key=lambda session: session.starts_at):
        sync_session_state(uow, session)
    automatic_repair.queue_repairs(uow, sorted(session.day for session in hit.values()))


def _live(uow: UnitOfWork, session: CounsellingSession) -> list[Assignment]:
    """The live assignments of a session, their interpreters locked."""
    found = queries.list_live_of_session(uow.db, session.id)
    queries.lock_interpreters(uow.db, {a.interpreter_id for a in found})
    return [a for a in found if a.state in BLOCKING]
