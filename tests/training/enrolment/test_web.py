"""The public list, enrolling on a phone, and one's own learning."""

import gzip
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import a_learner, a_user, an_enrolment, an_interpreter
from tests.factories.training import a_cohort, a_course
from tests.signing_in import sign_in
from training.domain.courses import CohortStatus
from training.store.tables import Enrolment, SeatOffer

TOPIK = {"kind": "topik", "level": 4}


@pytest.fixture
def trainee(office: Office) -> User:
    """Somebody with an account and the role of a trainee."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.TRAINEE)


def cohort_id(office: Office, **values: object) -> str:
    """The address of a cohort; `prerequisites` go to its course."""
    asked = values.pop("prerequisites", [])
    with begin(office, the_system()) as uow:
        return str(a_cohort(uow, a_course(uow, prerequisites=asked), **values).id)  # pyright: ignore[reportArgumentType]  any column


def one(office: Office) -> Enrolment:
    with reading(office, the_system()) as uow:
        return uow.db.scalars(sa.select(Enrolment)).one()


def test_anybody_reads_what_is_open_and_no_draft(web: FlaskClient, office: Office) -> None:
    shown = cohort_id(office, prerequisites=[TOPIK], quotas={"vi": 3})
    draft = cohort_id(office, status="draft")

    listed = web.get("/courses").get_data(as_text=True)

    assert f"/courses/{shown}" in listed
    assert draft not in listed
    page = web.get(f"/courses/{shown}").get_data(as_text=True)
    assert "한국어: TOPIK 4급 이상" in page
    assert "베트남어 최대 3명" in page
    assert f"/login?next=/courses/{shown}" in page
    assert web.get(f"/courses/{draft}").status_code == 404
    assert web.post(f"/courses/{shown}/enrol").status_code == 401


def test_the_dates_go_into_any_calendar(web: FlaskClient, office: Office) -> None:
    answer = web.get(f"/courses/{cohort_id(office, classes=2)}/classes.ics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Asia/Seoul:20261207T120000" in text
    assert "LOCATION:온라인" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_two_clicks_and_the_seat_is_hers_however_often_the_second_is_sent(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    path = f"/courses/{cohort_id(office, capacity=1)}"
    sign_in(web, trainee)
    assert f'action="{path}/enrol"' in web.get(path).get_data(as_text=True)

    answers = [web.post(f"{path}/enrol", data={"_key": "k", "language": "vi"}) for _ in range(3)]

    assert {(a.status_code, a.location) for a in answers} == {(303, f"/learn/{one(office).id}")}
    assert "자리 확정" in web.get(answers[0].location).get_data(as_text=True)
    assert web.post(f"{path}/enrol", data={"_key": "k", "language": "km"}).status_code == 422


def test_a_missing_condition_is_said_on_the_page_and_no_button_is_there(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    path = f"/courses/{cohort_id(office, prerequisites=[TOPIK])}"
    sign_in(web, trainee)
    answer = web.post(f"{path}/enrol")
    assert answer.status_code == 422
    assert "남은 조건이 있어요" in answer.get_data(as_text=True)
    assert f'action="{path}/enrol"' not in web.get(path).get_data(as_text=True)


def test_somebody_of_the_roster_sees_what_she_has_before_she_is_a_learner(
    web: FlaskClient, office: Office
) -> None:
    path = (
        f"/courses/{cohort_id(office, prerequisites=[{'kind': 'vetting'}, {'kind': 'language'}])}"
    )
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        an_interpreter(uow, user=user, vetted_until=uow.today + timedelta(days=90))
    sign_in(web, user)
    page = web.get(path).get_data(as_text=True)
    assert page.count("갖춤") == 2
    assert f'action="{path}/enrol"' in page


def test_the_offer_is_answered_on_the_phone_and_a_late_answer_is_told(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=2)
        learner = a_learner(uow, trainee)
        mine = an_enrolment(uow, cohort, learner, status="offered")
        until = uow.now + timedelta(hours=5)
        uow.db.add(SeatOffer(enrolment_id=mine.id, offered_at=uow.now, expires_at=until))
    sign_in(web, trainee)
    assert "11월 23일 월요일 오후 5:00까지" in web.get("/learn").get_data(as_text=True)

    assert web.post(f"/learn/{mine.id}/accept").status_code == 303
    assert one(office).status == "confirmed"
    assert web.post(f"/learn/{mine.id}/withdraw").status_code == 303
    assert web.post(f"/learn/{mine.id}/accept").status_code == 409


def test_somebody_elses_enrolment_looks_like_none(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    with begin(office, the_system()) as uow:
        theirs = an_enrolment(uow, a_cohort(uow)).id
    sign_in(web, trainee)
    assert web.get(f"/learn/{theirs}").status_code == 404
    for action in ("accept", "decline", "withdraw"):
        assert web.post(f"/learn/{theirs}/{action}").status_code == 404


def test_the_manager_decides_on_the_applicants_page(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, screening=True)
        applied = an_enrolment(uow, cohort, status="applied")
        manager = a_user(uow, Role.TRAINING_MANAGER)
    sign_in(web, manager)
    path = f"/training/{cohort.id}/applicants"
    assert "결정할 신청" in web.get(path).get_data(as_text=True)
    assert web.post(f"{path}/{applied.id}", data={"do": "ineligible"}).status_code == 422
    assert web.post(f"{path}/{applied.id}", data={"do": "eligible"}).status_code == 303
    assert one(office).status == "confirmed"
    assert web.post(path, data={"code": "nobody"}).status_code == 422
    assert web.post(f"{path}/{applied.id}/withdraw").status_code == 303
    assert one(office).status == "withdrawn"


def test_the_pledge_is_signed_online(web: FlaskClient, office: Office, trainee: User) -> None:
    sign_in(web, trainee)
    assert web.post("/learn/pledge").status_code == 303
    assert "11월 23일 월요일 서명" in web.get("/learn/pledge").get_data(as_text=True)


def test_phone_pages_are_light(web: FlaskClient, office: Office, trainee: User) -> None:
    full = cohort_id(office, prerequisites=[TOPIK, {"kind": "pledge"}], classes=12)
    sign_in(web, trainee)
    for path in ("/courses", f"/courses/{full}", "/learn", "/learn/pledge", "/join"):
        assert len(gzip.compress(web.get(path).get_data())) <= 6 * 1024


def test_a_course_without_a_cohort_can_be_waited_for(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    with begin(office, the_system()) as uow:
        course = a_course(uow, "의료 통역 과정", code="MED", scheme_code="L3")
        a_cohort(uow, course, status=CohortStatus.RUNNING)
    listed = web.get("/courses?scheme=L3").get_data(as_text=True)
    assert "로그인하고 다음 기수 알림 받기" in listed
    sign_in(web, trainee)
    wish = f'action="/learn/wishes/{course.id}"'
    for path in ("/courses", "/courses?scheme=L3", "/courses?course=L3", "/courses?course=MED"):
        assert wish in web.get(path).get_data(as_text=True)
    assert wish not in web.get("/courses?course=OTHER").get_data(as_text=True)
    asked = web.post(f"/learn/wishes/{course.id}", data={"on": "1", "next": "/courses?scheme=L3"})
    assert asked.location == "/courses?scheme=L3"
    assert "다음 기수가 열리면 알려 드릴게요." in web.get(asked.location).get_data(as_text=True)


def test_the_wish_to_hear_of_the_next_cohort_outlives_the_waiting_list(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=1)
        an_enrolment(uow, cohort, status="confirmed")
    sign_in(web, trainee)
    course_id = cohort.version.course_id
    web.post(f"/learn/wishes/{course_id}", data={"on": "1"})
    web.post(f"/courses/{cohort.id}/enrol", data={"_key": "k", "language": "vi"})
    page = web.get(f"/courses/{cohort.id}").get_data(as_text=True)
    assert 'name="on" value="0"' in page


def test_the_pledge_leads_back_to_the_course_that_asked_for_it(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    course = f"/courses/{cohort_id(office, prerequisites=[{'kind': 'pledge'}])}"
    sign_in(web, trainee)
    assert f'href="/learn/pledge?next={course}"' in web.get(course).get_data(as_text=True)
    form = web.get(f"/learn/pledge?next={course}").get_data(as_text=True)
    assert f'name="next" value="{course}"' in form
    assert web.post("/learn/pledge", data={"next": course}).location == course
    assert web.post("/learn/pledge", data={"next": "//x.example"}).location == "/learn/pledge"


def test_classes_at_the_same_hours_are_said_before_and_after_enrolling(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    with begin(office, the_system()) as uow:
        first = uow.now + timedelta(days=14)
        mine = a_cohort(uow, a_course(uow, "먼저 들은 과정"), first_class=first)
        own = an_enrolment(uow, mine, a_learner(uow, trainee), status="confirmed")
        other = a_cohort(uow, first_class=first + timedelta(hours=1))
        after = a_cohort(uow, first_class=first + timedelta(hours=2))
    sign_in(web, trainee)
    warned = web.get(f"/courses/{other.id}").get_data(as_text=True)
    assert "같은 시간에 겹치는 수업" in warned
    assert "먼저 들은 과정" in warned
    assert "같은 시간에 겹치는 수업" not in web.get(f"/courses/{after.id}").get_data(as_text=True)
    assert "같은 시간에 겹치는 수업" not in web.get(f"/learn/{own.id}").get_data(as_text=True)
    web.post(f"/courses/{other.id}/enrol", data={"_key": "k", "language": "vi"})
    assert "같은 시간에 겹치는 수업" in web.get(f"/learn/{own.id}").get_data(as_text=True)
