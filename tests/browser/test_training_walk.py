"""From the public list of courses to a certification, a session in her language, and its end."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from dispatch.domain.states import AssignmentState, RunKind
from dispatch.service.explain import candidates
from dispatch.service.practicum import pairing
from dispatch.service.slots.closing import CLOSE_ENDED_SESSIONS
from dispatch.store.tables import Assignment, PlanRun
from foundation.database.work import begin, reading
from foundation.documents.qr import qr_inline
from foundation.security.permissions import the_system
from tests.browser.conftest import Served
from tests.browser.training_office import (
    COURSE_DAY,
    HANH,
    LINH,
    MAI,
    PASSWORD,
    SENT_DAY,
    lay_practicum,
)
from tests.browser.walking import Walk, ko, press, says
from tests.conftest import SetClock
from training.domain import check_in
from training.store.tables import CertificateDocument, ClassMeeting

pytestmark = [pytest.mark.browser, pytest.mark.wide]
MOVE_COHORTS = "training.move_cohorts"
REASON = "비밀 유지 의무 위반"
BOARD = f"/dispatch/{SENT_DAY}"


@pytest.fixture
def walk(served: Served, clock: SetClock, open_page: Callable[..., Page]) -> Walk:
    """The walk at its start: Monday noon, nobody signed in."""
    return Walk(served, clock, open_page)


def test_from_the_list_of_courses_to_a_session_and_out_again(walk: Walk) -> None:
    she_joins_the_waiting_list(walk)
    a_seat_comes_free(walk)
    they_agree_to_be_a_pair(walk)
    walk.put_down()

    walk.wait_until(COURSE_DAY, "13:40")
    walk.do(MOVE_COHORTS)
    walk.do(CLOSE_ENDED_SESSIONS)
    the_trainer_marks_who_is_there(walk)
    the_mentor_confirms_the_hour(walk)
    with begin(walk.served.office, the_system()) as uow:
        lay_practicum(uow, walk.ids["mai"])

    walk.wait_until(COURSE_DAY, "16:10")
    walk.do(MOVE_COHORTS)
    two_assess_her_blind(walk)
    she_asks_and_is_certified(walk)
    the_plan_sends_her(walk)
    address = the_certificate_is_valid(walk)
    it_is_revoked(walk, address)


def she_joins_the_waiting_list(walk: Walk) -> None:
    """Signed out, from the list to the course; then she signs in there and enrols."""
    phone = walk.phone()
    phone.goto("/courses")
    phone.locator("main h2 a").first.click()
    expect(phone).to_have_url(re.compile(f"/courses/{walk.ids['cohort']}$"))
    says(phone, "All %(n)s seats are taken", n=1)
    says(phone, "Conditions")
    phone.get_by_role("link", name=ko("Sign in and enrol")).click()
    phone.locator("input[name=email]").fill("mai@ieum.example")
    phone.locator("input[name=password]").fill(PASSWORD)
    phone.locator("main form button.btn-primary").first.click()
    expect(phone).to_have_url(re.compile(f"/courses/{walk.ids['cohort']}$"))
    says(phone, "Met")
    press(phone, "Join the waiting list")
    says(phone, "You are number %(n)s in line.", n=1)
    walk.knows("mai", phone)


def a_seat_comes_free(walk: Walk) -> None:
    """Who had the only seat gives it back on her own page; it is offered on, and taken."""
    other = walk.phone("linh")
    other.goto(f"/learn/{walk.ids['seat']}")
    other.locator("main details summary").last.click()
    press(other, "Leave this course")
    says(other, "You are no longer enrolled.")

    phone = walk.phone("mai")
    phone.goto("/learn")
    press(phone, "Confirm my seat")
    says(phone, "Your seat is confirmed.")


def they_agree_to_be_a_pair(walk: Walk) -> None:
    """The office proposes, both say yes, and the next pairing finds a session for both."""
    desk = walk.desk("manager")
    desk.goto("/mentoring/new")
    desk.locator("select[name=language]").select_option("vi")
    desk.locator("select[name=mentor]").select_option(str(walk.ids["hanh"]))
    desk.locator("select[name=trainee]").select_option(str(walk.ids["mai"]))
    press(desk, "Ask both")
    expect(desk).to_have_url(re.compile(r"/mentoring/[0-9a-f-]{36}$"))
    pair = urlsplit(desk.url).path
    for name in ("hanh", "mai"):
        walk.phone(name).goto(pair)
        press(walk.phone(name), "I agree")
    says(
        walk.phone("mai"),
        "You have both agreed. Sessions are proposed to the trainee from now on.",
    )

    walk.do(pairing.PAIR_TRAINEES)
    phone = walk.phone("mai")
    phone.goto("/practicum")
    phone.get_by_role("link", name=ko("Sessions beside my mentor")).click()
    expect(phone.locator("main")).to_contain_text(HANH)
    press(phone, "I come")
    says(phone, "Your mentor knows that you come.")


def the_trainer_marks_who_is_there(walk: Walk) -> None:
    """The first class in the grid; the second by the code on the trainer's screen."""
    desk = walk.desk("trainer")
    desk.goto(f"/training/{walk.ids['cohort']}/attendance")
    desk.get_by_role("textbox", name=re.compile(MAI)).first.fill("O")
    press(desk, "Save attendance")
    expect(desk.locator("main tbody tr").first).to_contain_text("2시간 / 4시간")
    expect(desk.locator("main")).not_to_contain_text(LINH)

    desk.goto(f"/training/classes/{walk.ids['second_class']}/code")
    address = check_in_address(walk)
    expect(desk.locator("main svg[width]")).to_have_count(1)
    assert str(qr_inline(address)) in desk.request.get(desk.url).text()
    phone = walk.phone("mai")
    phone.goto(path_of(address))
    press(phone, "I am here")
    says(phone, "You are checked in. The trainer confirms it.")
    walk.wait_until(COURSE_DAY, "14:05")
    desk.goto(f"/training/classes/{walk.ids['second_class']}/attendance")
    press(desk, "Confirm attendance")
    # Only minutes that have passed count.
    expect(desk.locator("main")).not_to_contain_text("100%")
    walk.wait_until(COURSE_DAY, "16:05")
    desk.reload()
    expect(desk.locator("main")).to_contain_text("100%")


