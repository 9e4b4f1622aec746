"""The calendar that other programs read: secret, followed by its sequence, silent about cases; read back by libraries."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
import recurring_ical_events
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from accounts.domain.roles import Role
from accounts.service import calendar_feeds, users
from accounts.store.tables import User
from dispatch.service.practicum import places
from dispatch.service.slots import assignments_ending
from dispatch.store.queries import assignments as queries
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from scheduling.domain.availability import DatedTime
from scheduling.service import availability, taken_back
from scheduling.store.tables import CounsellingSession
from scheduling.store.time_off import TimeOffTakenBack
from tests.conftest import SetClock
from tests.dispatch.acting import acting, assign
from tests.dispatch.mentored import Pair
from tests.factories import a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.factories.learners import a_learner, an_enrolment
from tests.factories.training import a_cohort, a_meeting
from tests.signing_in import sign_in
from training.domain.seats import EnrolmentStatus
from training.service.enrolment import seats
from training.store.tables import Enrolment

SYSTEM = the_system()
FEED = re.compile(r'value="[^"]*(/calendar\.ics\?key=[\w-]+)"')


def address(office: Office, user: User) -> str:
    """A new address of somebody's."""
    with begin(office, SYSTEM) as uow:
        mine = acting(uow, user)
        calendar_feeds.make(mine)
        found = calendar_feeds.find_own(mine)
        assert found is not None
        return found.address.removeprefix(uow.settings.base_url)


def entries(web: FlaskClient, path: str) -> dict[str, Any]:
    """What stands in it, by the beginning of its id."""
    answer = web.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    feed: Any = Calendar.from_ical(answer.text)
    found: list[Any] = feed.walk("VEVENT")
    return {str(each["UID"]).partition("-")[0]: each for each in found}


def every_entry(web: FlaskClient, path: str) -> dict[str, Any]:
    """All that stands in it, by its whole id."""
    feed: Any = Calendar.from_ical(web.get(path).text)
    return {str(each["UID"]): each for each in feed.walk("VEVENT")}


@pytest.fixture
def hanh(office: Office) -> tuple[Interpreter, User]:
    with begin(office, SYSTEM) as uow:
        return a_signed_up_interpreter(uow)


def a_booked_session(office: Office, who: Interpreter) -> CounsellingSession:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow, day=uow.today + timedelta(days=3), start="10:00")
        session.request.case_code = "SECRET-1"
        assign(uow, session, who)
        return session


def test_an_address_is_made_shown_again_replaced_and_ended(
    web_app: Flask, office: Office, hanh: tuple[Interpreter, User]
) -> None:
    web, program = web_app.test_client(), web_app.test_client()
    sign_in(web, hanh[1])
    assert not FEED.search(web.get("/account/calendar").text)
    web.post("/account/calendar")
    [first] = FEED.findall(web.get("/account/calendar").text)
    assert "아직 읽지 않음" in web.get("/account/calendar").text
    assert program.get(first).status_code == 200
    assert "Set-Cookie" not in program.get(first).headers
    page = web.get("/account/calendar").text
    assert "마지막으로 읽음" in page
    assert f'href="webcal://localhost{first}' in page or "webcal://" in page
    web.post("/account/calendar")
    [second] = FEED.findall(web.get("/account/calendar").text)
    assert (program.get(first).status_code, program.get(second).status_code) == (404, 200)
    web.post("/account/calendar/end")
    assert program.get(second).status_code == 404
    with begin(office, SYSTEM) as uow:
        assert calendar_feeds.find_own(acting(uow, hanh[1])) is None


def test_it_says_what_may_stand_on_a_phone_and_no_more(
    web: FlaskClient, office: Office, hanh: tuple[Interpreter, User]
) -> None:
    session = a_booked_session(office, hanh[0])
    path = address(office, hanh[1])
    text = web.get(path).text.replace("\r\n ", "")
    found = entries(web, path)["session"]
    assert str(found["SUMMARY"]) == "통역: 베트남어"
    assert str(found["LOCATION"]) == "안산"
    assert "/assignments/" in str(found["URL"])
    request = session.request
    with begin(office, SYSTEM) as uow:
        counsellor = users.get_user(uow, request.requester_id)
    for kept_back in (request.reference, "SECRET-1", counsellor.full_name, hanh[0].full_name):
        assert kept_back not in text
    assert not {"법률", "의료", "폭력", "상담실"} & set(text.split())


