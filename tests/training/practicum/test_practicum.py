"""Minutes beside a mentor: they count once the mentor has confirmed them."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from tests.factories import a_user, as_actor
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from training.domain.practicum import Hours, PracticumKind, hours_asked
from training.service.ledger import practice
from training.service.practicum import practicum
from training.store.tables import Mentorship, PracticumEntry

VI = Language.VIETNAMESE
K = PracticumKind


def acting(uow: UnitOfWork, user: User) -> UnitOfWork:
    return replace(uow, actor=as_actor(uow, user))


def a_pair(uow: UnitOfWork) -> tuple[Mentorship, User, User]:
    (hanh, her), (mai, hers) = a_mentor(uow), a_trainee(uow)
    return a_mentorship(uow, hanh, mai), her, hers


def a_held_entry(
    uow: UnitOfWork, pair: Mentorship, kind: PracticumKind = K.OBSERVE
) -> PracticumEntry:
    assignment = uuid4()
    span = Span(uow.now - timedelta(hours=2), uow.now - timedelta(hours=1))
    entry = practicum.plan(uow, pair, assignment, kind, span)
    practicum.mark_held(uow, pair.id, assignment)
    return entry


def test_minutes_count_once_the_mentor_has_confirmed_them(uow: UnitOfWork) -> None:
    pair, mentor, _ = a_pair(uow)
    entry = a_held_entry(uow, pair)
    assert practicum.minutes_of(uow, pair.trainee_id, VI)[K.OBSERVE] == 0
    assert practicum.missing_of(uow, [pair])[pair.trainee_id, VI].hours == Hours(540, 1200)

    practicum.confirm(acting(uow, mentor), entry.id, 50)

    assert practicum.minutes_of(uow, pair.trainee_id, VI)[K.OBSERVE] == 50
    assert (entry.confirmed_at, entry.confirmed_by_id) == (uow.now, mentor.id)
    assert practicum.missing_of(uow, [pair])[pair.trainee_id, VI].hours == Hours(550, 1200)


def test_nobody_confirms_her_own_minutes(uow: UnitOfWork) -> None:
    pair, _, trainee = a_pair(uow)
    entry = a_held_entry(uow, pair)

    with pytest.raises(NotFound):
        practicum.confirm(acting(uow, trainee), entry.id, 60)
    with pytest.raises(NotFound):
        practicum.confirm(acting(uow, a_user(uow)), entry.id, 60)


@pytest.mark.parametrize("minutes", [-1, 61])
def test_no_more_counts_than_the_session_lasted(uow: UnitOfWork, minutes: int) -> None:
    pair, mentor, _ = a_pair(uow)
    entry = a_held_entry(uow, pair)

    with pytest.raises(Refused, match="0 to 60 minutes"):
        practicum.confirm(acting(uow, mentor), entry.id, minutes)


def test_minutes_are_confirmed_once(uow: UnitOfWork) -> None:
    pair, mentor, _ = a_pair(uow)
    entry = a_held_entry(uow, pair)
    practicum.confirm(acting(uow, mentor), entry.id, 60)

    with pytest.raises(Conflict, match="already"):
        practicum.confirm(acting(uow, mentor), entry.id, 10)


def test_what_lies_ahead_cannot_be_confirmed_and_is_no_longer_missing(uow: UnitOfWork) -> None:
    pair, mentor, _ = a_pair(uow)
    ahead = Span(uow.now + timedelta(hours=1), uow.now + timedelta(hours=3))
    entry = practicum.plan(uow, pair, uuid4(), K.OBSERVE, ahead)

    with pytest.raises(Conflict, match="not been closed"):
        practicum.confirm(acting(uow, mentor), entry.id, 60)
    missing = practicum.missing_of(uow, [pair])[pair.trainee_id, VI]
    assert (missing.hours.observe, missing.observing_until) == (480, ahead.end)


def test_a_released_place_is_missing_again_and_may_be_planned_again(uow: UnitOfWork) -> None:
    pair, _, _ = a_pair(uow)
    assignment = uuid4()
    span = Span(uow.now + timedelta(hours=1), uow.now + timedelta(hours=2))
    first = practicum.plan(uow, pair, assignment, K.OBSERVE, span)
    practicum.release(uow, pair.id, assignment)
    assert practicum.missing_of(uow, [pair])[pair.trainee_id, VI].hours.observe == 600

    assert practicum.plan(uow, pair, assignment, K.SUPERVISED, span).id == first.id


def test_the_centre_sets_the_hours_in_its_ladder() -> None:
    assert hours_asked([{"kind": "practicum", "observe": 60, "supervised": 90}]) == Hours(60, 90)
    assert hours_asked([{"kind": "course"}]) is None


def test_practice_is_noted_once_for_each_assignment(uow: UnitOfWork) -> None:
    hanh, _ = a_mentor(uow)
    assignment = uuid4()
    found = [
        practice.note(
            uow,
            hanh.id,
            assignment_id=assignment,
            held_on=uow.today,
            minutes=90,
            language=VI,
            domain=Domain.LABOUR,
        )
        for _ in range(2)
    ]

    learner = found[0].learner_id
    assert found[0].id == found[1].id
    assert practice.minutes_of(uow, [learner]) == {learner: 90}
