"""Courses with frozen versions, cohorts from draft to end, seats, classes and who is told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from foundation.database.queue import JobRow
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import Actor, the_system
from interpreters.domain.languages import Language
from tests.conftest import NOON, SetClock
from tests.factories import (
    a_cohort,
    a_course,
    a_learner,
    a_user,
    an_enrolment,
    an_organisation,
    as_actor,
)
from tests.factories.accounts import a_site
from tests.training.teaching.test_classes import a_class
from tests.transactions import failing
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.service.catalogue import cohorts, courses
from training.service.catalogue.cohorts import CohortFacts
from training.service.catalogue.courses import Description, Rules
from training.service.teaching import cohort_moves, meetings
from training.store.tables import ClassMeeting, Cohort, CourseVersion, Enrolment

C = CohortStatus
DAY = timedelta(days=1)


def facts(uow: UnitOfWork, **changed: object) -> CohortFacts:
    values: dict[str, object] = {
        "organisation_id": an_organisation(uow).id,
        "city": "ansan",
        "online": True,
        "capacity": 20,
        "minimum": 5,
        "opens_at": uow.now + DAY,
        "closes_at": uow.now + 8 * DAY,
        **changed,
    }
    return CohortFacts(**values)  # pyright: ignore[reportArgumentType]  test values


def letters(uow: UnitOfWork, subject: str) -> list[str]:
    found = sa.select(Message.to).where(Message.subject.contains(subject)).order_by(Message.to)
    return list(uow.db.scalars(found))


def test_a_cohort_is_drafted_planned_and_announced(uow: UnitOfWork) -> None:
    course = courses.add(uow, Description(code="L1", title="기초 과정"), Rules(planned_minutes=240))
    cohort = cohorts.draft(uow, course.id, facts(uow, quotas={Language.VIETNAMESE: 4}))
    assert (cohort.number, cohort.version.number, cohort.quotas[0].seats) == (1, 1, 4)
    with pytest.raises(Refused, match="Add the classes first"):
        cohort_moves.publish(uow, cohort.id)
    planned = meetings.plan(uow, cohort.id, a_class(uow), weeks=2)
    assert planned[1].starts_at - planned[0].starts_at == 7 * DAY
    assert len({meeting.checkin_key for meeting in planned}) == 2

    published = cohort_moves.publish(uow, cohort.id)

    assert published.status is C.PUBLISHED
    assert published.version.frozen_at == uow.now


def test_a_cohort_is_in_the_city_of_its_place(uow: UnitOfWork) -> None:
    course = a_course(uow)
    place = a_site(uow, city="siheung")
    assert cohorts.draft(uow, course.id, facts(uow)).city == "ansan"
    drafted = cohorts.draft(uow, course.id, facts(uow, site_id=place.id))
    assert drafted.city == "siheung"
    moved = a_site(uow, city="suwon")
    assert cohorts.change(uow, drafted.id, facts(uow, site_id=moved.id)).city == "suwon"


def test_changing_the_rules_of_a_published_course_makes_a_new_version(uow: UnitOfWork) -> None:
    course = a_course(uow)
    published = a_cohort(uow, course, status=C.PUBLISHED)
    before = Rules(planned_minutes=240)
    assert courses.set_rules(uow, course.id, before).number == 1
    courses.freeze(uow, published.version)
    draft = a_cohort(uow, course, status=C.DRAFT)

    changed = courses.set_rules(uow, course.id, Rules(planned_minutes=300, attendance_percent=90))

    assert (changed.number, changed.frozen_at) == (2, None)
    assert cohorts.get(uow, published.id).version.planned_minutes == 240
    assert draft.course_version_id == changed.id
    again = courses.set_rules(uow, course.id, Rules(planned_minutes=360))
    assert (again.id, again.planned_minutes) == (changed.id, 360)


def test_a_frozen_version_cannot_be_changed_on_either_database(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        open_one, frozen = a_course(uow), a_course(uow, frozen_at=uow.now)
    with begin(any_office, the_system()) as uow:
        uow.db.execute(
            sa.update(CourseVersion)
            .where(CourseVersion.course_id == open_one.id)
            .values(attendance_percent=10)
        )
    with failing(any_office, Exception, match="course_version_frozen_stays") as uow:
        uow.db.execute(
            sa.update(CourseVersion)
            .where(CourseVersion.course_id == frozen.id)
            .values(attendance_percent=10)
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"capacity": 0}, "capacity"),
        ({"minimum": 21}, "minimum"),
        ({"closes_at": NOON}, "closes"),
        ({"city": "atlantis"}, "city"),
        ({"online": False}, "site"),
        ({"quotas": {Language.VIETNAMESE: 21}}, "quotas"),
        ({"offer_hours": 0}, "offer_hours"),
        ({"cutoff_hours": -1}, "cutoff_hours"),
    ],
)
def test_what_is_wrong_with_a_cohort_is_named(
    uow: UnitOfWork, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        cohorts.draft(uow, a_course(uow).id, facts(uow, **changed))
    assert field in refused.value.problems


def test_the_clock_moves_a_cohort_through_its_life(office: Office, clock: SetClock) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, status=C.PUBLISHED, minimum=1, first_class=NOON + 10 * DAY)
        enrolment = an_enrolment(uow, cohort)
    seen: list[CohortStatus] = []
    for moment in (NOON, NOON + 7 * DAY, NOON + 10 * DAY, NOON + 18 * DAY):
        clock.now = moment
        for _twice in range(2):
            with begin(office, the_system()) as uow:
                cohort_moves.advance_all(uow)
        with begin(office, the_system()) as uow:
            seen.append(uow.db.get_one(Cohort, cohort.id).status)
    assert seen == [C.ENROLLING, C.CONFIRMED, C.RUNNING, C.GRADING]
    with begin(office, the_system()) as uow:
        row = uow.db.get_one(Enrolment, enrolment.id)
        assert row.status is EnrolmentStatus.ATTENDING
        assert set(uow.db.scalars(sa.select(ClassMeeting.status))) == {MeetingStatus.HELD}
        with pytest.raises(Conflict, match="1 people is not decided"):
            cohort_moves.close(uow, cohort.id)
        row.status = EnrolmentStatus.COMPLETED
        uow.db.flush()
        assert cohort_moves.close(uow, cohort.id).status is C.CLOSED


def test_below_the_minimum_the_manager_is_told_once_and_decides(
    office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        a_user(uow, Role.TRAINING_MANAGER, email="manager@ieum.example", language="en")
        cohort = a_cohort(uow, minimum=2, capacity=5)
        an_enrolment(uow, cohort)
    clock.now = NOON + 7 * DAY
    for _three_times in range(3):
        with begin(office, the_system()) as uow:
            cohort_moves.advance_all(uow)
    with begin(office, the_system()) as uow:
        asked = uow.db.scalars(
            sa.select(JobRow).where(JobRow.name == cohort_moves.NOTIFY_TOO_FEW)
        ).one()
        cohort_moves.notify_too_few(uow, **asked.payload)
        assert letters(uow, "Too few") == ["manager@ieum.example"]
        assert cohorts.get(uow, cohort.id).status is C.ENROLLING
        assert cohort_moves.confirm(uow, cohort.id).status is C.CONFIRMED


def test_invariant_5_capacity_never_drops_below_the_seats_held_and_raising_it_promotes(
    any_office: Office,
) -> None:
    with begin(any_office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=3)
        for _seat in range(2):
            an_enrolment(uow, cohort)
        an_enrolment(uow, cohort, status="offered")
        waiting = an_enrolment(uow, cohort, status="waitlisted")
    with begin(any_office, the_system()) as uow, pytest.raises(Refused, match="3 seats are held"):
        cohort_moves.set_seats(uow, cohort.id, 2, {})
    # The control: past the service, the database itself refuses.
    with failing(any_office, Exception, match="cohort_capacity_above_seats") as uow:
        uow.db.execute(sa.update(Cohort).where(Cohort.id == cohort.id).values(capacity=2))
    with failing(any_office, ZeroDivisionError) as uow:
        cohort_moves.set_seats(uow, cohort.id, 4, {})
        assert uow.db.get_one(Enrolment, waiting.id).status is EnrolmentStatus.OFFERED
        raise ZeroDivisionError
    with begin(any_office, the_system()) as uow:
        assert uow.db.get_one(Enrolment, waiting.id).status is EnrolmentStatus.WAITLISTED
        cohort_moves.set_seats(uow, cohort.id, 4, {})
    with begin(any_office, the_system()) as uow:
        promoted = uow.db.get_one(Enrolment, waiting.id)
        assert (promoted.status, promoted.seat_no) == (EnrolmentStatus.OFFERED, 4)


def test_fewer_seats_close_the_gaps(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow, capacity=5)
    people = [an_enrolment(uow, cohort) for _ in range(5)]
    for gone in (people[0], people[2]):
        gone.status, gone.seat_no = EnrolmentStatus.WITHDRAWN, None
    uow.db.flush()
    cohort_moves.set_seats(uow, cohort.id, 3, {Language.VIETNAMESE: 3})
    seats = {people[n].seat_no for n in (1, 3, 4)}
    assert seats == {1, 2, 3}


def test_a_language_gets_more_seats_and_its_next_in_line_is_offered_one(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow, capacity=3, quotas={"vi": 1})
    an_enrolment(uow, cohort)
    waiting = an_enrolment(uow, cohort, status="waitlisted")
    cohort_moves.set_seats(uow, cohort.id, 3, {Language.VIETNAMESE: 2})
    assert waiting.status is EnrolmentStatus.OFFERED


def test_calling_a_cohort_off_tells_everyone_the_waiting_too(uow: UnitOfWork) -> None:
    trainer = a_user(uow, Role.TRAINER, email="trainer@ieum.example", language="en")
    cohort = a_cohort(uow, capacity=1, trainer=trainer)
    mails = ["seat@ieum.example", "waiting@ieum.example"]
    for mail, status in zip(mails, ("confirmed", "waitlisted"), strict=True):
        user = a_user(uow, Role.TRAINEE, email=mail, language="en")
        an_enrolment(uow, cohort, a_learner(uow, user), status=status)
    with pytest.raises(Refused, match="Say why"):
        cohort_moves.cancel(uow, cohort.id, "  ")

    cohort_moves.cancel(uow, cohort.id, "강사 사정")

    told = set(uow.db.scalars(sa.select(Message.to)))
    assert told == {*mails, "trainer@ieum.example"}
    assert {m.status for m in cohorts.get(uow, cohort.id).meetings} == {MeetingStatus.CANCELLED}
    with pytest.raises(Conflict):
        cohort_moves.cancel(uow, cohort.id, "again")


def test_who_may(office: Office) -> None:
    with begin(office, the_system()) as uow:
        trainer, other = a_user(uow, Role.TRAINER), a_user(uow, Role.TRAINER)
        draft = a_cohort(uow, status=C.DRAFT, trainer=trainer)
        course_id = draft.version.course_id
        wanted = facts(uow)
        hers, theirs = as_actor(uow, trainer), as_actor(uow, other)
    with begin(office, hers) as uow:
        assert cohorts.get(uow, draft.id).id == draft.id
        assert [each.id for each in cohorts.list_taught(uow)] == [draft.id]
        assert cohorts.list_all(uow) == []
        for action in (
            lambda: cohorts.draft(uow, course_id, wanted),
            lambda: cohort_moves.publish(uow, draft.id),
            lambda: cohort_moves.set_seats(uow, draft.id, 5, {}),
            lambda: meetings.cancel(uow, draft.meetings[0].id),
            lambda: courses.set_rules(uow, course_id, Rules(planned_minutes=60)),
        ):
            with pytest.raises(Forbidden):
                action()
    with begin(office, theirs) as uow, pytest.raises(NotFound):
        cohorts.get(uow, draft.id)
    with begin(
        office, Actor(None, "x", extra=frozenset({TrainingPermission.COURSE_MANAGE}))
    ) as uow:
        assert [each.id for each in cohorts.list_all(uow)] == [draft.id]
