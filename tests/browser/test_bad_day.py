"""One bad day, as five people see it.

Illness in the morning, repaired as the coordinator chooses; whoever is asked declines; waves find somebody else, who
accepts on a phone, arrives and serves; both sides report.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from time import sleep
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from accounts.domain.roles import Role
from dispatch.domain.live import OutcomeState
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.service.slots.closing import close_ended_sessions
from dispatch.store.tables import Assignment, Offer, SessionOutcome
from foundation.database.work import begin, reading
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import CertificationLevel
from interpreters.store.tables import Interpreter
from tests.browser.conftest import Served
from tests.browser.mending_steps import accept_on_phone, compare_ways, send_way
from tests.browser.test_main_job import PASSWORD, sign_in, switch_to
from tests.conftest import SetClock
from tests.dispatch.acting import assign
from tests.factories import a_session, a_site, a_user, an_interpreter, an_organisation, available

pytestmark = [pytest.mark.browser, pytest.mark.wide]
SYSTEM = the_system()
ILL, OTHERS = "hanh", ("mai", "binh")
DAY = date(2026, 11, 23)


def at(clock: SetClock, hour: int, minute: int = 0) -> None:
    """Everybody's clock at a time of the day in Korea."""
    clock.now = datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Asia/Seoul")).astimezone(UTC)


@pytest.fixture
def bad_day(served: Served, clock: SetClock) -> str:
    """Eleven o'clock is Hanh's, and Mai or Binh could come too; the path of the session on Hanh's phone."""
    at(clock, 8)
    with begin(served.office, SYSTEM) as uow:
        ansan = an_organisation(uow, "안산 이음이주민센터", phone="031-000-1010")
        site = a_site(uow, ansan, name="안산 상담실", name_en="Ansan office")
        counsellor = a_user(
            uow, Role.COUNSELLOR, ansan, email="counsellor@ieum.example", password=PASSWORD
        )
        a_user(uow, Role.COORDINATOR, ansan, email="coordinator@ieum.example", password=PASSWORD)
        people: dict[str, Interpreter] = {}
        for name in (ILL, *OTHERS):
            user = a_user(
                uow, Role.INTERPRETER, ansan, email=f"{name}@ieum.example", password=PASSWORD
            )
            people[name] = an_interpreter(
                uow, name, user=user, levels=(CertificationLevel.COMMUNITY,), city="ansan"
            )
            available(uow, people[name])
        session = a_session(
            uow, day=uow.today, start="11:00", organisation=ansan, site=site, requester=counsellor
        )
        assignment = assign(uow, session, people[ILL])
        return f"/assignments/{assignment.id}"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_bad_day_ends_well(
    served: Served, bad_day: str, clock: SetClock, open_page: Callable[..., Page], language: str
) -> None:
    at(clock, 8, 10)
    ill = open_page(language=language, phone=True)
    sign_in(ill, ILL)
    switch_to(ill, language)
    ill.goto(f"{bad_day}/cannot")
    ill.locator("input[name=reason][value=ill]").check()
    ill.locator("form[action$='/drop-out'] button").click()
    expect(ill).to_have_url(re.compile("/home"))

    desk = open_page(language=language)
    sign_in(desk, "coordinator")
    switch_to(desk, language)
    send_way(desk, compare_ways(desk, DAY), 0)

    first, session = asked_now(served)
    phone = open_page(language=language, phone=True)
    sign_in(phone, first)
    switch_to(phone, language)
    phone.goto("/home")
    phone.locator("button[formaction$='/decline']").first.click()
    at(clock, 8, 20)
    desk.goto(f"/dispatch/{DAY}?s={session}")
    desk.locator(f"form[action*='/sessions/{session}/waves'] button").first.click()
    second, _ = asked_now(served)
    assert second != first
    phone.context.clear_cookies()
    sign_in(phone, second)
    switch_to(phone, language)
    accept_on_phone(phone)
    serve(phone, clock)
    desk.goto(f"/dispatch/{DAY}")
    expect(desk.locator(".blk.is-live")).to_have_count(1)
    at(clock, 12, 5)
    with begin(served.office, SYSTEM) as uow:
        close_ended_sessions(uow)
    report_on_phone(phone)
    counsellor = open_page(language=language)
    sign_in(counsellor, "counsellor")
    counsellor.goto("/requests/mine")
    counsellor.locator("form[action$='/outcome'] button").first.click()
    expect(counsellor.locator(".flash, [role=status]").first).to_be_visible()

    with reading(served.office, SYSTEM) as uow:
        yes = uow.db.scalars(sa.select(Offer).where(Offer.state == OfferState.ACCEPTED)).one()
        assert yes.cascade_id is not None
        outcome = uow.db.scalars(sa.select(SessionOutcome)).one()
        assert (outcome.state, outcome.was_held) == (OutcomeState.REPORTED, True)
        states = sorted(uow.db.scalars(sa.select(Assignment.state)))
        assert states == [AssignmentState.COMPLETED, AssignmentState.WITHDRAWN]


def asked_now(served: Served) -> tuple[str, UUID]:
    """Whose answer is waited for, once it is one person's, and of which session."""
    for _ in range(100):
        with reading(served.office, SYSTEM) as uow:
            rows = uow.db.execute(
                sa.select(Interpreter.full_name, Offer.session_id)
                .join(Offer, Offer.interpreter_id == Interpreter.id)
                .where(Offer.state == OfferState.SENT)
            ).all()
        if len(rows) == 1:
            return rows[0][0], rows[0][1]
        sleep(0.1)
    raise AssertionError("not one person is asked")


def serve(phone: Page, clock: SetClock) -> None:
    """On the way, there, and begun."""
    for hour, minute, step in ((10, 20, "on_the_way"), (10, 55, "arrived"), (11, 1, "began")):
        at(clock, hour, minute)
        phone.goto("/home")
        tell(phone, step)


def report_on_phone(phone: Page) -> None:
    """Say that it was held as planned."""
    phone.goto("/home")
    phone.locator("a[href*='/assignments/']").first.click()
    phone.locator("#live a[href$='/report']").first.click()
    phone.locator("form[action$='/report'] button.btn-primary").click()


def tell(phone: Page, step: str) -> None:
    """Press the button of a step."""
    phone.locator(f"form:has(input[name=step][value={step}]) button").first.click()
    expect(phone.locator(".flash, [role=status]").first).to_be_visible()
