"""What happens to offers and assignments when a session is cancelled or moved, or somebody leaves."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from dispatch.domain.states import AssignmentState, OfferState
from dispatch.domain.telephone import ToldNews, ToldOutcome
from dispatch.service.phone import to_tell
from dispatch.service.reactions import sessions
from dispatch.service.slots import telling
from dispatch.store.tables import Assignment, Offer, TelephoneNews
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from scheduling.domain.events import (
    LeaveTaken,
    MeetingLinkChanged,
    SessionCancelled,
    SessionChanged,
)
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, ask, assign, subjects
from tests.factories import a_coordinator, a_session, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter

TOLD = ToldOutcome.TOLD


def test_a_cancelled_session_frees_whoever_held_it_and_ends_the_questions(uow: UnitOfWork) -> None:
    session = a_session(uow, team=2)
    (hanh, first), (minh, second) = (a_signed_up_interpreter(uow, language="en") for _ in range(2))
    made = assign(uow, session, hanh)
    offer = ask(uow, session, minh, slot_no=2)
    session.state = SessionState.CANCELLED

    sessions.on_session_cancelled(uow, SessionCancelled(session.id, late=False))

    assert (made.state, offer.state) == (AssignmentState.CANCELLED, OfferState.WITHDRAWN)
    assert subjects(uow, first) == ["Cancelled: Tuesday 24 November"]
    assert subjects(uow, second) == ["No longer needed: Tuesday 24 November"]
    assert session.state is SessionState.CANCELLED


def test_whom_no_letter_reaches_has_to_be_called_with_a_link_a_move_and_a_cancellation(
    uow: UnitOfWork,
) -> None:
    """Each follows the last: the link is told with the booking, and the end of it instead of both."""
    call, far = a_session(uow, modality="video"), a_session(uow, start="14:00")
    somebody, other = an_interpreter(uow), an_interpreter(uow)
    for who in (somebody, other):
        available(uow, who)
    telling.record(desk := acting(uow, a_coordinator(uow)), told(uow, call, somebody), TOLD)
    assign(uow, far, other, agreed_with="by telephone")

    sessions.on_meeting_link_changed(uow, MeetingLinkChanged(call.id, was_known=False))
    assert [one.news.news for one in to_tell.read_to_tell(desk)] == [ToldNews.LINK, ToldNews.BOOKED]
    sessions.on_session_changed(uow, SessionChanged(far.id))
    call.state = SessionState.CANCELLED
    sessions.on_session_cancelled(uow, SessionCancelled(call.id, late=False))

    news = [one.news.news for one in to_tell.read_to_tell(desk)]
    assert news == [ToldNews.CANCELLED, ToldNews.FREE]


def told(uow: UnitOfWork, session: CounsellingSession, who: Interpreter) -> UUID:
    """The news that somebody is booked."""
    assign(uow, session, who)
    return uow.db.scalars(sa.select(TelephoneNews.id)).one()


def test_whoever_held_a_moved_session_is_asked_again(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, user = a_signed_up_interpreter(uow, language="en")
    made = assign(uow, session, hanh)
    move(uow, session, days=1)

    counsellor = acting(uow, session.request.requester)
    sessions.on_session_changed(counsellor, SessionChanged(session.id))

    assert made.state is AssignmentState.RELEASED
    again = uow.db.scalars(sa.select(Offer)).one()
    assert (again.state, again.starts_at) == (OfferState.SENT, session.starts_at)
    assert session.state is SessionState.PLANNED
    assert "Can you interpret on Wednesday 25 November?" in subjects(uow, user)


def test_whoever_no_longer_fits_is_not_asked_again(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, _ = a_signed_up_interpreter(uow)
    assign(uow, session, hanh)
    hanh.standing = Standing.PAUSED
    move(uow, session, days=1)

    sessions.on_session_changed(uow, SessionChanged(session.id))

    assert uow.db.scalars(sa.select(Offer)).all() == []
    assert session.state is SessionState.REQUESTED


def test_leave_gives_back_what_lies_in_it_and_nothing_else(uow: UnitOfWork) -> None:
    coordinator = a_coordinator(uow, language="en")
    hanh, user = a_signed_up_interpreter(uow)
    days = [uow.today + timedelta(days=n) for n in (1, 2, 3)]
    held = [assign(uow, a_session(uow, day=day), hanh) for day in days]
    asked = ask(uow, a_session(uow, day=days[1], start="15:00"), hanh)

    sessions.on_leave_taken(acting(uow, user), LeaveTaken(hanh.id, days[1], days[1]))

    assert [a.state for a in held] == ["confirmed", "withdrawn", "confirmed"]
    assert asked.state is OfferState.WITHDRAWN
    assert subjects(uow, coordinator) == ["Freed by an absence: Wednesday 25 November"]


def test_the_calendar_is_free_again_after_a_cancellation(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    session = a_session(uow)
    assign(uow, session, hanh)
    sessions.on_session_cancelled(uow, SessionCancelled(session.id, late=True))

    assign(uow, a_session(uow), hanh)
    live = uow.db.scalars(sa.select(Assignment).where(Assignment.state == "confirmed")).all()
    assert len(live) == 1


def move(uow: UnitOfWork, session: CounsellingSession, *, days: int) -> None:
    """Change a session's time as scheduling does before it tells."""
    for name in ("starts_at", "earliest_start_at", "latest_start_at"):
        setattr(session, name, getattr(session, name) + timedelta(days=days))
    session.day = local_day(session.starts_at, uow.settings.zone)
    uow.db.flush()
