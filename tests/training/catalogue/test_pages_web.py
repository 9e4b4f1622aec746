"""The training manager opens a cohort, the trainer marks it, a trainee checks in: in the browser."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from tests.conftest import NOON, SetClock
from tests.factories import a_cohort, a_course, a_learner, a_user, an_enrolment, an_organisation
from tests.signing_in import sign_in
from training.domain.attendance import Presence
from training.domain.courses import CohortStatus
from training.domain.seats import EnrolmentStatus
from training.service.teaching.attendance import minutes_of
from training.store.tables import AttendanceMark, Cohort, Course, Enrolment, LanguageQuota

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)


@pytest.fixture
def manager(office: Office, web: FlaskClient) -> FlaskClient:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.TRAINING_MANAGER, language="en")
    sign_in(web, user)
    return web


def one_cohort(office: Office) -> Cohort:
    with reading(office, the_system()) as uow:
        return uow.db.scalars(sa.select(Cohort)).one()


def cohort_answers(
    course_id: object, organisation_id: object, **changed: object
) -> dict[str, object]:
    return {
        "course": course_id,
        "organisation": organisation_id,
        "city": "ansan",
        "online": "y",
        "capacity": "12",
        "minimum": "3",
        "opens": "2026-11-23",
        "opens_clock": "09:00",
        "closes": "2026-11-30",
        "closes_clock": "18:00",
        "cutoff_hours": "24",
        "offer_hours": "24",
        "quotas-0-language": "vi",
        "quotas-0-seats": "5",
        **changed,
    }


def a_class(**changed: object) -> dict[str, object]:
    return {
        "title": "윤리",
        "day": "2026-12-05",
        "starts": "10:00",
        "ends": "13:00",
        "break_minutes": "60",
        "weeks": "2",
        **changed,
    }


def test_a_manager_takes_up_a_course_opens_a_cohort_and_announces_it(
    office: Office, manager: FlaskClient
) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow).id
    assert manager.get("/training/courses/new").status_code == 200
    course_form = {
        "code": "L1",
        "title": "기초 과정",
        "audience": "interpreters",
        "hours": "3.5",
        "attendance": "80",
        "topik": "4",
        "interview": "y",
        "languages": ["vi", "km"],
        "pledge": "y",
    }
    answer = manager.post("/training/courses/new", data=course_form)
    assert answer.status_code == 303, answer.text
    shown = manager.get(answer.location)
    assert "May still change" in shown.text
    with reading(office, the_system()) as uow:
        course_id = uow.db.scalars(sa.select(Course.id)).one()
    assert manager.get("/training/new").status_code == 200
    wrong = cohort_answers(course_id, home, minimum="13", online="", closes="2026-11-22")
    refused = manager.post("/training/new", data=wrong)
    assert refused.status_code == 422
    assert {'href="#site"', 'href="#closes"', 'href="#minimum"'} <= set(
        re.findall(r'href="#\w+"', refused.text)
    )

    answer = manager.post("/training/new", data=cohort_answers(course_id, home))
    assert answer.status_code == 303, answer.text
    address = answer.location
    refused = manager.post(f"{address}/publish")
    assert refused.status_code == 422
    assert "Add the classes first." in refused.text
    assert manager.post(f"{address}/classes", data=a_class(ends="09:00")).status_code == 422
    assert manager.post(f"{address}/classes", data=a_class()).status_code == 303
    assert manager.post(f"{address}/publish").status_code == 303

    cohort = one_cohort(office)
    assert cohort.status is CohortStatus.ENROLLING
    page = manager.get(address).text
    assert "Open for enrolment" in page
    assert "4 h" in page
    changed = manager.post(f"/training/courses/{course_id}", data={**course_form, "hours": "5"})
    assert changed.status_code == 303
    assert "version 2" in manager.get(changed.location).text
    assert manager.get("/training").status_code == 200


def test_a_manager_changes_seats_dates_and_classes_and_calls_it_off(
    office: Office, manager: FlaskClient
) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=1)
        an_enrolment(uow, cohort)
        waiting = an_enrolment(uow, cohort, status="waitlisted")
        meeting, organisation = cohort.meetings[1].id, cohort.organisation_id
    address = f"/training/{cohort.id}"
    assert manager.post(f"{address}/seats", data={"capacity": "0"}).status_code == 422
    seats = {"capacity": "2", "quotas-0-language": "vi", "quotas-0-seats": "2"}
    assert manager.post(f"{address}/seats", data=seats).status_code == 303
    with reading(office, the_system()) as uow:
        assert uow.db.get_one(Enrolment, waiting.id).status is EnrolmentStatus.OFFERED
        assert uow.db.scalars(sa.select(LanguageQuota.language)).all() == [Language.VIETNAMESE]
    assert manager.get(f"{address}/edit").status_code == 200
    again = cohort_answers("", organisation, minimum="1", city="suwon")
    assert manager.post(f"{address}/edit", data=again).status_code == 303
    assert one_cohort(office).city == "suwon"
    edit = f"/training/classes/{meeting}"
    assert manager.get(edit).status_code == 200
    assert manager.post(edit, data=a_class(title="")).status_code == 422
    assert manager.post(edit, data=a_class(day="2026-12-12")).status_code == 303
    assert manager.post(f"{edit}/cancel").status_code == 303
    assert manager.post(f"{edit}/cancel").status_code == 409
    assert manager.post(f"{address}/cancel", data={"reason": ""}).status_code == 422
    assert manager.post(f"{address}/cancel", data={"reason": "강사 사정"}).status_code == 303
    assert one_cohort(office).status is CohortStatus.CANCELLED
    assert "강사 사정" in manager.get(address).text


class Room:
    """A running cohort whose class began an hour ago, with its trainer and two people."""

    def __init__(self, office: Office) -> None:
        with begin(office, the_system()) as uow:
            self.trainer = a_user(uow, Role.TRAINER, language="en")
            self.user = a_user(uow, Role.TRAINEE, language="en")
            course = a_course(uow, minutes=240)
            self.cohort = a_cohort(
                uow,
                course,
                status=CohortStatus.RUNNING,
                first_class=NOON - timedelta(hours=1),
                trainer=self.trainer,
            )
            learner = a_learner(uow, self.user)
            self.one = an_enrolment(uow, self.cohort, learner, status="attending")
            self.other = an_enrolment(uow, self.cohort, status="attending")
        self.meeting, self.later = self.cohort.meetings
        self.grid = f"/training/{self.cohort.id}/attendance"
        self.page = f"/training/classes/{self.meeting.id}/attendance"

    def cell(self, person: Enrolment) -> str:
        return f"c-{person.id}-{self.meeting.id}"


@pytest.fixture
def room(office: Office) -> Room:
    return Room(office)


def as_user(web: FlaskClient, user: User) -> FlaskClient:
    sign_in(web, user)
    return web


def test_a_trainer_marks_the_grid_with_the_keyboard(
    office: Office, room: Room, web: FlaskClient
) -> None:
    trainer = as_user(web, room.trainer)
    mine = trainer.get("/training")
    assert mine.status_code == 200
    assert f"/training/classes/{room.meeting.id}/attendance" in mine.text
    assert trainer.get("/training?when=over").status_code == 200
    assert trainer.get(f"/training/{room.cohort.id}").status_code == 200
    page = trainer.get(room.grid).text
    assert page.count('class="input input-s"') == 2

    wrong = {room.cell(room.one): "o", room.cell(room.other): "121"}
    refused = trainer.post(room.grid, data=wrong)
    assert refused.status_code == 422
    assert 'value="121"' in refused.text
    named = re.findall(r"<li>([^<]*): “121” is no mark", refused.text)
    assert named == [f"{room.other.learner.full_name}, Mon 23 Nov"], refused.text
    assert trainer.post(room.grid, data={**wrong, room.cell(room.other): "A"}).status_code == 303

    with reading(office, the_system()) as uow:
        sums = minutes_of(uow, [room.one.id, room.other.id])
        assert [sums[room.one.id].possible, sums[room.other.id].possible] == [240, 120]
    page = trainer.get(room.grid).text
    assert "Can no longer pass" in page
    stale = trainer.post(room.grid, data={room.cell(room.one): "90"})
    assert stale.status_code == 409
    assert 'value="90"' in stale.text
    seen = {room.cell(room.one): "90", f"s-{room.cell(room.one)}": "1"}
    assert trainer.post(room.grid, data=seen).status_code == 303
    untouched = {room.cell(room.one): "O", f"s-{room.cell(room.one)}": "1"}
    assert trainer.post(room.grid, data=untouched).status_code == 303
    assert 'value="90"' in trainer.get(room.grid).text
    cleared = {room.cell(room.one): "", f"s-{room.cell(room.one)}": "2"}
    assert trainer.post(room.grid, data=cleared).status_code == 303
    assert 'value="90"' not in trainer.get(room.grid).text
    sheet = trainer.get(f"{room.grid}/sheet").text
    # A box for each of the two and the trainer in both classes, and nothing in it.
    assert sheet.count('<td class="sign"><span class="sr">Signature</span></td>') == 6


def test_a_class_is_locked_and_corrected_with_a_reason(
    office: Office, room: Room, web: FlaskClient, clock: SetClock
) -> None:
    trainer = as_user(web, room.trainer)
    clock.now = NOON + timedelta(hours=2)
    locked = trainer.post(f"{room.page}/lock", follow_redirects=True)
    assert "Mark these first" in locked.text
    marks = {room.cell(room.one): "", room.cell(room.other): "결", "do": "present"}
    assert trainer.post(room.page, data=marks).status_code == 303
    locked = trainer.post(f"{room.page}/lock", follow_redirects=True)
    assert "The class is locked." in locked.text
    correction = {room.cell(room.other): "M60", f"s-{room.cell(room.other)}": "1"}
    refused = trainer.post(room.page, data=correction)
    assert refused.status_code == 422
    assert 'value="M" checked' in refused.text
    assert 'value="60"' in refused.text
    assert trainer.post(room.page, data={**correction, "reason": "보강함"}).status_code == 303
    assert "보강함" in trainer.get(room.page).text


def test_a_trainee_checks_in_with_the_code_on_the_screen(
    office: Office, room: Room, web: FlaskClient, clock: SetClock
) -> None:
    trainer = as_user(web, room.trainer)
    screen = trainer.get(f"/training/classes/{room.meeting.id}/code")
    assert screen.headers["Refresh"] == "30"
    assert '<svg aria-hidden="true" viewBox="0 0 ' in screen.text
    assert "style=" not in screen.text
    from training.domain.check_in import token_at

    token = token_at(room.meeting.checkin_key, clock.now)
    door = f"/check-in/{room.meeting.id}"
    trainee = as_user(web, room.user)
    assert "I am here" in trainer.get(f"{door}?t={token}").text
    assert "The code has changed" in trainee.get(f"{door}?t=nonsense").text
    assert trainee.post(door, data={"t": "nonsense"}).status_code == 410
    assert trainee.post(door, data={"t": token}).status_code == 303
    assert "You are checked in" in trainee.get(door).text
    trainer = as_user(web, room.trainer)
    screen = trainer.get(f"/training/classes/{room.meeting.id}/code").text
    assert "<b>1/2</b>" in screen
    assert f"<li>{room.one.learner.full_name}</li>" in screen
    assert '<noscript><meta http-equiv="refresh" content="30">' in screen

    trainer = as_user(web, room.trainer)
    assert "to be confirmed" in trainer.get(room.page).text
    confirmed = trainer.post(f"{room.page}/confirm", data={"confirm": [str(room.one.id)]})
    assert confirmed.status_code == 303
    with reading(office, the_system()) as uow:
        marks = uow.db.scalars(sa.select(AttendanceMark).order_by(AttendanceMark.number)).all()
        assert [(m.provisional, m.presence) for m in marks] == [
            (True, Presence.LATE),
            (False, Presence.LATE),
        ]


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.COUNSELLOR, Role.ASSESSOR])
def test_others_do_not_get_in(office: Office, web: FlaskClient, room: Room, role: Role) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, role)
    sign_in(web, user)
    for path in ("/training", f"/training/{room.cohort.id}", room.grid, room.page, "/training/new"):
        assert web.get(path).status_code == 403
    assert web.get(f"/check-in/{room.meeting.id}").status_code == 403
