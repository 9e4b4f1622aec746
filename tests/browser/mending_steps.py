"""Steps of a day that goes wrong, in a browser: illness entered, ways compared, one sent, accepted again on a phone."""

import re
from datetime import date
from uuid import UUID

from playwright.sync_api import Locator, Page, expect


def enter_illness(page: Page, interpreter_id: UUID, day: date) -> None:
    """A coordinator enters that somebody is ill, and confirms what that hits."""
    page.goto(f"/people/{interpreter_id}/availability")
    form = page.locator("form[action$='/availability/days']").last
    form.locator("input[name=kind][value=leave]").check()
    form.locator("input[name=first_day]").fill(day.isoformat())
    form.locator("input[name=last_day]").fill(day.isoformat())
    form.locator("button").last.click()
    page.locator("button[name=do][value=save]").click()


def compare_ways(page: Page, day: date) -> Locator:
    """Open the ways of filling the gaps of a day from its board; the radio buttons of the ways."""
    page.goto(f"/dispatch/{day}")
    link = page.locator(f"a[href*='/dispatch/{day}/repairs/']").first
    expect(link).to_be_visible(timeout=60_000)
    link.click()
    expect(page).to_have_url(re.compile("/repairs/"))
    return page.locator("input[name=choice]")


def send_way(page: Page, ways: Locator, number: int) -> None:
    """Choose one of them, from 0, and send it."""
    ways.nth(number).check()
    page.locator("form[action*='/repairs/'][action$='/send'] button.btn-primary").click()
    expect(page).to_have_url(re.compile(r"/dispatch/\d{4}-\d\d-\d\d$"))


def accept_on_phone(page: Page) -> None:
    """Say yes to the first offer on the home page of a phone."""
    page.goto("/home")
    page.locator("form[action$='/accept'] button").first.click()
