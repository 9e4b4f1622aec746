"""An instant call is connected: a counsellor's desk and three interpreters' phones, each in a browser of its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.domain.roles import Role
from accounts.service.sign_in import hash_password
from accounts.store.tables import User
from dispatch.service.helpline import duty
from foundation.database.work import UnitOfWork, begin
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from tests.browser.conftest import Served
from tests.browser.test_main_job import sign_in
from tests.dispatch.acting import acting
from tests.factories import a_user, an_interpreter, an_organisation, available

pytestmark = [pytest.mark.browser, pytest.mark.wide]
PASSWORD, NUMBER = "a long demo password", "031-555-0101"
NAMES = ("linh", "mai", "thu")


def furnish(uow: UnitOfWork, language: str) -> None:
    """A counsellor, and three interpreters of Vietnamese who have said that calls may come."""
    secret = hash_password(PASSWORD)
    ansan = an_organisation(uow, "안산 이음이주민복지센터", name_en="Ansan Ieum Centre")

    def account(role: Role, name: str) -> User:
        return a_user(
            uow,
            role,
            ansan,
            email=f"{name}@ieum.example",
            full_name=name.title(),
            password_hash=secret,
            language=language,
        )

    account(Role.COUNSELLOR, "counsellor")
    for name in NAMES:
        user = account(Role.INTERPRETER, name)
        available(uow, an_interpreter(uow, name.title(), user=user))
        duty.say_available(acting(uow, user), 240)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_call_is_connected_with_the_first_of_three_phones(
    served: Served, open_page: Callable[..., Page], language: str
) -> None:
    def said(text: str, **values: object) -> str:
        return translate(say(text, **values), language)

    with begin(served.office, the_system()) as uow:
        furnish(uow, language)
    desk = open_page(language=language)
    sign_in(desk, "counsellor")
    phones = [open_page(language=language, phone=True) for _ in NAMES]
    for phone, name in zip(phones, NAMES, strict=True):
        sign_in(phone, name)
        phone.goto("/home")

    desk.goto("/helpline/new")
    desk.select_option("select[name=language]", Language.VIETNAMESE.value)
    desk.select_option("select[name=domain]", Domain.GENERAL.value)
    desk.fill("input[name=meeting_link]", NUMBER)
    desk.get_by_role("button", name=said("Find an interpreter now")).click()
    call = desk.locator("#call")
    expect(call).to_contain_text("3")
    for name in NAMES:
        expect(call).not_to_contain_text(name.title())

    # Nobody touches the phones: the question comes to the page that is open.
    for phone in phones:
        expect(phone.get_by_role("button", name=said("Take the call"))).to_be_visible()
        expect(phone.locator("main")).not_to_contain_text(NUMBER)
    phones[2].get_by_role("button", name=said("Not now")).click()
    phones[1].get_by_role("button", name=said("Take the call")).click()
    expect(phones[1].locator("#taken")).to_contain_text(NUMBER)

    # The desk learns who comes, and the other phone is quiet again.
    expect(call).to_contain_text(said("%(name)s has accepted", name="Mai"))
    expect(call).to_contain_text(NUMBER)
    expect(phones[0].get_by_role("button", name=said("Take the call"))).to_have_count(0)
    expect(phones[0].locator("main")).not_to_contain_text(NUMBER)

    desk.get_by_role("button", name=said("End the call")).click()
    desk.get_by_role("button", name=said("It helped"), exact=True).click()
    expect(call).to_contain_text(said("It helped"))
    expect(phones[1].locator("#taken")).to_contain_text(said("The call has ended."), timeout=15_000)