def check_in_address(walk: Walk) -> str:
    """What the code on the screen says at this moment."""
    with reading(walk.served.office, the_system()) as uow:
        meeting = uow.db.get_one(ClassMeeting, walk.ids["second_class"])
        token = check_in.token_at(meeting.checkin_key, uow.now)
        base = uow.settings.base_url.rstrip("/")
    return f"{base}/check-in/{meeting.id}?t={token}"


def path_of(address: str) -> str:
    """An address without the name of the house, which differs under test."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def the_mentor_confirms_the_hour(walk: Walk) -> None:
    """The morning's session was held: the mentor says how long the trainee was there."""
    phone = walk.phone("hanh")
    phone.goto("/practicum")
    expect(phone.locator("main")).to_contain_text(MAI)
    expect(phone.locator("input[name=minutes]")).to_have_value("60")
    press(phone, "Confirm the minutes")
    phone = walk.phone("mai")
    phone.goto("/practicum")
    says(phone, "%(have)s of %(need)s hours", have="1", need="10")


def two_assess_her_blind(walk: Walk) -> None:
    """Planned from the cohort's page; neither assessor meets the other's marks, then it is decided."""
    desk = walk.desk("manager")
    desk.goto(f"/training/{walk.ids['cohort']}/completion")
    desk.get_by_role("link", name=re.compile(ko("Schedule a sitting"))).last.click()
    desk.locator("select[name=instrument]").select_option(str(walk.ids["oral"]))
    desk.locator("input[name=day]").fill(COURSE_DAY.isoformat())
    desk.locator("input[name=clock]").fill("16:00")
    press(desk, "Schedule sitting")
    expect(desk).to_have_url(re.compile(r"/assessments/[0-9a-f-]{36}$"))
    sitting = urlsplit(desk.url).path
    for box in desk.locator("input[name=assessor]").all():
        box.check()
    press(desk, "Assign")
    says(desk, "The assessors are told.")

    for name, marks in (("assessor", (37, 26, 27)), ("second", (33, 25, 26))):
        hands_in(walk.desk(name), sitting, marks)
    desk.goto(sitting)
    says(desk, "Marks in")
    expect(desk.locator("main")).to_contain_text("87%")

    desk.goto(f"/training/{walk.ids['cohort']}/completion")
    desk.locator("main .head-row form button").click()
    says(desk, "%(yes)s completed, %(no)s not, %(waiting)s still wait.", yes=1, no=0, waiting=0)


