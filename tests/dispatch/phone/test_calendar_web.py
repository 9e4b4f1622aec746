"""One calendar: classes, sittings, leave and practicum beside sessions and offers; trainees and their hours."""

import re
from datetime import time, timedelta

from flask import Flask
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.times.zones import to_utc
from scheduling.domain.availability import DatedTime
from scheduling.service import availability
from tests.conftest import SetClock
from tests.dispatch.acting import acting, ask, assign
from tests.dispatch.mentored import Pair
from tests.factories import a_session
from tests.factories.certifications import a_certification
from tests.factories.dispatch import a_signed_up_interpreter
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from tests.factories.training import a_cohort, a_meeting
from tests.signing_in import sign_in
from training.domain.courses import CohortStatus
from training.domain.seats import EnrolmentStatus
from training.service.people import learners
from training.store.tables import Enrolment

SYSTEM = the_system()


def browser(web_app: Flask, user: User) -> FlaskClient:
    web = web_app.test_client()
    sign_in(web, user)
    return web


def offered(web: FlaskClient, card: str) -> str:
    """The page of the offer of a card."""
    return web.get(re.findall(r'href="(/offers/[^"]+)"', card)[0]).text


def test_classes_and_leave_stand_in_the_calendar_of_home_and_schedule(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        cohort = a_cohort(uow, classes=0, status=CohortStatus.RUNNING)
        start = to_utc(uow.today + timedelta(days=2), time(14), uow.settings.zone)
        a_meeting(uow, cohort, "의료통역 용어", starts_at=start)
        uow.db.add(
            Enrolment(
                cohort_id=cohort.id,
                learner_id=learners.of_interpreter(uow, hanh.id).id,
                status=EnrolmentStatus.ATTENDING,
                applied_at=uow.now,
                joined_at=uow.now,
                seat_no=1,
                changed_at=uow.now,
            )
        )
        ask(uow, a_session(uow, day=uow.today + timedelta(days=2), start="10:00"), hanh)
        away = uow.today + timedelta(days=4)
        availability.take_leave(
            uow, hanh.id, DatedTime(first_day=away, last_day=away, available=False)
        )
    web = browser(web_app, user)
    for path in ("/home", "/schedule"):
        text = web.get(path).text
        assert "수업 · 의료통역 용어" in text
        assert "14:00 – 16:00" in text
        assert f'id="d-{away}"' in text
        assert "휴가" in text
    (card,) = web.get("/offers").text.split('class="card offer"')[1:]
    for text in (card, offered(web, card)):
        assert "수업 · 의료통역 용어" in text
        assert "이날 다른 일정 없음" not in text
    strip = web.get("/schedule").text.split('class="strip"')[1].split("</ol>")[0]
    assert f'href="#d-{away}"' in strip
    assert strip.count("<li") == 14


def test_offers_stand_before_the_next_session_unless_it_is_today(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        ask(uow, a_session(uow, day=uow.today + timedelta(days=3)), hanh)
        assign(uow, a_session(uow, day=uow.today + timedelta(days=2)), hanh)
        minh, other = a_signed_up_interpreter(uow)
        ask(uow, a_session(uow, day=uow.today + timedelta(days=3)), minh)
        assign(uow, a_session(uow, day=uow.today, start="16:00"), minh)
    text = browser(web_app, user).get("/home").text
    assert text.index('id="offers-h"') < text.index('id="next-h"')
    text = browser(web_app, other).get("/home").text
    assert text.index('id="next-h"') < text.index('id="offers-h"')


def test_what_can_be_renewed_stands_first_on_home(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow, levels=())
        soon = a_certification(uow, hanh.id, valid_until=uow.today + timedelta(days=16))
    text = browser(web_app, user).get("/home").text
    assert "갱신 16일 남음" in text
    assert f'href="/certifications/{soon.id}/renewal"' in text
    assert text.index('id="renew-h"') < text.index('id="offers-h"')


def test_a_trainee_says_when_she_is_free(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        mai, user = a_trainee(uow)
    web = browser(web_app, user)
    assert 'href="/schedule/availability"' in web.get("/learn").text
    answer = web.post("/schedule/availability", data={"d0_0_from": "10:00", "d0_0_to": "15:00"})
    assert answer.status_code == 303
    with begin(office, SYSTEM) as uow:
        [row] = availability.list_weekly(uow, mai.id)
        assert (row.weekday, row.starts, row.ends) == (0, time(10), time(15))


def test_a_trainee_without_places_reads_why(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, mentor = a_mentor(uow)
        learners.of_interpreter(uow, hanh.id)
        mai, user = a_trainee(uow)
        availability.declare_weekly(uow, mai.id, [])
    web = browser(web_app, user)
    page = "/practicum/places"
    theirs = browser(web_app, mentor).get(page).text
    assert "첫 인증을 받고 멘토와 함께 배우는 분에게" in theirs
    assert "찾고 있어요" not in theirs
    assert "멘토 요청하기" in web.get(page).text
    assert web.post("/practicum/mentor").status_code == 303
    assert "센터가 멘토를 찾고 있어요" in web.get(page).text
    assert "가능 시간 입력하기" in web.get(page).text
    with begin(office, SYSTEM) as uow:
        a_mentorship(uow, hanh, mai)
    assert "멘토의 상담이 아직 없어요" in web.get(page).text
    with begin(office, SYSTEM) as uow:
        assign(uow, a_session(uow, trainee_welcome=False), hanh)
    assert "동석에 동의하지 않았어요" in web.get(page).text


def test_a_trainee_sees_the_badge_and_after_her_yes_the_place_but_nothing_of_the_case(
    web_app: Flask, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        them = Pair(uow, reference="R-CANARY", room="카나리아호실")
        them.assignment.details_from = uow.now + timedelta(minutes=10)
        them.run()
        place, user = them.place, them.trainee_user
        counsellor = them.session.request.requester.full_name = "카나리아상담원"
    web = browser(web_app, user)
    assert 'class="count">1<' in web.get("/learn").text
    web.post(f"/practicum/places/{place.id}/confirm")
    # Her mentor may still take the yes back: then she would know more than her mentor.
    text = web.get("/practicum/places").text
    assert "카나리아호실" not in text
    assert "멘토의 수락이 확정되면" in text
    clock.now += timedelta(minutes=11)
    text = web.get("/practicum/places").text
    assert "카나리아호실" in text
    assert "map.naver.com" in text
    assert counsellor not in text
    assert "R-CANARY" not in text
    assert 'class="count">' not in web.get("/learn").text


def test_leave_of_a_trainee_is_her_own(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        mai, user = a_trainee(uow)
        other, _ = a_trainee(uow, "다른 사람")
        day = uow.today + timedelta(days=3)
        availability.take_leave(
            acting(uow, user), mai.id, DatedTime(first_day=day, last_day=day, available=False)
        )
    web = browser(web_app, user)
    assert web.get(f"/people/{other.id}/availability").status_code == 404
