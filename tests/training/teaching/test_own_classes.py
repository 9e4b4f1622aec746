"""A trainer begins with today's classes, then with attendance that is still to be entered."""

from datetime import timedelta

from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.conftest import NOON
from tests.factories import a_cohort, a_meeting, a_user, an_enrolment
from tests.signing_in import sign_in
from training.domain.attendance import Presence
from training.domain.courses import CohortStatus
from training.service.teaching import marking
from training.service.teaching.marking import Marked
from training.store.tables import ClassMeeting

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def attendance_of(meeting: ClassMeeting) -> str:
    return f"/training/classes/{meeting.id}/attendance"


def test_todays_class_is_first_and_closed_cohorts_never_come(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, the_system()) as uow:
        trainer = a_user(uow, Role.TRAINER, language="ko")
        running = a_cohort(uow, status=CohortStatus.RUNNING, classes=0)
        closed = a_cohort(uow, status=CohortStatus.RUNNING, classes=0)
        people = [an_enrolment(uow, running, status="attending") for _each in range(3)]
        today = a_meeting(uow, running, starts_at=NOON - HOUR, trainer=trainer)
        past = a_meeting(uow, running, starts_at=NOON - 7 * DAY, trainer=trainer)
        coming = a_meeting(uow, running, starts_at=NOON + DAY, trainer=trainer)
        old = [
            a_meeting(uow, closed, starts_at=NOON - n * 7 * DAY, trainer=trainer)
            for n in range(2, 9)
        ]
        uow.db.flush()
        for cohort in (running, closed):
            uow.db.expire(cohort, ["meetings"])
        marking.mark(uow, [Marked(people[0].id, past.id, Presence.PRESENT, 120, 0)])
        closed.status = CohortStatus.CLOSED
    sign_in(web, trainer)

    page = web.get("/training").text

    assert page.index(attendance_of(today)) < page.index(attendance_of(past))
    assert f"/training/classes/{today.id}/code" in page[: page.index(attendance_of(past))]
    assert f"/training/classes/{past.id}/code" not in page
    assert "3명 미입력" in page
    assert "2명 미입력" in page
    assert "수업이 시작되면 출석을 표시할 수 있어요" in web.get(attendance_of(coming)).text
    assert "수업이 시작되면" not in web.get(attendance_of(today)).text
    assert [each for each in old if attendance_of(each) in page] == []
