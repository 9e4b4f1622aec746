"""The main job, from the need to the confirmed interpreter, as four people see it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.domain.roles import Role
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from interpreters.domain.qualifications import CertificationLevel
from tests.browser.conftest import Served
from tests.factories import (
    a_site,
    a_user,
    an_interpreter,
    an_organisation,
    available,
)

pytestmark = pytest.mark.browser
WEDNESDAY = date(2026, 11, 25)
PASSWORD = "a long demo password"
NAME = "응우옌 티 하인"


@pytest.fixture
def people(served: Served) -> None:
    """A small office: one organisation and place, and one interpreter who could come."""
    with begin(served.office, the_system()) as uow:
        ansan = an_organisation(uow, "안산 이음이주민센터")
        a_site(uow, ansan, name="안산 상담실", name_en="Ansan office")
        for role, name in (
            (Role.COUNSELLOR, "counsellor"),
            (Role.COORDINATOR, "coordinator"),
            (Role.CENTRE_ADMIN, "admin"),
        ):
            a_user(uow, role, ansan, email=f"{name}@ieum.example", password=PASSWORD)
        hanh = a_user(uow, Role.INTERPRETER, ansan, email="hanh@ieum.example", password=PASSWORD)
        person = an_interpreter(
            uow, NAME, user=hanh, levels=(CertificationLevel.COMMUNITY,), city="ansan"
        )
        available(uow, person)


def sign_in(page: Page, name: str) -> None:
    """Sign in on the page, as a person does."""
    page.goto("/login")
    page.locator("input[name=email]").fill(f"{name}@ieum.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").first.click()
    expect(page).not_to_have_url(re.compile("/login"))


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.wide)])
def test_a_request_becomes_a_confirmed_interpreter(
    people: None, open_page: Callable[..., Page], language: str
) -> None:
    def words(text: str, **values: object) -> str:
        return translate(say(text, **values), language)

    counsellor = open_page(language=language)
    sign_in(counsellor, "counsellor")
    switch_to(counsellor, language)
    counsellor.goto("/requests/new")
    counsellor.locator("select[name=language]").select_option("vi")
    counsellor.locator("input[name=day]").fill(WEDNESDAY.isoformat())
    counsellor.locator("input[name=start]").fill("14:00")
    counsellor.locator("select[name=site]").select_option(index=1)
    counsellor.locator("input[name=domain][value=general]").check()
    counsellor.locator("button[name=do][value=check]").click()
    expect(counsellor.locator(".likelihood")).to_be_visible()
    counsellor.locator("button[name=do][value=send]").click()
    expect(counsellor).to_have_url(re.compile(r"/requests/[0-9a-f-]{36}$"))
    expect(counsellor.locator("main")).to_contain_text(words("Looking for an interpreter"))

    coordinator = open_page(language=language)
    sign_in(coordinator, "coordinator")
    switch_to(coordinator, language)
    board = f"/dispatch/{WEDNESDAY}"
    coordinator.goto(board)
    unfilled = coordinator.locator(".queue .q")
    expect(unfilled).to_have_count(1)
    expect(unfilled.locator(".q-why, .q-ok, .q-can").first).not_to_be_empty()
    unfilled.locator("a.q-link").click()
    expect(coordinator.locator(".funnel")).to_be_visible()

    coordinator.goto(board)
    coordinator.locator("#run form button.btn-primary").click()
    send = coordinator.locator("form[action$='/send'] button")
    expect(send).to_be_visible(timeout=60_000)
    coordinator.locator("#run a.btn").click()
    expect(coordinator).to_have_url(re.compile("/changes"))
    expect(coordinator.locator("main table")).to_contain_text(NAME)
    coordinator.locator("form[action$='/send'] button").first.click()

    phone = open_page(language=language, phone=True)
    sign_in(phone, "hanh")
    switch_to(phone, language)
    phone.goto("/home")
    phone.locator("form[action$='/accept'] button").first.click()
    phone.goto("/home")
    expect(phone.locator(".next")).to_contain_text(words("Confirmed"))

    coordinator.goto(board)
    expect(coordinator.locator(".blk.is-ok")).to_have_count(1)
    expect(coordinator.locator(".queue .q")).to_have_count(0)
    counsellor.reload()
    expect(counsellor.locator("main")).to_contain_text(NAME)

    the_trail_tells_it(open_page(language=language), language, words)


def the_trail_tells_it(admin: Page, language: str, words: Callable[[str], str]) -> None:
    """What happened stands in the trail, in the reader's words."""
    sign_in(admin, "admin")
    switch_to(admin, language)
    admin.goto("/audit")
    story = admin.locator("main")
    for deed in ("Request filed", "Offer sent", "Offer accepted", "Session moved on"):
        expect(story).to_contain_text(words(deed))


def switch_to(page: Page, language: str) -> None:
    """Choose the language in the page's own switcher; accounts begin in Korean."""
    if page.locator("html").get_attribute("lang") != language:
        choice = page.locator(f"button[formaction$='/language/{language}']").first
        page.locator("details.menu", has=choice).locator("summary").click()
        choice.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
