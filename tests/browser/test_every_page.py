"""Every page of every role: it opens, is whole, speaks one language and can be used by everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from accounts.domain.roles import Role
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.web.navigation import GROUP_NAMES
from tests.browser.conftest import DESK, PHONE, Served, serve
from tests.browser.pages import KINDS, ON_PHONE, Depth, pages_of
from tests.browser.seeing import foreign_words, overflow, violations
from tests.browser.small_office import DAY, PASSWORD, ROLES, SmallOffice, furnish
from tests.browser.test_main_job import switch_to
from tests.conftest import NOON, SetClock, make_web_app, open_office

pytestmark = [pytest.mark.browser, pytest.mark.wide]
BOARD = f"/dispatch/{DAY}"
# What these see is not measured again for the centre's administrator.
SHARED = (Role.COORDINATOR, Role.TRAINING_MANAGER, Role.ORGANISATION_ADMIN)


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, empty_database: bytes
) -> Iterator[tuple[Served, SmallOffice]]:
    """The small office, served once for the module."""
    path: Path = tmp_path_factory.mktemp("every-page") / "ieum.db"
    path.write_bytes(empty_database)
    clock = SetClock(NOON)
    office = open_office(f"sqlite:///{path}", clock)
    small = furnish(office, list(KINDS))
    with serve(office, clock) as served:
        yield served, small
    office.engine.dispose()


def sign_in(page: Page, role: Role) -> None:
    """Sign in as the one of this role."""
    page.goto("/login")
    page.locator("input[name=email]").fill(f"{role}@ieum.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").first.click()


class Walk:
    """One browser's way through pages, and everything that was wrong on it."""

    def __init__(self, page: Page, names: list[str]) -> None:
        """Listen to the console."""
        self.page, self.names = page, names
        self.wrong: list[tuple[str, Any]] = []
        self._said: list[str] = []
        page.on("console", lambda said: self._said.append(said.text))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def look(self, path: str, language: str, *, measured: dict[str, int] | None = None) -> None:
        """Open a page narrow, judge it, and measure it with axe at the reader's own width."""
        self._said.clear()
        self.page.set_viewport_size({"width": 320, "height": 800})
        answer = self.page.goto(path)
        status = answer.status if answer else 0
        self._expect(path, "status", status, 200)
        self._expect(path, "h1", self.page.locator("h1").count(), 1)
        spoken = self.page.locator("html").get_attribute("lang")
        self._expect(path, "lang", spoken, language)
        self._expect(path, "overflow at 320", overflow(self.page), 0)
        self._expect(path, "foreign", foreign_words(self.page, language, self.names), [])
        self._expect(path, "console", list(self._said), [])
        if measured is not None:
            self.page.set_viewport_size(measured)  # pyright: ignore[reportArgumentType]  a ViewportSize
            self._expect(path, "axe", violations(self.page), [])

    def open(self, path: str) -> None:
        """Open a page without drawing it."""
        answer = self.page.request.get(path, max_redirects=0)
        self._expect(path, "status", answer.status, 200)
        self._expect(path, "h1", answer.text().count("<h1"), 1)

    def _expect(self, path: str, what: str, seen: object, wanted: object) -> None:
        if seen != wanted:
            self.wrong.append((f"{path} {what}", seen))


@pytest.fixture
def walk(browser: Browser, house: tuple[Served, SmallOffice]) -> Iterator[Callable[..., Walk]]:
    """Begin a walk in a browser of its own, signed in as a role or as nobody."""
    served, small = house
    context = browser.new_context(base_url=served.address, locale="ko-KR")

    def begin_walk(role: Role | None = None) -> Walk:
        page = context.new_page()
        page.set_default_timeout(15_000)
        if role is not None:
            sign_in(page, role)
        return Walk(page, [*small.names, *LANGUAGE_NAMES.values()])

    yield begin_walk
    context.close()


