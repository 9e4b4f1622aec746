"""Marks, make-up, locking and correcting, checking in by QR code, and who can no longer pass."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, Gone, NotFound, Refused
from foundation.security.permissions import Actor, the_system
from tests.conftest import NOON, SetClock
from tests.factories import (
    a_cohort,
    a_course,
    a_learner,
    a_meeting,
    a_user,
    an_enrolment,
    as_actor,
)
from tests.transactions import failing
from training.domain.attendance import Attended, Presence
from training.domain.check_in import token_at
from training.domain.courses import CohortStatus, MeetingStatus
from training.service.teaching import attendance, check_in, marking, meetings
from training.service.teaching.marking import Marked
from training.store.tables import AttendanceMark, ClassMeeting, Cohort, Enrolment

P = Presence
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Taught:
    """A running cohort: a class yesterday, one since an hour, two to come; one person in it."""

    cohort: Cohort
    classes: list[ClassMeeting]
    enrolment: Enrolment
    trainer: Actor
    trainee: Actor

    def marked(
        self, presence: Presence = P.PRESENT, minutes: int = 120, seen: int = 0, nth: int = 0
    ) -> Marked:
        return Marked(self.enrolment.id, self.classes[nth].id, presence, minutes, seen)


def taught(uow: UnitOfWork) -> Taught:
    trainer, user = a_user(uow, Role.TRAINER), a_user(uow, Role.TRAINEE)
    course = a_course(uow, minutes=480)
    cohort = a_cohort(uow, course, status=CohortStatus.RUNNING, classes=0)
    starts = (NOON - 24 * HOUR, NOON - HOUR, NOON + 24 * HOUR, NOON + 48 * HOUR)
    classes = [a_meeting(uow, cohort, starts_at=at, trainer=trainer) for at in starts]
    enrolment = an_enrolment(uow, cohort, a_learner(uow, user), status="attending")
    uow.db.expire(cohort, ["meetings"])
    return Taught(cohort, classes, enrolment, as_actor(uow, trainer), as_actor(uow, user))


@pytest.fixture
def room(office: Office) -> Taught:
    with begin(office, the_system()) as uow:
        return taught(uow)


def sums(uow: UnitOfWork, room: Taught) -> Attended:
    return attendance.minutes_of(uow, [room.enrolment.id])[room.enrolment.id]


def rows(uow: UnitOfWork) -> list[tuple[int, Presence, int]]:
    found = sa.select(AttendanceMark).order_by(AttendanceMark.number)
    return [(mark.number, mark.presence, mark.minutes) for mark in uow.db.scalars(found)]


def test_marks_are_added_and_the_last_one_counts(office: Office, room: Taught) -> None:
    with begin(office, room.trainer) as uow:
        assert sums(uow, room) == Attended(0, 480, 480)
        assert marking.mark(uow, [room.marked(P.ABSENT, 0), room.marked(P.LATE, 90, nth=1)]) == 2
        assert sums(uow, room) == Attended(60, 330, 480)
        assert marking.mark(uow, [room.marked(P.ABSENT, 0, seen=1)]) == 0
        assert marking.mark(uow, [room.marked(P.MAKE_UP, 60, seen=1)]) == 1
        assert sums(uow, room) == Attended(120, 390, 480)
        assert marking.mark(uow, [room.marked(P.EXCUSED, 0, seen=2)]) == 1
        numbers = [row[0] for row in rows(uow)]
    assert numbers == [1, 1, 2, 3]


def test_invariant_6_a_cancelled_class_leaves_the_denominator(office: Office, room: Taught) -> None:
    with begin(office, the_system()) as uow:
        marking.mark(uow, [room.marked(P.ABSENT, 0), room.marked(nth=1)])
        assert sums(uow, room) == Attended(60, 360, 480)
        assert sums(uow, room).is_lost(80)
        meetings.cancel(uow, room.classes[2].id)
        # The control: without leaving it out the sum would still be 480.
        assert sums(uow, room) == Attended(60, 240, 360)
        assert sums(uow, room).is_lost(80)
        assert not sums(uow, room).is_lost(60)


def test_invariant_6_marks_lock_and_a_correction_supersedes_with_a_reason(
    any_office: Office, clock: SetClock
) -> None:
    with begin(any_office, the_system()) as uow:
        room = taught(uow)
    with begin(any_office, room.trainer) as uow:
        with pytest.raises(Conflict, match="Mark these first"):
            marking.lock(uow, room.classes[0].id)
        with pytest.raises(Conflict, match="not over"):
            marking.lock(uow, room.classes[1].id)
        marking.mark(uow, [room.marked(P.ABSENT, 0)])
        assert marking.lock(uow, room.classes[0].id).status is MeetingStatus.HELD
    correction = [room.marked(P.LATE, 60, seen=1)]
    with begin(any_office, room.trainer) as uow, pytest.raises(Refused, match="give a reason"):
        marking.mark(uow, correction)
    with begin(any_office, room.trainer) as uow:
        with pytest.raises(Conflict, match="locked already"):
            marking.lock(uow, room.classes[0].id)
        marking.mark(uow, correction, reason=" 명부  확인 ")
        assert rows(uow) == [(1, P.ABSENT, 0), (2, P.LATE, 60)]
        reasons = [mark.reason for mark in attendance.corrections_of(uow, room.classes[0])]
        assert reasons == ["명부 확인"]
        assert sums(uow, room).attended == 60
    for action in (sa.update(AttendanceMark).values(minutes=1), sa.delete(AttendanceMark)):
        with failing(any_office, Exception, match="attendance_mark_is_append_only") as uow:
            uow.db.execute(action)


def test_invariant_6_can_no_longer_pass_is_said_as_soon_as_it_is_true(
    office: Office, room: Taught
) -> None:
    with begin(office, room.trainer) as uow:
        marking.mark(uow, [room.marked(P.LATE, 24)])
        assert not sums(uow, room).is_lost(80)
        marking.mark(uow, [room.marked(P.LATE, 23, seen=1)])
        assert sums(uow, room) == Attended(23, 383, 480)
        assert sums(uow, room).is_lost(80)
        found, percent = attendance.standing_of(uow, room.enrolment.id)
        assert (found.is_lost(percent), found.needed(percent)) == (True, 384)
    with begin(office, room.trainee) as uow:
        assert check_in.arrival(uow, room.classes[1].id).is_lost


def test_invariant_16_a_check_in_counts_once_the_trainer_confirms(
    any_office: Office, clock: SetClock
) -> None:
    with begin(any_office, the_system()) as uow:
        room = taught(uow)
    here = room.classes[1].id
    clock.now = NOON - timedelta(minutes=55)
    with begin(any_office, room.trainer) as uow:
        _, token, left = check_in.show_code(uow, here)
        assert left == 30
    with begin(any_office, room.trainee) as uow:
        with pytest.raises(Gone):
            check_in.arrive(uow, here, "a" * 20)
        with pytest.raises(Gone):
            check_in.arrive(uow, here, token_at(room.classes[0].checkin_key, uow.now))
    clock.now += timedelta(seconds=59)
    for _twice in range(2):
        with begin(any_office, room.trainee) as uow:
            mark = check_in.arrive(uow, here, token).mark
            assert mark is not None
            assert (mark.provisional, mark.presence, mark.minutes) == (True, P.PRESENT, 120)
    with begin(any_office, room.trainer) as uow:
        # The control: it is written, and counts for nothing.
        assert len(rows(uow)) == 1
        assert sums(uow, room) == Attended(0, 480, 480)
        assert marking.confirm_check_ins(uow, here, [room.enrolment.id]) == 1
        assert marking.confirm_check_ins(uow, here, [room.enrolment.id]) == 0
        assert sums(uow, room) == Attended(5, 480, 480)


def test_invariant_16_a_token_of_a_minute_ago_is_refused(
    office: Office, room: Taught, clock: SetClock
) -> None:
    clock.now = NOON - timedelta(minutes=55)
    token = token_at(room.classes[1].checkin_key, clock.now)
    clock.now += timedelta(seconds=60)
    with begin(office, room.trainee) as uow, pytest.raises(Gone):
        check_in.arrive(uow, room.classes[1].id, token)


def test_whoever_is_marked_already_stays_as_she_is(office: Office, room: Taught) -> None:
    here = room.classes[1]
    with begin(office, room.trainer) as uow:
        marking.mark(uow, [room.marked(P.ABSENT, 0, nth=1)])
    with begin(office, room.trainee) as uow:
        mark = check_in.arrive(uow, here.id, token_at(here.checkin_key, uow.now)).mark
        assert mark is not None
        assert mark.presence is P.ABSENT
        assert len(rows(uow)) == 1


def test_a_check_in_does_not_stop_a_trainer_who_has_not_seen_it(
    office: Office, room: Taught
) -> None:
    here = room.classes[1]
    with begin(office, room.trainee) as uow:
        check_in.arrive(uow, here.id, token_at(here.checkin_key, uow.now))
    with begin(office, room.trainer) as uow:
        assert marking.mark(uow, [room.marked(P.LATE, 30, seen=0, nth=1)]) == 1
        assert rows(uow) == [(1, P.LATE, 60), (2, P.LATE, 30)]
        assert sums(uow, room).attended == 30


def test_a_mark_that_somebody_else_has_written_over_is_refused(
    office: Office, room: Taught
) -> None:
    with begin(office, room.trainer) as uow:
        marking.mark(uow, [room.marked()])
    with begin(office, room.trainer) as uow, pytest.raises(Conflict, match="in between"):
        marking.mark(uow, [room.marked(P.ABSENT, 0, seen=0)])


def test_only_the_trainer_of_a_class_marks_it_and_only_once_it_has_begun(
    office: Office, room: Taught
) -> None:
    with begin(office, the_system()) as uow:
        stranger, substitute = a_user(uow, Role.TRAINER), a_user(uow, Role.TRAINER)
        uow.db.get_one(ClassMeeting, room.classes[3].id).trainer_id = substitute.id
        others = [as_actor(uow, stranger), as_actor(uow, substitute)]
        elsewhere = an_enrolment(uow, a_cohort(uow), status="attending")
    for who, error in zip(others, (NotFound, Forbidden), strict=True):
        with begin(office, who) as uow, pytest.raises(error):
            marking.mark(uow, [room.marked()])
    with begin(office, room.trainee) as uow, pytest.raises(Forbidden):
        marking.mark(uow, [room.marked()])
    with begin(office, room.trainer) as uow:
        with pytest.raises(Conflict, match="beginning of a class"):
            marking.mark(uow, [room.marked(nth=2)])
        with pytest.raises(NotFound):
            marking.mark(uow, [Marked(elsewhere.id, room.classes[0].id, P.PRESENT, 120, 0)])
        with pytest.raises(Refused, match="from 1 to 120"):
            marking.mark(uow, [room.marked(P.PRESENT, 121)])
        grid = attendance.grid(uow, room.cohort.id)
        assert grid.markable == {room.classes[0].id, room.classes[1].id}


def test_only_those_with_a_seat_check_in_and_only_around_the_class(
    office: Office, room: Taught
) -> None:
    with begin(office, the_system()) as uow:
        stranger = as_actor(uow, a_user(uow, Role.TRAINEE))
    with begin(office, stranger) as uow, pytest.raises(Forbidden, match="no seat"):
        check_in.arrive(uow, room.classes[1].id, "")
    with begin(office, room.trainee) as uow:
        for nth in (0, 2):
            key = room.classes[nth].checkin_key
            with pytest.raises(Conflict, match="half an hour"):
                check_in.arrive(uow, room.classes[nth].id, token_at(key, uow.now))


def test_nothing_is_marked_in_a_cohort_that_is_closed(office: Office, room: Taught) -> None:
    with begin(office, the_system()) as uow:
        uow.db.get_one(Cohort, room.cohort.id).status = CohortStatus.CLOSED
    with begin(office, room.trainer) as uow, pytest.raises(Conflict):
        marking.mark(uow, [room.marked()])