def test_a_change_and_a_cancellation_follow_by_their_sequence(
    web: FlaskClient, office: Office, clock: SetClock, hanh: tuple[Interpreter, User]
) -> None:
    session = a_booked_session(office, hanh[0])
    path = address(office, hanh[1])
    before = entries(web, path)["session"]
    day = date.fromisoformat(str(session.day))
    feed = Calendar.from_ical(web.get(path).text)
    assert len(recurring_ical_events.of(feed).between(day, day + timedelta(days=1))) == 1
    clock.now += timedelta(hours=1)
    with begin(office, SYSTEM) as uow:
        [own] = queries.list_live_of_session(uow.db, session.id)
        assignments_ending.release(uow, own.id)
    gone = entries(web, path)["session"]
    assert (gone["UID"], str(gone["STATUS"])) == (before["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > before["SEQUENCE"]
    clock.now += timedelta(hours=1)
    with begin(office, SYSTEM) as uow:
        assign(uow, uow.db.get_one(CounsellingSession, session.id), hanh[0])
    again = entries(web, path)["session"]
    assert (again["UID"], str(again["STATUS"])) == (before["UID"], "CONFIRMED")
    assert again["SEQUENCE"] > gone["SEQUENCE"]
    clock.now += timedelta(days=35)
    assert "session" not in entries(web, path)


def test_nothing_is_sent_twice(
    web: FlaskClient, office: Office, clock: SetClock, hanh: tuple[Interpreter, User]
) -> None:
    path = address(office, hanh[1])
    first = web.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    clock.now += timedelta(minutes=5)
    second = web.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.get_data()) == (304, b"")
    a_booked_session(office, hanh[0])
    third = web.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert third.status_code == 200


def test_leave_classes_attended_and_classes_held_stand_in_it(
    web: FlaskClient, office: Office, hanh: tuple[Interpreter, User]
) -> None:
    with begin(office, SYSTEM) as uow:
        trainer = a_user(uow, Role.TRAINER)
        cohort = a_cohort(uow, classes=0)
        meeting = a_meeting(
            uow, cohort, "의료통역 용어", trainer_id=trainer.id, link="https://meet.example/secret"
        )
        away = uow.today + timedelta(days=4)
        leave = DatedTime(first_day=away, last_day=away, available=False)
        availability.take_leave(uow, hanh[0].id, leave)
    own = entries(web, address(office, hanh[1]))
    assert own["off"]["DTSTART"].dt == away
    path = address(office, trainer)
    assert "meet.example" not in web.get(path).text
    [held] = entries(web, path).values()
    assert "의료통역 용어" in str(held["SUMMARY"])
    assert str(held["UID"]).startswith(str(meeting.id))


def test_nobody_tries_addresses_out_or_asks_without_end(
    web: FlaskClient,
    office: Office,
    hanh: tuple[Interpreter, User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = address(office, hanh[1])
    monkeypatch.setattr(calendar_feeds, "MOST_UNKNOWN", 2)
    monkeypatch.setattr(calendar_feeds, "MOST_READ", 3)
    wrong = [web.get("/calendar.ics?key=wrong").status_code for _ in range(3)]
    assert wrong == [404, 404, 429]
    right = [web.get(path).status_code for _ in range(4)]
    assert right == [200, 200, 200, 429]


def test_the_address_of_a_closed_account_opens_nothing(
    web: FlaskClient, office: Office, hanh: tuple[Interpreter, User]
) -> None:
    path = address(office, hanh[1])
    with begin(office, SYSTEM) as uow:
        uow.db.get_one(User, hanh[1].id).active = False
    assert web.get(path).status_code == 404


def test_leave_that_is_taken_back_is_told_as_called_off(
    web: FlaskClient, office: Office, clock: SetClock, hanh: tuple[Interpreter, User]
) -> None:
    path = address(office, hanh[1])
    with begin(office, SYSTEM) as uow:
        away = uow.today + timedelta(days=4)
        whole = DatedTime(first_day=away, last_day=away, available=False)
        hours = DatedTime(
            first_day=away + timedelta(days=1),
            last_day=away + timedelta(days=2),
            starts=time(9),
            ends=time(12),
            available=False,
        )
        rows = [availability.take_leave(uow, hanh[0].id, each).id for each in (whole, hours)]
    before = every_entry(web, path)
    assert len(before) == 3
    clock.now += timedelta(minutes=1)
    with begin(office, SYSTEM) as uow:
        for each in rows:
            availability.remove_exception(acting(uow, hanh[1]), each)
    after = every_entry(web, path)
    assert after.keys() == before.keys()
    assert {str(each["STATUS"]) for each in after.values()} == {"CANCELLED"}
    assert all(each["SEQUENCE"] > before[uid]["SEQUENCE"] for uid, each in after.items())
    clock.now += timedelta(days=29)
    with begin(office, SYSTEM) as uow:
        taken_back.forget(uow)
        assert not uow.db.scalars(sa.select(TimeOffTakenBack)).all()
    assert not every_entry(web, path)


def test_a_place_beside_a_mentor_that_is_lost_is_told_as_called_off(
    web: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        pair = Pair(uow)
        pair.run()
        place, trainee = pair.place.id, pair.trainee_user
    path = address(office, trainee)
    assert not every_entry(web, path)
    with begin(office, SYSTEM) as uow:
        places.confirm(acting(uow, trainee), place)
    before = entries(web, path)["place"]
    assert str(before["STATUS"]) == "CONFIRMED"
    clock.now += timedelta(minutes=1)
    with begin(office, SYSTEM) as uow:
        places.decline(acting(uow, trainee), place)
    gone = entries(web, path)["place"]
    assert (gone["UID"], str(gone["STATUS"])) == (before["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > before["SEQUENCE"]
    clock.now += timedelta(days=29)
    assert not every_entry(web, path)


def test_the_classes_of_a_course_that_is_left_are_told_as_called_off(
    web: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        cohort, learner = a_cohort(uow), a_learner(uow)
        enrolment = an_enrolment(uow, cohort, learner, status=EnrolmentStatus.ELIGIBLE)
        seats.move(uow, enrolment, EnrolmentStatus.CONFIRMED, seat_no=1)
        user = uow.db.get_one(User, learner.user_id)
    path = address(office, user)
    before = every_entry(web, path)
    assert before
    assert {str(each["STATUS"]) for each in before.values()} == {"CONFIRMED"}
    clock.now += timedelta(minutes=1)
    with begin(office, SYSTEM) as uow:
        seats.move(uow, uow.db.get_one(Enrolment, enrolment.id), EnrolmentStatus.WITHDRAWN)
    left = every_entry(web, path)
    assert left.keys() == before.keys()
    assert {str(each["STATUS"]) for each in left.values()} == {"CANCELLED"}
    assert all(each["SEQUENCE"] > before[uid]["SEQUENCE"] for uid, each in left.items())
    clock.now += timedelta(minutes=1)
    with begin(office, SYSTEM) as uow:
        again = an_enrolment(uow, cohort, learner, status=EnrolmentStatus.ELIGIBLE)
        seats.move(uow, again, EnrolmentStatus.CONFIRMED, seat_no=1)
    back = every_entry(web, path)
    assert {str(each["STATUS"]) for each in back.values()} == {"CONFIRMED"}
    assert all(each["SEQUENCE"] > left[uid]["SEQUENCE"] for uid, each in back.items())


def test_who_never_had_a_seat_has_nothing_called_off(web: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        learner = a_learner(uow)
        waiting = an_enrolment(uow, a_cohort(uow), learner, status=EnrolmentStatus.WAITLISTED)
        seats.move(uow, waiting, EnrolmentStatus.WITHDRAWN)
        user = uow.db.get_one(User, learner.user_id)
    assert not every_entry(web, address(office, user))
