"""What happens to offers and assignments when a session is cancelled or moved, or somebody leaves."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from dispatch.domain import filed
from dispatch.domain.states import AssignmentState, OfferState, PlaceState
from dispatch.domain.telephone import ToldNews, ToldOutcome
from dispatch.service import notices
from dispatch.service.answers import leave
from dispatch.service.notices import SessionNotice
from dispatch.service.phone import to_tell
from dispatch.service.reactions import sessions
from dispatch.service.slots import assignments_ending, offers, telling
from dispatch.store.tables import Assignment, Offer, TelephoneNews
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message, MessageState
from foundation.security.errors import Conflict
from foundation.times.zones import local_day
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from scheduling.domain.availability import DatedTime
from scheduling.domain.events import (
    LeaveTaken,
    MeetingLinkChanged,
    SessionCancelled,
    SessionChanged,
)
from scheduling.domain.states import SessionState
from scheduling.service import availability
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, ask, assign, later, subjects
from tests.dispatch.mentored import Pair
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
    assert subjects(uow, first) == ["Session cancelled: Tuesday 24 November"]
    assert subjects(uow, second) == ["Offer withdrawn: Tuesday 24 November"]
    assert session.state is SessionState.CANCELLED


def test_what_still_waits_to_be_sent_about_a_cancelled_session_stays_at_home(
    uow: UnitOfWork,
) -> None:
    """Who came second, and who was freed in the night, has not heard it: the letters say that it is off instead."""
    session = a_session(uow, team=2)
    people = [a_signed_up_interpreter(uow, language="en") for _ in range(3)]
    (hanh, first), (minh, second), (lan, third) = people
    session.request.requester.language = "en"
    desk = acting(uow, a_coordinator(uow, language="en"))
    assignments_ending.release(desk, assign(desk, session, lan, slot_no=2).id)
    yes = ask(uow, session, hanh)
    ask(uow, session, minh)
    offers.accept(acting(uow, first), yes.id)
    watching = filed.about_session(session.id)
    notices.notify_requester(uow, session, SessionNotice.UNFILLED)
    session.state = SessionState.CANCELLED

    sessions.on_session_cancelled(later(uow, minutes=3), SessionCancelled(session.id, late=False))

    cancelled = "Session cancelled: Tuesday 24 November"
    assert subjects(uow, first) == [cancelled]
    assert subjects(uow, second) == ["Offer withdrawn: Tuesday 24 November"]
    assert subjects(uow, third) == [cancelled]
    left = sa.select(Message.state).where(Message.about == watching)
    assert set(uow.db.scalars(left)) == {MessageState.WITHDRAWN}


def test_whom_no_letter_reaches_has_to_be_called_with_a_link_a_move_and_a_cancellation(
    uow: UnitOfWork,
) -> None:
    """Each follows the last: the link is told with the booking, and the end of it instead of both."""
    call, far = a_session(uow, modality="video"), a_session(uow, start="14:00")
    somebody, other = an_interpreter(uow), an_interpreter(uow)
    for who in (somebody, other):
        available(uow, who)
    telling.record(desk := acting(uow, a_coordinator(uow)), told(uow, call, somebody), TOLD)
    assign(uow, far, other, agreed_with="by phone")

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
    assert subjects(uow, coordinator) == ["Released by leave: Wednesday 25 November"]


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


@pytest.mark.parametrize(
    ("hours", "freed", "ended"),
    [
        (("09:00", "12:00"), [0], []),
        (("09:00", "10:00"), [], []),
        (("10:55", "15:05"), [0, 1], []),
        (("11:00", "15:00"), [], []),
        (("16:00", "17:00"), [], [0]),
        (None, [0, 1], [0]),
    ],
)
def test_leave_for_hours_frees_what_overlaps_them_and_the_page_says_the_same(
    uow: UnitOfWork, hours: tuple[str, str] | None, freed: list[int], ended: list[int]
) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    day = uow.today + timedelta(days=1)
    held = [assign(uow, a_session(uow, start=start), hanh) for start in ("10:00", "15:00")]
    held.append(assign(uow, a_session(uow, day=day + timedelta(days=1)), hanh))
    asked = [ask(uow, a_session(uow, start="16:30"), hanh)]
    starts, ends = (time.fromisoformat(at) for at in hours) if hours else (None, None)
    dated = DatedTime(first_day=day, last_day=day, starts=starts, ends=ends, available=False)

    person = acting(uow, user)
    shown = leave.sessions_hit(uow, hanh.id, availability.preview_leave(person, hanh.id, dated))
    availability.take_leave(person, hanh.id, dated)

    assert [n for n, row in enumerate(held) if row.state is AssignmentState.WITHDRAWN] == freed
    assert [n for n, row in enumerate(asked) if row.state is OfferState.WITHDRAWN] == ended
    assert [hit.session_id for hit in shown.sessions] == [held[n].session_id for n in freed]
    assert [hit.session_id for hit in shown.offers] == [asked[n].session_id for n in ended]


def test_leave_takes_a_trainee_only_from_the_places_in_it(uow: UnitOfWork) -> None:
    pair = Pair(uow)
    pair.run()
    for starts, ends, state in ((14, 18, PlaceState.PROPOSED), (9, 11, PlaceState.RELEASED)):
        day = pair.session.day
        dated = DatedTime(
            first_day=day, last_day=day, starts=time(starts), ends=time(ends), available=False
        )
        person = acting(uow, pair.trainee_user)
        spans = availability.preview_leave(person, pair.trainee.id, dated)
        shown = leave.sessions_hit(uow, pair.trainee.id, spans)
        availability.take_leave(person, pair.trainee.id, dated)
        assert len(shown.places) == (state is PlaceState.RELEASED)
        assert pair.place.state is state


def test_a_session_over_midnight_is_given_and_leave_on_either_side_frees_it(
    uow: UnitOfWork,
) -> None:
    hanh = an_interpreter(uow)
    available(uow, hanh, starts="20:00", ends="00:00")
    available(uow, hanh, starts="00:00", ends="06:00")
    day = uow.today + timedelta(days=1)
    held = assign(uow, a_session(uow, day=day, start="23:30", minutes=60), hanh)
    with pytest.raises(Conflict):
        assign(uow, a_session(uow, day=day + timedelta(days=1), start="00:15"), hanh)

    after = DatedTime(
        first_day=day + timedelta(days=1), last_day=day + timedelta(days=1), available=False
    )
    night = replace(after, first_day=day, last_day=day, starts=time(22), ends=time(1))
    late = replace(night, starts=time(0), ends=time(23, 30))
    hits = [
        leave.sessions_hit(uow, hanh.id, availability.preview_leave(uow, hanh.id, dated)).sessions
        for dated in (after, night, late)
    ]
    assert [len(found) for found in hits] == [1, 1, 0]
    availability.take_leave(uow, hanh.id, after)
    assert held.state is AssignmentState.WITHDRAWN