@pytest.fixture(scope="module")
def application(house: tuple[Served, SmallOffice]) -> Flask:
    """The application, for its list of addresses."""
    return make_web_app(house[0].office, SetClock(NOON))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_can_be_read_by_everybody(
    walk: Callable[..., Walk],
    house: tuple[Served, SmallOffice],
    application: Flask,
    role: Role,
) -> None:
    pages = pages_of(role, application, house[1])
    others: set[str] = set()
    if role is Role.CENTRE_ADMIN:
        for other in SHARED:
            others.update(pages_of(other, application, house[1]))
    going = walk(role)
    size = PHONE if role in ON_PHONE else DESK
    switch_to(going.page, "ko")
    for path, depth in pages.items():
        if depth is Depth.OPENED:
            going.open(path)
        else:
            is_measured = depth is Depth.MEASURED and path not in others
            going.look(path, "ko", measured=size if is_measured else None)
    switch_to(going.page, "en")
    for path, depth in pages.items():
        if depth is not Depth.OPENED and path not in others:
            going.look(path, "en")

    assert going.wrong == []


def test_the_pages_of_training_for_anybody(
    walk: Callable[..., Walk], house: tuple[Served, SmallOffice]
) -> None:
    small = house[1]
    paths = (
        "/courses",
        f"/courses/{small.ids['cohort_id']}",
        "/join",
        "/join/thanks",
        "/verify",
        f"/verify/{small.code}",
    )
    going = walk()
    for path in paths:
        going.look(path, "ko", measured=PHONE)
    switch_to(going.page, "en")
    for path in paths:
        going.look(path, "en")

    assert going.wrong == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_before_signing_in(walk: Callable[..., Walk], *, dark: bool) -> None:
    going = walk()
    going.page.emulate_media(color_scheme="dark" if dark else "light")
    going.look("/login", "ko", measured=PHONE)
    switch_to(going.page, "en")
    going.look("/login", "en", measured=DESK)

    assert going.wrong == []


@pytest.mark.parametrize(
    ("role", "path", "size"),
    [(Role.COORDINATOR, BOARD, DESK), (Role.INTERPRETER, "/home", PHONE)],
)
def test_the_first_pages_can_be_read_in_the_dark(
    walk: Callable[..., Walk], role: Role, path: str, size: dict[str, int]
) -> None:
    going = walk(role)
    switch_to(going.page, "ko")
    going.page.emulate_media(color_scheme="dark")
    going.look(path, "ko", measured=size)

    assert going.wrong == []


def test_an_error_is_a_whole_page_too(walk: Callable[..., Walk]) -> None:
    going = walk(Role.COUNSELLOR)
    for path, status in (("/nothing", 404), ("/audit", 403)):
        answer = going.page.goto(path)
        assert answer is not None
        assert answer.status == status
        assert going.page.locator("h1").count() == 1
        assert violations(going.page) == []


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ON_PHONE])
def test_the_menu_of_a_role_is_one_row(walk: Callable[..., Walk], role: Role) -> None:
    page = walk(role).page
    rows: dict[tuple[str, int], int] = {}
    for language in ("ko", "en"):
        switch_to(page, language)
        for width in (1280, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto("/account")
            middles = page.locator(".topbar a:visible, .topbar summary:visible").evaluate_all(
                "all => all.map(e => e.getBoundingClientRect()).map(r => Math.round((r.top + r.bottom) / 2))"
            )
            rows[language, width] = len(set(middles))
    assert set(rows.values()) == {1}, rows


def test_one_group_is_open_at_a_time_and_closes_by_keyboard(walk: Callable[..., Walk]) -> None:
    page = walk(Role.CENTRE_ADMIN).page
    page.set_viewport_size(DESK)  # pyright: ignore[reportArgumentType]  a ViewportSize
    page.goto("/outbox")
    groups = page.locator(".nav summary:visible")
    first, second = groups.nth(0), groups.nth(1)
    is_open = "summary => summary.parentElement.open"
    first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert violations(page) == []
    assert page.evaluate("document.activeElement.closest('details').open")
    second.click()
    assert (first.evaluate(is_open), second.evaluate(is_open)) == (False, True)
    page.keyboard.press("Escape")
    assert not second.evaluate(is_open)
    assert second.evaluate("summary => summary === document.activeElement")
    second.press("Enter")
    page.locator(".tools summary").focus()
    assert not second.evaluate(is_open)
    assert groups.last.get_attribute("aria-current") == "true"
    page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType]  a ViewportSize
    page.locator(".nav-all > summary").click()
    assert page.locator(".nav-all .menu-h").count() == len(GROUP_NAMES)
    assert violations(page) == []
    assert overflow(page) == 0