def hands_in(desk: Page, sitting: str, marks: tuple[int, ...]) -> None:
    """Score a sitting; whatever the other has written is nowhere on the page, before and after."""
    desk.goto("/assessments")
    desk.locator(f"main a[href='{sitting}']").click()
    expect(desk.locator("main")).not_to_contain_text(re.compile(r"\b37\b|\b90"))
    for field, mark in zip(desk.locator("input[name^=marks-]").all(), marks, strict=True):
        expect(field).to_have_value("")
        field.fill(str(mark))
    press(desk, "Submit marks")
    says(desk, "Your marks are submitted. Thank you.")


def she_asks_and_is_certified(walk: Walk) -> None:
    """Every need is met, so she may ask; the manager grants."""
    phone = walk.phone("mai")
    phone.goto("/certifications/mine")
    press(phone, "Apply for this certification")
    says(phone, "Applied. The centre will check it and tell you.")
    with reading(walk.served.office, the_system()) as uow:
        assert candidates.ranked_candidates(uow, walk.ids["alone"]) == []

    desk = walk.desk("manager")
    desk.goto("/certifications")
    desk.get_by_role("link", name=MAI).first.click()
    press(desk, "Grant")
    says(desk, "Decided. The holder is told.")


def the_plan_sends_her(walk: Walk) -> None:
    """The coordinator plans the day, sends the plan, and she accepts on her phone."""
    desk = walk.desk("coordinator")
    desk.goto(BOARD)
    expect(desk.locator(".queue .q")).to_have_count(1)
    desk.locator("#run form button.btn-primary").click()
    send = desk.locator("form[action$='/send'] button")
    expect(send).to_be_visible(timeout=60_000)
    desk.locator("#run a.btn").click()
    expect(desk.locator("main table")).to_contain_text(MAI)
    desk.locator("form[action$='/send'] button").first.click()

    phone = walk.phone("mai")
    phone.goto("/home")
    phone.locator("form[action$='/accept'] button").first.click()
    desk.goto(BOARD)
    expect(desk.locator(".blk.is-ok")).to_have_count(1)
    expect(desk.locator(".queue .q")).to_have_count(0)


def the_certificate_is_valid(walk: Walk) -> str:
    """Her certificate's code leads anybody to a page that says so; gives the path of that page."""
    phone = walk.phone("mai")
    phone.goto("/documents")
    phone.locator("main .list-line a").first.click()
    with reading(walk.served.office, the_system()) as uow:
        code = uow.db.scalars(sa.select(CertificateDocument.code)).one()
        address = f"{uow.settings.base_url.rstrip('/')}/verify/{code}"
    assert qr_inline(address) in phone.request.get(phone.url).text()

    anybody = walk.phone()
    answer = anybody.goto(path_of(address))
    assert answer is not None
    assert answer.status == 200
    expect(anybody.locator("main")).not_to_contain_text(MAI)
    says(anybody, "This document is valid")
    return path_of(address)


def it_is_revoked(walk: Walk, address: str) -> None:
    """Once, with a reason: the next look shows it, her session is free, a repair is queued."""
    desk = walk.desk("manager")
    desk.goto("/certifications?scheme=L2&language=vi")
    desk.get_by_role("link", name=re.compile(MAI)).first.click()
    desk.get_by_role("link", name=ko("Revoke the certification …")).click()
    desk.locator("textarea[name=reason]").fill(REASON)
    press(desk, "Revoke permanently")
    press(desk, "Save and release")
    says(desk, "Revoked. The holder is told.")

    anybody = walk.phone()
    anybody.goto(address)
    says(anybody, "This document has been revoked")
    with reading(walk.served.office, the_system()) as uow:
        hers = Assignment.interpreter_id == walk.ids["mai"]
        state = uow.db.scalars(sa.select(Assignment.state).where(hers)).one()
        repair = uow.db.scalars(sa.select(PlanRun).where(PlanRun.kind == RunKind.REPAIR)).one()
        assert state is AssignmentState.RELEASED
        assert repair.first_day <= SENT_DAY <= repair.last_day
    board = walk.desk("coordinator")
    board.goto(BOARD)
    expect(board.locator(".blk.is-ok")).to_have_count(0)
    expect(board.locator(".queue .q")).to_have_count(1)
