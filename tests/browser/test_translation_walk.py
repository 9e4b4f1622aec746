"""A translation from its request over two people, a correction and its acceptance to both statements, as five people see it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from accounts.domain.roles import Role
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from tests.browser.conftest import Served
from tests.browser.test_main_job import PASSWORD, sign_in, switch_to
from tests.conftest import SetClock
from tests.dispatch.translations.texts import a_translator
from tests.factories import a_user, an_organisation
from tests.factories.dispatch import a_rate_card

pytestmark = [pytest.mark.browser, pytest.mark.wide]
CONTENT = "Hợp đồng".encode()
HANH, HIEU = "응우옌 티 하인", "판 반 히에우"
# Four pages at 20,000 won; 40 % of them for the revision.
PAID = {HANH: "80,000", HIEU: "32,000"}


def a_text(name: str) -> FilePayload:
    """A small file to choose."""
    return {"name": name, "mimeType": "text/plain", "buffer": CONTENT}


@pytest.fixture
def people(served: Served) -> None:
    """A requester, a coordinator, an accountant, two who translate, and rates."""
    with begin(served.office, the_system()) as uow:
        ansan = an_organisation(uow, "안산 이음이주민센터")
        a_rate_card(uow, page_won=20_000, revision_percent=40)
        for role in (Role.COUNSELLOR, Role.COORDINATOR, Role.ACCOUNTANT):
            a_user(uow, role, ansan, email=f"{role}@ieum.example", password=PASSWORD)
        for name, korean in (("hanh", HANH), ("hieu", HIEU)):
            user = a_user(
                uow, Role.INTERPRETER, ansan, email=f"{name}@ieum.example", password=PASSWORD
            )
            a_translator(uow, korean, user)


@dataclass
class Walkers:
    """Everybody's browser, in one language, and the translation that they work on."""

    open_page: Callable[..., Page]
    language: str
    job: str = ""

    def words(self, text: str, **values: object) -> str:
        """What the page says for an English sentence."""
        return translate(say(text, **values), self.language)

    def won(self, name: str) -> str:
        """What somebody is paid."""
        return self.words("%(won)s won", won=PAID[name])

    def signed_in(self, name: str, *, phone: bool = False) -> Page:
        """Somebody signs in."""
        page = self.open_page(language=self.language, phone=phone)
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, name)
        switch_to(page, self.language)
        return page

    def asked_for(self, requester: Page) -> None:
        """Four pages of a contract are to be translated."""
        requester.goto("/translations/new")
        for field, value in (
            ("source", "vi"),
            ("target", "ko"),
            ("kind", "contract"),
            ("domain", "labour"),
        ):
            requester.locator(f"select[name={field}]").select_option(value)
        requester.locator("input[name=file]").set_input_files([a_text("hop-dong.txt")])
        requester.locator("input[name=amount]").fill("4")
        requester.locator("input[name=measure][value=pages]").check(force=True)
        requester.locator("input[name=day]").fill("2026-12-04")
        requester.get_by_role("button", name=self.words("Request translation")).click()
        expect(requester.locator("h1")).to_have_text("T-2611-0001")
        self.job = requester.url

    def taken(self, desk: Page, kind: str, name: str, who: Page) -> None:
        """Somebody is asked for a step, sees what it pays, and accepts."""
        desk.goto(f"{self.job}/ask/{kind}")
        desk.get_by_role("checkbox", name=name).check()
        desk.get_by_role("button", name=self.words("Send offers")).click()
        who.goto("/translations/work")
        who.locator("a[href*='/translations/offers/']").first.click()
        expect(who.locator("main")).to_contain_text(self.won(name))
        who.get_by_role("button", name=self.words("Accept"), exact=True).click()

    def handed_in(self, who: Page, step: str, *, with_file: bool) -> None:
        """Whoever has a step hands it in."""
        who.goto("/translations/work")
        who.get_by_role("link", name=self.words(step)).first.click()
        if with_file:
            who.locator("input[name=file]").set_input_files([a_text("ko.txt")])
        who.get_by_role("button", name=self.words("Hand in"), exact=True).click()
        expect(who.get_by_text(self.words("Handed in. Thank you."))).to_be_visible()

    def claimed(self, desk: Page, who: Page, name: str) -> None:
        """Whoever worked confirms the claim, and the office approves it."""
        who.goto("/pay")
        expect(who.locator("main")).to_contain_text(self.won(name))
        who.get_by_role("button", name=self.words("Confirm everything")).click()
        desk.goto("/claims?state=confirmed")
        expect(desk.locator("tbody tr")).to_have_count(1)
        expect(desk.locator("tbody tr")).to_contain_text(name)
        desk.get_by_role("button", name=self.words("Approve all on this page")).click()
        expect(desk.locator("tbody tr")).to_have_count(0)

    def month_closed(self, accountant: Page) -> None:
        """The accountant closes the month and sees both statements, each with its one claim."""
        accountant.goto("/pay-months")
        both = self.words("%(won)s won", won="112,000")
        expect(accountant.locator("main")).to_contain_text(both)
        accountant.locator("form[action$='/pay-months'] button").click()
        expect(accountant).to_have_url(re.compile(r"/statements\?month=2026-11$"))
        expect(accountant.locator("tbody tr")).to_have_count(2)
        for name in PAID:
            accountant.goto("/statements?month=2026-11")
            accountant.get_by_role("link", name=name).click()
            self.shows_its_claim(accountant, name)

    def shows_its_claim(self, page: Page, name: str) -> None:
        """A statement has the one claim of its translation."""
        claims = page.locator("main .list-line li")
        expect(claims).to_have_count(1)
        expect(claims).to_contain_text(self.words("Translation"))
        expect(claims).to_contain_text(self.won(name))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_translation_over_two_people_a_correction_acceptance_and_pay(
    people: None, open_page: Callable[..., Page], clock: SetClock, language: str
) -> None:
    walk = Walkers(open_page, language)
    words = walk.words
    requester, desk = walk.signed_in("counsellor"), walk.signed_in("coordinator")
    hanh, hieu = walk.signed_in("hanh", phone=True), walk.signed_in("hieu", phone=True)
    walk.asked_for(requester)
    walk.taken(desk, "translation", HANH, hanh)
    walk.taken(desk, "revision", HIEU, hieu)
    walk.handed_in(hanh, "Translation", with_file=True)
    walk.handed_in(hanh, "Check by the translator", with_file=False)
    walk.handed_in(hieu, "Revision", with_file=True)
    requester.goto(walk.job)
    expect(requester.get_by_role("link", name="ko.txt")).to_be_visible()
    requester.get_by_text(words("Ask for a correction")).click()
    requester.locator("select[name=reason]").first.select_option("terms")
    requester.locator("textarea[name=text]").fill("2쪽 용어")
    requester.get_by_role("button", name=words("Send back for correction")).click()
    walk.handed_in(hieu, "Revision", with_file=True)
    requester.goto(walk.job)
    requester.get_by_role("button", name=words("Accept translation")).click()
    expect(requester.get_by_text(words("Accepted by the requester"))).to_be_visible()
    if language == "en":
        # The money is the same in either.
        return
    for who, name in ((hanh, HANH), (hieu, HIEU)):
        walk.claimed(desk, who, name)
    clock.now += timedelta(days=10)
    walk.month_closed(walk.signed_in("accountant"))
    for account, name in (("hanh", HANH), ("hieu", HIEU)):
        own = walk.signed_in(account, phone=True)
        own.goto("/pay/statements")
        own.locator("main a[href*='/statements/']").first.click()
        walk.shows_its_claim(own, name)
