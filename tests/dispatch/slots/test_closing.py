"""What is over is closed: sessions held, assignments completed, practice and practicum noted."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dispatch.domain.states import AssignmentState, PlaceState
from dispatch.service.practicum import pairing, places
from dispatch.service.situation.reading import Pair, read_pair
from dispatch.service.slots import closing
from dispatch.store.tables import PracticumPlace
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from scheduling.domain.states import SessionState
from tests.dispatch.acting import acting, assign, later
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from training.domain.practicum import EntryStatus, PracticumKind
from training.service.practicum import practicum
from training.store.tables import PracticeEntry, PracticumEntry


def test_a_session_that_is_over_is_held_and_noted_as_practice_once(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, levels=("L2", "L3-LAB"))
    session = a_session(uow, domain="labour", minutes=90)
    assignment = assign(uow, session, hanh)

    for hours in (24, 24, 48):
        closing.close_ended_sessions(later(uow, hours=hours))

    assert session.state is SessionState.HELD
    assert assignment.state is AssignmentState.COMPLETED
    entry = uow.db.scalars(sa.select(PracticeEntry)).one()
    assert (entry.minutes, entry.language, entry.domain) == (90, Language.VIETNAMESE, Domain.LABOUR)
    assert entry.held_on == session.day


def test_nothing_is_closed_before_its_end(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    session = a_session(uow)
    assignment = assign(uow, session, hanh)

    # Noon, and the session lasts from ten to eleven tomorrow.
    closing.close_ended_sessions(later(uow, hours=22, minutes=59))
    assert (session.state, assignment.state) == (SessionState.STAFFED, AssignmentState.CONFIRMED)

    closing.close_ended_sessions(later(uow, hours=23))
    assert (session.state, assignment.state) == (SessionState.HELD, AssignmentState.COMPLETED)


def test_the_agreed_second_language_is_what_was_practised(uow: UnitOfWork) -> None:
    olga, _ = a_signed_up_interpreter(uow, "올가", languages=("ru",))
    session = a_session(uow, language="uz", fallback_language=Language.RUSSIAN)
    assign(uow, session, olga)

    closing.close_ended_sessions(later(uow, days=2))

    assert uow.db.scalars(sa.select(PracticeEntry.language)).one() is Language.RUSSIAN


def test_what_was_served_still_counts_towards_the_hours_of_the_week(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, max_minutes_per_week=90)
    assign(uow, a_session(uow), hanh)
    closing.close_ended_sessions(later(uow, days=1, hours=3))
    thursday = a_session(uow, day=uow.today + timedelta(days=3))

    person, _ = read_pair(uow, Pair(thursday, hanh, thursday.starts_at))
    assert sum(duty.minutes for duty in person.duties) == 60
    with pytest.raises(Refused, match="Weekly limit"):
        assign(later(uow, days=1, hours=3), thursday, hanh)


def test_a_practicum_counts_from_the_place_to_the_confirmed_minute(uow: UnitOfWork) -> None:
    """Proposed, accepted, held, confirmed by the mentor: fifty minutes of observing."""
    hanh, mentor = a_mentor(uow)
    mai, trainee = a_trainee(uow)
    pair = a_mentorship(uow, hanh, mai)
    session = a_session(uow, trainee_welcome=True)
    assign(uow, session, hanh)
    pairing.pair(uow, session.day, session.day)
    place = uow.db.scalars(sa.select(PracticumPlace)).one()
    places.confirm(acting(uow, trainee), place.id)

    after = later(uow, days=2)
    closing.close_ended_sessions(after)
    entry = uow.db.scalars(sa.select(PracticumEntry)).one()
    assert (place.state, entry.status) == (PlaceState.DONE, EntryStatus.HELD)

    practicum.confirm(acting(after, mentor), entry.id, 50)
    found = practicum.minutes_of(uow, pair.trainee_id, Language.VIETNAMESE)
    assert found[PracticumKind.OBSERVE] == 50


def test_a_place_nobody_answered_for_lapses(uow: UnitOfWork) -> None:
    hanh, _ = a_mentor(uow)
    mai, trainee = a_trainee(uow)
    a_mentorship(uow, hanh, mai)
    session = a_session(uow, trainee_welcome=True)
    assign(uow, session, hanh)
    pairing.pair(uow, session.day, session.day)

    closing.close_ended_sessions(later(uow, days=2))

    place = uow.db.scalars(sa.select(PracticumPlace)).one()
    assert place.state is PlaceState.RELEASED
    with pytest.raises(Conflict):
        places.confirm(acting(uow, trainee), place.id)
