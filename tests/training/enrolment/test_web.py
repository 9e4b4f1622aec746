"""The public list, enrolling on a phone, one's own learning, and asking to join."""

import gzip
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import Membership, User
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from tests.factories import a_learner, a_user, an_enrolment, an_interpreter, an_organisation
from tests.factories.training import a_cohort, a_course
from tests.signing_in import sign_in
from training.service.enrolment import applications
from training.store.tables import Enrolment, Learner, SeatOffer

TOPIK = {"kind": "topik", "level": 4}
HA = "ha@ieum.example"
JOIN = {
    "full_name": "쩐 티 하",
    "email": HA,
    "city": "ansan",
    "languages": ["vi", "en"],
    "reads": "en",
}


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
    shown = cohort_id(office, prerequisites=[TOPIK])
    draft = cohort_id(office, status="draft")

    listed = web.get("/courses").get_data(as_text=True)

    assert f"/courses/{shown}" in listed
    assert draft not in listed
    page = web.get(f"/courses/{shown}").get_data(as_text=True)
    assert "한국어: TOPIK 4급 이상" in page
    assert f"/login?next=/courses/{shown}" in page
    assert web.get(f"/courses/{draft}").status_code == 404
    assert web.post(f"/courses/{shown}/enrol").status_code == 401


def test_the_dates_go_into_any_calendar(web: FlaskClient, office: Office) -> None:
    answer = web.get(f"/courses/{cohort_id(office, classes=2)}/classes.ics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20261207T030000Z" in text
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


class TestJoining:
    @pytest.fixture(autouse=True)
    def centre(self, office: Office) -> None:
        with begin(office, the_system()) as uow:
            centre = an_organisation(uow, kind="centre")
            a_user(uow, Role.TRAINING_MANAGER, centre, email="training@ieum.example")

    def people(self, office: Office) -> tuple[int, int, int]:
        with reading(office, the_system()) as uow:
            return tuple(
                uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in (User, Interpreter, Learner)
            )  # pyright: ignore[reportReturnType]  three of them

    def test_an_asking_makes_applicant_learner_and_trainee_and_tells_both_sides(
        self, web: FlaskClient, office: Office
    ) -> None:
        answer = web.post("/join", data=JOIN)
        assert (answer.status_code, answer.location) == (303, "/join/thanks")
        with reading(office, the_system()) as uow:
            user = uow.db.scalars(sa.select(User).where(User.email == HA)).one()
            entry = uow.db.scalars(sa.select(Interpreter)).one()
            learner = uow.db.scalars(sa.select(Learner)).one()
            roles = uow.db.scalars(
                sa.select(Membership.role).where(Membership.user_id == user.id)
            ).all()
            told = set(uow.db.scalars(sa.select(Message.to)))
        assert (entry.user_id, entry.standing, entry.city) == (user.id, Standing.APPLICANT, "ansan")
        assert (learner.user_id, learner.interpreter_id) == (user.id, entry.id)
        assert list(roles) == [Role.TRAINEE]
        assert told == {HA, "training@ieum.example"}

    def test_a_known_address_gets_the_same_answer_and_nothing_new(
        self, web_app: Flask, office: Office
    ) -> None:
        known = {**JOIN, "email": "Training@ieum.example"}
        before = self.people(office)
        first = web_app.test_client().post("/join", data=JOIN)
        second = web_app.test_client().post("/join", data=known)
        assert (first.status_code, first.location, first.get_data()) == (
            second.status_code,
            second.location,
            second.get_data(),
        )
        assert self.people(office) == tuple(n + 1 for n in before)

    def test_what_is_missing_is_said_and_kept(self, web: FlaskClient, office: Office) -> None:
        answer = web.post("/join", data={**JOIN, "email": "nowhere", "languages": ["vi"]})
        assert answer.status_code == 422
        assert "쩐 티 하" in answer.get_data(as_text=True)
        assert web.post("/join", data={**JOIN, "city": "atlantis"}).status_code == 422
        assert web.post("/join", data={}).status_code == 422
        assert self.people(office)[1] == 0

    def test_too_many_askings_are_stopped_by_the_database(self, web: FlaskClient) -> None:
        per_address = applications.MOST_PER_ADDRESS_A_DAY
        statuses = [web.post("/join", data=JOIN).status_code for _ in range(per_address + 1)]
        assert statuses == [303] * per_address + [429]
        rest = applications.MOST_PER_HOUR - len(statuses)
        more = [
            web.post("/join", data={**JOIN, "email": f"n{n}@ieum.example"}).status_code
            for n in range(rest + 2)
        ]
        assert set(more[: rest - 1]) == {303}
        assert more[-1] == 429
