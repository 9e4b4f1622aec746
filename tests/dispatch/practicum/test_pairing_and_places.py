"""Invariant 14: a trainee works only beside a mentor, with consent, never in T3, and adds no capacity."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dispatch.domain.states import AssignmentState, PlaceState
from dispatch.service.explain import candidates
from dispatch.service.practicum import pairing, places
from dispatch.service.situation.duties import duties_beside
from dispatch.service.slots import assignments_ending
from dispatch.store.tables import Assignment, PracticumPlace
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, NotFound
from foundation.security.permissions import the_system
from foundation.times.spans import Span
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Tier
from interpreters.domain.standing import Standing
from scheduling.domain.events import (
    LeaveTaken,
    SessionCancelled,
    SessionChanged,
    TraineeUnwelcome,
)
from tests.dispatch.acting import acting, assign, subjects
from tests.dispatch.mentored import Pair
from tests.factories import a_session
from tests.factories.certifications import a_certification
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from training.domain.practicum import EntryStatus, MentorshipStatus, PracticumKind
from training.service.practicum import mentoring
from training.store.tables import Certification, PracticumEntry

P = PlaceState


def test_a_trainee_is_proposed_a_place_beside_her_mentor(uow: UnitOfWork) -> None:
    them = Pair(uow)

    assert them.run() == 1
    assert them.run() == 0

    place = them.place
    assert (place.assignment_id, place.trainee_id) == (them.assignment.id, them.trainee.id)
    assert (place.state, place.kind) == (P.PROPOSED, PracticumKind.OBSERVE)
    assert (them.entry.status, them.entry.minutes) == (EntryStatus.PLANNED, 60)
    assert any("Practicum" in s or "실습" in s for s in subjects(uow, them.trainee_user))


@pytest.mark.parametrize(
    ("tier", "welcome"), [(Tier.T3, True), (Tier.COURT, True), (Tier.T1, False)]
)
def test_never_in_a_crisis_or_court_or_where_she_is_not_welcome(
    uow: UnitOfWork, tier: Tier, *, welcome: bool
) -> None:
    them = Pair(uow)
    them.session.request.tier, them.session.request.trainee_welcome = tier, welcome
    uow.db.flush()

    assert them.run() == 0


def test_only_with_the_consent_of_both(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.pair.status, them.pair.mentor_agreed_at = MentorshipStatus.PROPOSED, None
    uow.db.flush()

    assert them.run() == 0


def test_only_beside_her_own_mentor(uow: UnitOfWork) -> None:
    them = Pair(uow)
    other, _ = a_trainee(uow, "쩐 민 린")
    assert them.run() == 1
    stranger = places.ProposedPlace(them.assignment, them.pair, other, PracticumKind.OBSERVE)

    assert them.place.trainee_id != other.id
    assert places.propose(uow, stranger) is None


def test_her_place_adds_no_capacity(uow: UnitOfWork) -> None:
    """She fills no slot, stands in no list of candidates, and the session still wants its second."""
    them = Pair(uow, team=2)
    before = candidates.read_question(uow, them.session.id).missing
    them.run()
    places.confirm(acting(uow, them.trainee_user), them.place.id)

    assert candidates.read_question(uow, them.session.id).missing == before == 1
    able = candidates.ranked_candidates(uow, them.session.id)
    assert them.trainee.id not in {c.person.id for c in able}
    assert uow.db.scalars(sa.select(Assignment.interpreter_id)).all() == [them.mentor.id]


def test_her_place_takes_her_time(uow: UnitOfWork) -> None:
    """Whoever holds L1 takes T0 sessions too: not while she sits beside her mentor."""
    them = Pair(uow)
    them.trainee.standing = Standing.ACTIVE
    meanwhile = a_session(uow, start="10:30", tier=Tier.T0)
    able = {c.person.id for c in candidates.ranked_candidates(uow, meanwhile.id)}
    assert them.trainee.id in able

    them.run()

    able = {c.person.id for c in candidates.ranked_candidates(uow, meanwhile.id)}
    assert them.trainee.id not in able
    with pytest.raises(Conflict):
        assign(uow, meanwhile, them.trainee)


def test_she_confirms_or_declines_herself(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.run()
    with pytest.raises(NotFound):
        places.confirm(acting(uow, them.mentor_user), them.place.id)

    places.confirm(acting(uow, them.trainee_user), them.place.id)
    assert them.place.state is P.CONFIRMED
    assert len(subjects(uow, them.mentor_user)) == 2

    places.decline(acting(uow, them.trainee_user), them.place.id)
    assert them.place.state is P.RELEASED
    assert them.entry.status is EntryStatus.RELEASED
    assert them.run() == 0


def test_when_the_assignment_ends_her_place_goes_with_it(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.run()

    assignments_ending.release(uow, them.assignment.id)

    assert (them.place.state, them.entry.status) == (P.RELEASED, EntryStatus.RELEASED)
    soon = Span(uow.now, uow.now + timedelta(days=2))
    assert duties_beside(uow, [them.trainee.id], soon) == {}


@pytest.mark.parametrize("moved", [True, False])
def test_when_the_session_moves_or_is_cancelled_her_place_goes_with_it(
    uow: UnitOfWork, *, moved: bool
) -> None:
    them = Pair(uow)
    them.run()
    news = (
        SessionChanged(them.session.id) if moved else SessionCancelled(them.session.id, late=True)
    )

    uow.announce(news)

    uow.db.refresh(them.place)
    assert them.place.state is P.RELEASED


def test_when_consent_is_withdrawn_her_place_is_free_at_once(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.run()
    places.confirm(acting(uow, them.trainee_user), them.place.id)

    mentoring.end(acting(uow, them.mentor_user), them.pair.id)

    assert them.place.state is P.RELEASED
    assert them.run() == 0


def test_when_the_requester_changes_their_mind_her_place_is_free(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.run()

    uow.announce(TraineeUnwelcome(them.session.id))

    assert them.place.state is P.RELEASED
    assert them.assignment.state is AssignmentState.CONFIRMED


def test_news_about_her_are_looked_at_again(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.run()
    uow.announce(EligibilityLost(them.trainee.id))
    assert them.place.state is P.PROPOSED

    uow.announce(LeaveTaken(them.trainee.id, uow.today, uow.today))
    assert them.place.state is P.PROPOSED
    them.trainee.standing = Standing.SUSPENDED
    uow.announce(StandingMoved(them.trainee.id, Standing.SUSPENDED))

    assert them.place.state is P.RELEASED


def test_beside_whoever_is_no_mentor_any_more_she_does_not_sit(uow: UnitOfWork) -> None:
    """Her mentor keeps the session, for which L2 is enough, but loses L3 and L4."""
    them = Pair(uow)
    them.run()
    held = uow.db.scalars(sa.select(Certification)).all()
    for certification in held:
        certification.valid_until = uow.today + timedelta(days=1)
    a_certification(uow, them.mentor.id, valid_from=uow.today + timedelta(days=1))
    uow.db.flush()

    uow.announce(EligibilityLost(them.mentor.id))

    assert them.place.state is P.RELEASED
    assert them.assignment.state is AssignmentState.CONFIRMED
    assert them.run() == 0


def test_a_day_of_sessions_is_a_day_of_places_in_one_house(uow: UnitOfWork) -> None:
    them = Pair(uow)
    for start in ("11:15", "13:00"):
        session = them.a_session(start=start, site=them.session.site)
        assign(uow, session, them.mentor)

    assert them.run() == 3
    assert them.run() == 0
    found = uow.db.scalars(sa.select(PracticumPlace).order_by(PracticumPlace.busy_from)).all()
    assert [p.busy_to for p in found[:-1]] <= [p.busy_from for p in found[1:]]


def test_nobody_is_asked_on_the_spur_of_the_moment(uow: UnitOfWork) -> None:
    them = Pair(uow, day=uow.today, start="16:00")

    assert them.run() == 0


def test_a_pair_is_about_one_language(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.pair.language = Language.RUSSIAN
    uow.db.flush()

    assert them.run() == 0


def test_observing_comes_first_and_then_speaking(uow: UnitOfWork) -> None:
    them = Pair(uow)
    entry = PracticumEntry(
        mentorship_id=them.pair.id,
        kind=PracticumKind.OBSERVE,
        starts_at=uow.now - timedelta(hours=11),
        ends_at=uow.now - timedelta(hours=1),
        minutes=600,
        status=EntryStatus.CONFIRMED,
    )
    uow.db.add(entry)
    uow.db.flush()

    them.run()

    assert them.place.kind is PracticumKind.SUPERVISED


def test_one_place_at_a_time_for_a_trainee_of_two_mentors(uow: UnitOfWork) -> None:
    """In two languages she has two mentors, who work at the same hour."""
    hanh, _ = a_mentor(uow)
    olga, _ = a_mentor(uow, "올가", languages=("ru",))
    mai, _ = a_trainee(uow, languages=("vi", "ru"))
    a_mentorship(uow, hanh, mai)
    a_mentorship(uow, olga, mai, language=Language.RUSSIAN)
    for mentor, language in ((hanh, "vi"), (olga, "ru")):
        assign(uow, a_session(uow, language=language, trainee_welcome=True), mentor)

    assert pairing.pair(uow, uow.today, uow.today + timedelta(days=7)) == 1


def test_the_job_pairs_when_an_assignment_is_confirmed(any_office: Office) -> None:
    """On both databases, reading, thinking and writing in three transactions."""
    with begin(any_office, the_system()) as uow:
        them = Pair(uow)
        day = str(them.session.day)

    pairing.pair_now(any_office, first_day=day, last_day=day)
    pairing.pair_now(any_office)

    with begin(any_office, the_system()) as uow:
        place = uow.db.scalars(sa.select(PracticumPlace)).one()
        assert place.state is P.PROPOSED


def test_what_no_longer_fits_is_freed_by_the_next_run(uow: UnitOfWork) -> None:
    them = Pair(uow)
    them.run()
    them.session.request.trainee_welcome = False
    uow.db.flush()

    them.run()

    assert them.place.state is P.RELEASED
