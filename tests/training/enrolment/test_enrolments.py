"""Applying, conditions, screening, wishes, and who somebody is as a learner."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from interpreters.domain.languages import Language
from tests.dispatch.acting import acting
from tests.factories import a_learner, a_user, an_enrolment, an_interpreter
from tests.factories.training import a_cohort, a_course
from training.domain.courses import Audience, CohortStatus
from training.domain.seats import EnrolmentStatus
from training.service.enrolment import applicants, enrolments, interest
from training.service.people import learners
from training.service.teaching import cohort_moves
from training.store.tables import Cohort, CourseInterest, Enrolment, Learner

E = EnrolmentStatus
TOPIK = {"kind": "topik", "level": 4}


@pytest.fixture
def trainee(uow: UnitOfWork) -> User:
    """Somebody who wants to learn."""
    return a_user(uow, Role.TRAINEE)


def enrol(uow: UnitOfWork, user: User, cohort: Cohort, **values: Any) -> Enrolment:
    return enrolments.enrol(acting(uow, user), cohort.id, **values)


def test_a_free_seat_is_hers_at_once_and_asking_twice_is_asking_once(
    uow: UnitOfWork, trainee: User
) -> None:
    cohort = a_cohort(uow, capacity=1)

    first = enrol(uow, trainee, cohort)
    again = enrol(uow, trainee, cohort)

    assert (first.status, first.seat_no, again.id) == (E.CONFIRMED, 1, first.id)
    second = enrol(uow, a_user(uow, Role.TRAINEE), cohort)
    assert (second.status, second.seat_no) == (E.WAITLISTED, None)
    told = uow.db.scalars(sa.select(Message.subject).order_by(Message.created_at)).all()
    assert sorted(text.split(":")[0] for text in told) == [
        "대기 명단에 올랐어요",
        "자리가 확정됐어요",
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"opens_at": timedelta(hours=1)},
        {"closes_at": timedelta(0)},
        {"status": CohortStatus.RUNNING},
        {"status": CohortStatus.CANCELLED},
    ],
)
def test_outside_the_window_nobody_enrols(
    uow: UnitOfWork, trainee: User, values: dict[str, Any]
) -> None:
    timed: dict[str, Any] = {
        k: uow.now + v if isinstance(v, timedelta) else v for k, v in values.items()
    }
    cohort = a_cohort(uow, **timed)
    with pytest.raises(Conflict):
        enrol(uow, trainee, cohort)


def test_a_draft_is_nobodys_business(uow: UnitOfWork, trainee: User) -> None:
    with pytest.raises(NotFound):
        enrol(uow, trainee, a_cohort(uow, status=CohortStatus.DRAFT))


def test_a_missing_condition_is_named_and_nothing_is_kept(uow: UnitOfWork, trainee: User) -> None:
    cohort = a_cohort(uow, a_course(uow, prerequisites=[TOPIK, {"kind": "pledge"}]))
    with pytest.raises(Refused, match="TOPIK 4"):
        enrol(uow, trainee, cohort)
    assert uow.db.scalars(sa.select(Enrolment)).all() == []


def test_where_a_person_screens_the_application_waits_for_her(
    uow: UnitOfWork, trainee: User
) -> None:
    course = a_course(uow, prerequisites=[TOPIK])
    cohort = a_cohort(uow, course, screening=True, capacity=1)
    early = enrol(uow, trainee, cohort)
    uow.now += timedelta(hours=1)
    late = enrol(uow, a_user(uow, Role.TRAINEE), cohort)
    other = enrol(uow, a_user(uow, Role.TRAINEE), cohort)
    assert early.status is E.APPLIED
    listed = applicants.list_applicants(uow, cohort.id, "en")
    assert [str(c.what) for c in listed.undecided[0].missing] == ["Korean: TOPIK 4 or higher"]

    with pytest.raises(Refused):
        enrolments.decide(uow, other.id, eligible=False)
    enrolments.decide(uow, other.id, eligible=False, reason="성적표 확인 필요")
    enrolments.decide(uow, late.id, eligible=True)
    enrolments.decide(uow, early.id, eligible=True)

    found = [uow.db.get_one(Enrolment, each.id) for each in (early, late, other)]
    assert [each.status for each in found] == [E.WAITLISTED, E.CONFIRMED, E.INELIGIBLE]
    assert found[2].reason == "성적표 확인 필요"
    # Her place in line counts from the day she applied, not from the day somebody looked.
    assert found[0].joined_at < found[1].joined_at
    with pytest.raises(Conflict):
        enrolments.decide(uow, other.id, eligible=True)


def test_only_a_manager_decides_and_lists(uow: UnitOfWork, trainee: User) -> None:
    cohort = a_cohort(uow, screening=True)
    applied = enrol(uow, trainee, cohort)
    mine = acting(uow, trainee)
    for act in (
        lambda: enrolments.decide(mine, applied.id, eligible=True),
        lambda: applicants.list_applicants(mine, cohort.id, "ko"),
        lambda: enrolments.withdraw_somebody(mine, applied.id),
        lambda: enrolments.cancel_all(mine, cohort, "x"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_staff_courses_are_for_staff(uow: UnitOfWork, trainee: User) -> None:
    cohort = a_cohort(uow, a_course(uow, audience=Audience.STAFF))
    with pytest.raises(Refused):
        enrol(uow, trainee, cohort)
    assert enrol(uow, a_user(uow, Role.COUNSELLOR), cohort).priority == 3


def test_the_class_of_priority_follows_language_roster_and_network(
    uow: UnitOfWork, trainee: User
) -> None:
    cohort = a_cohort(uow)
    user = a_user(uow, Role.INTERPRETER)
    an_interpreter(uow, user=user)
    assert enrol(uow, user, cohort).priority == 2
    assert enrol(uow, trainee, cohort, language=Language.KHMER).priority == 1
    assert enrol(uow, a_user(uow, Role.TRAINEE), cohort).priority == 4


def test_a_manager_enters_somebody_of_the_roster_and_takes_her_out(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow, capacity=1)
    entry = an_interpreter(uow)

    entered = applicants.enter(uow, cohort.id, entry.code.lower())

    assert (entered.status, entered.learner.interpreter_id) == (E.CONFIRMED, entry.id)
    enrolments.withdraw_somebody(uow, entered.id)
    assert (entered.status, entered.seat_no) == (E.WITHDRAWN, None)
    with pytest.raises(Refused):
        applicants.enter(uow, cohort.id, "NOBODY")


def test_a_wish_is_told_once_when_the_next_cohort_is_published(
    uow: UnitOfWork, trainee: User
) -> None:
    course = a_course(uow)
    interest.state(acting(uow, trainee), course.id)
    interest.state(acting(uow, trainee), course.id)
    cohort = a_cohort(uow, course)

    assert [interest.notify_of(uow, cohort) for _ in range(2)] == [1, 0]

    told = uow.db.scalars(sa.select(Message)).one()
    assert told.to == trainee.email
    assert f"/courses/{cohort.id}" in told.body


def test_enrolling_makes_the_wish_come_true(uow: UnitOfWork, trainee: User) -> None:
    course = a_course(uow)
    interest.state(acting(uow, trainee), course.id)
    enrol(uow, trainee, a_cohort(uow, course))
    assert uow.db.scalars(sa.select(CourseInterest)).all() == []


def test_publishing_tells_those_who_wished(uow: UnitOfWork, trainee: User) -> None:
    course = a_course(uow)
    interest.state(acting(uow, trainee), course.id)
    cohort = a_cohort(uow, course, status=CohortStatus.DRAFT, opens_at=uow.now + timedelta(days=1))

    cohort_moves.publish(uow, cohort.id)

    assert uow.db.scalars(sa.select(Message.to)).all() == [trainee.email]


class TestLearners:
    def test_mine_is_found_or_made_and_knows_the_roster(self, uow: UnitOfWork) -> None:
        user = a_user(uow, Role.INTERPRETER)
        entry = an_interpreter(uow, user=user, languages=("mn",))
        learner = learners.mine(acting(uow, user))
        assert (learner.user_id, learner.interpreter_id) == (user.id, entry.id)
        assert learner.language is Language.MONGOLIAN
        assert learners.mine(acting(uow, user)).id == learner.id
        assert learners.of_interpreter(uow, entry.id).id == learner.id

    def test_somebody_without_an_account_is_a_learner_too(self, uow: UnitOfWork) -> None:
        entry = an_interpreter(uow)
        learner = learners.of_interpreter(uow, entry.id)
        assert (learner.user_id, learner.interpreter_id) == (None, entry.id)
        user = a_user(uow, Role.INTERPRETER)
        entry.user_id = user.id
        assert learners.mine(acting(uow, user)).id == learner.id
        assert learner.user_id == user.id

    def test_two_that_were_made_apart_become_one_with_everything(self, uow: UnitOfWork) -> None:
        entry, user = an_interpreter(uow), a_user(uow, Role.INTERPRETER)
        by_roster = learners.of_interpreter(uow, entry.id)
        by_account = a_learner(uow, user, pledged_at=uow.now)
        an_enrolment(uow, a_cohort(uow), by_account)
        entry.user_id = user.id

        learner = learners.mine(acting(uow, user))

        assert learner.id == by_roster.id
        assert (learner.user_id, learner.pledged_at) == (user.id, uow.now)
        assert uow.db.scalars(sa.select(Enrolment.learner_id)).all() == [learner.id]
        assert len(uow.db.scalars(sa.select(Learner)).all()) == 1

    def test_the_pledge_is_signed_once(self, uow: UnitOfWork, trainee: User) -> None:
        mine = acting(uow, trainee)
        signed = learners.sign_pledge(mine).pledged_at
        mine.now += timedelta(days=1)
        assert learners.sign_pledge(mine).pledged_at == signed == uow.now
