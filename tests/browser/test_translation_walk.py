"""A translation from its request over two people, a correction and its acceptance, as four people see it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from accounts.domain.roles import Role
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from tests.browser.conftest import Served
from tests.browser.test_main_job import PASSWORD, sign_in, switch_to
from tests.dispatch.translations.texts import a_translator
from tests.factories import a_user, an_organisation

pytestmark = [pytest.mark.browser, pytest.mark.wide]
CONTENT = "Hợp đồng".encode()


def a_text(name: str) -> FilePayload:
    """A small file to choose."""
    return {"name": name, "mimeType": "text/plain", "buffer": CONTENT}


@pytest.fixture
def people(served: Served) -> None:
    """A requester, a coordinator, and two who translate."""
    with begin(served.office, the_system()) as uow:
        ansan = an_organisation(uow, "안산 이음이주민센터")
        for role in (Role.COUNSELLOR, Role.COORDINATOR):
            a_user(uow, role, ansan, email=f"{role}@ieum.example", password=PASSWORD)
        for name, korean in (("hanh", "응우옌 티 하인"), ("hieu", "판 반 히에우")):
            user = a_user(
                uow, Role.INTERPRETER, ansan, email=f"{name}@ieum.example", password=PASSWORD
            )
            a_translator(uow, korean, user)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_translation_over_two_people_a_correction_and_acceptance(
    people: None, open_page: Callable[..., Page], language: str
) -> None:
    def words(text: str) -> str:
        return translate(say(text), language)

    def signed_in(name: str, *, phone: bool = False) -> Page:
        page = open_page(language=language, phone=phone)
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, name)
        switch_to(page, language)
        return page

    requester, desk = signed_in("counsellor"), signed_in("coordinator")
    hanh, hieu = signed_in("hanh", phone=True), signed_in("hieu", phone=True)
    requester.goto("/translations/new")
    for field, value in (
        ("source", "vi"),
        ("target", "ko"),
        ("kind", "contract"),
        ("domain", "labour"),
    ):
        requester.locator(f"select[name={field}]").select_option(value)
    requester.locator("input[name=file]").set_input_files([a_text("hop-dong.txt")])
    requester.locator("input[name=day]").fill("2026-12-04")
    requester.get_by_role("button", name=words("Request translation")).click()
    expect(requester.locator("h1")).to_have_text("T-2611-0001")
    job = requester.url

    def asked(kind: str, name: str, who: Page) -> None:
        desk.goto(f"{job}/ask/{kind}")
        desk.get_by_role("checkbox", name=name).check()
        desk.get_by_role("button", name=words("Send offers")).click()
        who.goto("/translations/work")
        who.locator("a[href*='/translations/offers/']").first.click()
        who.get_by_role("button", name=words("Accept"), exact=True).click()

    def handed_in(who: Page, step: str, *, with_file: bool) -> None:
        who.goto("/translations/work")
        who.get_by_role("link", name=words(step)).first.click()
        if with_file:
            who.locator("input[name=file]").set_input_files([a_text("ko.txt")])
        who.get_by_role("button", name=words("Hand in"), exact=True).click()
        expect(who.get_by_text(words("Handed in. Thank you."))).to_be_visible()

    asked("translation", "응우옌 티 하인", hanh)
    asked("revision", "판 반 히에우", hieu)
    handed_in(hanh, "Translation", with_file=True)
    handed_in(hanh, "Check by the translator", with_file=False)
    handed_in(hieu, "Revision", with_file=True)
    requester.goto(job)
    expect(requester.get_by_role("link", name="ko.txt")).to_be_visible()
    requester.get_by_text(words("Ask for a correction")).click()
    requester.locator("select[name=reason]").first.select_option("terms")
    requester.locator("textarea[name=text]").fill("2쪽 용어")
    requester.get_by_role("button", name=words("Send back for correction")).click()
    handed_in(hieu, "Revision", with_file=True)
    requester.goto(job)
    requester.get_by_role("button", name=words("Accept translation")).click()
    expect(requester.get_by_text(words("Accepted by the requester"))).to_be_visible()
