"""A coordinator's first sign-in: a passkey in the browser, an app with codes on paper, and the way back in without a phone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp.totp import TOTP

from accounts.domain.roles import Role
from accounts.domain.settings import AccountsSettings
from accounts.service.sign_in import hash_password
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from foundation.times.clock import Clock
from tests.browser.conftest import PHONE, Served, serve
from tests.factories import a_user

pytestmark = [pytest.mark.browser, pytest.mark.wide]
PASSWORD, EMAIL = "a long demo password", "coordinator@ieum.example"
TOUCH_SENSOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def strict_site(sqlite_office: Office, clock: Clock) -> Iterator[Served]:
    """The product as it is in use: a password alone opens no desk."""
    settings = sqlite_office.settings
    told = replace(settings.of(AccountsSettings), staff_second_step=True)
    sections = {**settings.sections, AccountsSettings: told}
    office = replace(sqlite_office, settings=replace(settings, sections=sections))
    with serve(office, clock) as running:
        yield Served(running.address.replace("127.0.0.1", "localhost"), office)


def type_password(page: Page) -> None:
    page.goto("/login")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action='/login'] button")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_passkey_an_app_and_a_code_on_paper(
    strict_site: Served, browser: Browser, clock: Clock, language: str
) -> None:
    def said(text: str, **values: object) -> str:
        return translate(say(text, **values), language)

    with begin(strict_site.office, the_system()) as uow:
        secret = hash_password(PASSWORD)
        a_user(uow, Role.COORDINATOR, email=EMAIL, password_hash=secret, language=language)
    context = browser.new_context(
        base_url=strict_site.address,
        locale=language,
        viewport=PHONE,  # pyright: ignore[reportArgumentType]  a ViewportSize
    )
    page = context.new_page()
    sensor: Any = context.new_cdp_session(page)
    sensor.send("WebAuthn.enable")
    sensor.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_SENSOR})

    type_password(page)
    expect(page).to_have_url(re.compile("/account/sign-in$"))
    page.fill("#key-name", "phone")
    page.get_by_role("button", name=said("Add a passkey")).click()
    expect(
        page.get_by_text(said("The passkey is added. You can sign in with it from now on."))
    ).to_be_visible()

    # From now on a finger is enough.
    context.clear_cookies()
    page.goto("/login")
    page.get_by_role("button", name=said("Sign in with a passkey")).click()
    expect(page).not_to_have_url(re.compile("/login"))

    # An app beside it: confirm, scan, type.
    page.goto("/account/sign-in")
    page.get_by_role("link", name=said("Confirm your password")).click()
    page.get_by_role("button", name=said("Use a passkey")).click()
    page.get_by_role("button", name=said("Set up an app")).click()
    app = TOTP(page.locator("#app code").inner_text().replace(" ", ""))
    page.fill("#app input[name=code]", app.at(clock()))
    page.locator("#app").get_by_role("button", name=said("Confirm")).click()
    expect(page.get_by_role("heading", name=said("Recovery codes"))).to_be_visible()
    paper = page.locator("main code").first.inner_text()

    # No phone, no sensor: the password and a code from paper.
    other = browser.new_context(base_url=strict_site.address, locale=language).new_page()
    type_password(other)
    expect(other).to_have_url(re.compile("/login/code$"))
    other.fill("input[name=code]", paper.lower())
    other.get_by_role("button", name=said("Sign in"), exact=True).click()
    expect(other).not_to_have_url(re.compile("/login"))
    other.goto("/account/sign-in")
    expect(other.get_by_text(said("Recovery codes left: %(n)s", n=9))).to_be_visible()
    other.context.close()
    context.close()
