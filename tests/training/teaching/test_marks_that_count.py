"""Only minutes that have passed are attended, the same minute once, and a mark may be taken back."""

from datetime import timedelta

import pytest

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Refused
from foundation.security.permissions import the_system
from foundation.times.spans import Span
from tests.conftest import NOON, SetClock
from tests.factories import (
    a_cohort,
    a_learner,
    a_meeting,
    a_user,
    an_enrolment,
    as_actor,
)
from training.domain.attendance import Attendance, Attended, Presence, counted_twice
from training.domain.check_in import token_at
from training.domain.courses import CohortStatus
from training.service.teaching import attendance, check_in, marking
from training.service.teaching.marking import Marked
from training.store.tables import ClassMeeting, Cohort, Enrolment, Learner

HOUR = timedelta(hours=1)


def a_class(uow: UnitOfWork, learner: Learner) -> tuple[Cohort, ClassMeeting, Enrolment]:
    """A class of two hours that begins now, in a cohort of its own."""
    cohort = a_cohort(uow, status=CohortStatus.RUNNING, classes=0)
    meeting = a_meeting(uow, cohort, starts_at=NOON)
    enrolment = an_enrolment(uow, cohort, learner, status="attending")
    uow.db.expire(cohort, ["meetings"])
    return cohort, meeting, enrolment


def attended(uow: UnitOfWork, enrolment: Enrolment) -> Attended:
    return attendance.minutes_of(uow, [enrolment.id])[enrolment.id]


def test_a_class_marked_in_its_first_minute_is_attended_minute_by_minute(
    office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        _cohort, meeting, enrolment = a_class(uow, a_learner(uow))
        marking.mark(uow, [Marked(enrolment.id, meeting.id, Presence.PRESENT, 120, 0)])
        assert attended(uow, enrolment) == Attended(0, 120, 120)
        assert not attended(uow, enrolment).is_enough(80)
    for minutes, counted in ((45, 45), (119, 119), (120, 120), (600, 120)):
        clock.now = NOON + timedelta(minutes=minutes)
        with begin(office, the_system()) as uow:
            assert attended(uow, enrolment).attended == counted


def test_who_is_marked_in_two_classes_at_once_is_named_and_counted_once(
    office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        learner = a_learner(uow)
        taught = [a_class(uow, learner), a_class(uow, learner)]
    clock.now = NOON + 3 * HOUR
    with begin(office, the_system()) as uow:
        for _cohort, meeting, enrolment in taught:
            marking.mark(uow, [Marked(enrolment.id, meeting.id, Presence.PRESENT, 120, 0)])
        assert sorted(attended(uow, each).attended for _c, _m, each in taught) == [0, 120]
        for cohort, meeting, _enrolment in taught:
            twice = attendance.marked_twice(uow, attendance.grid(uow, cohort.id))
            assert [(each.person.learner_id, each.meeting.id) for each in twice] == [
                (learner.id, meeting.id)
            ]
        _cohort, meeting, enrolment = taught[0]
        marking.mark(uow, [Marked(enrolment.id, meeting.id, Presence.ABSENT, 0, 1)])
        assert attended(uow, taught[1][2]).attended == 120
        assert attendance.marked_twice(uow, attendance.grid(uow, taught[1][0].id)) == []


@pytest.mark.parametrize(
    ("later", "minutes", "twice"),
    [(0, (120, 120), 120), (60, (120, 120), 60), (60, (60, 60), 0), (120, (120, 120), 0)],
)
def test_minutes_that_cannot_both_be_true(later: int, minutes: tuple[int, int], twice: int) -> None:
    start = NOON + timedelta(minutes=later)
    one = Attendance(Span(NOON, NOON + 2 * HOUR), 120, minutes[0])
    other = Attendance(Span(start, start + 2 * HOUR), 120, minutes[1])
    assert counted_twice(one, other) == counted_twice(other, one) == twice


def test_a_mark_is_taken_back_until_the_class_is_locked(office: Office, clock: SetClock) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.TRAINEE)
        trainee = as_actor(uow, user)
        _cohort, meeting, enrolment = a_class(uow, a_learner(uow, user))
        wrong = Marked(enrolment.id, meeting.id, Presence.ABSENT, 0, 0)
        marking.mark(uow, [wrong])
        empty = Marked(enrolment.id, meeting.id, None, 0, 1)
        assert marking.mark(uow, [empty]) == 1
        assert marking.mark(uow, [empty]) == 0
        assert attended(uow, enrolment) == Attended(0, 120, 120)
    with begin(office, trainee) as uow:
        token = token_at(meeting.checkin_key, uow.now)
        arrived = check_in.arrive(uow, meeting.id, token)
        assert arrived.mark is not None
        assert arrived.mark.provisional
    clock.now = NOON + 3 * HOUR
    with begin(office, the_system()) as uow:
        with pytest.raises(Conflict, match="Mark these first"):
            marking.lock(uow, meeting.id)
        marking.mark(uow, [wrong])
        marking.lock(uow, meeting.id)
    locked = Marked(enrolment.id, meeting.id, None, 0, 4)
    with begin(office, the_system()) as uow, pytest.raises(Refused, match="cannot be emptied"):
        marking.mark(uow, [locked], reason="잘못 적음")
