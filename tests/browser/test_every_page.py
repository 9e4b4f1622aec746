"""Every page of every role: it opens, is whole, speaks one language and can be used by everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

import app as roof
from foundation.i18n import LANGUAGE_NAMES
from foundation.permissions import ROLE_PERMISSIONS, Role
from foundation.web.guards import mark_of
from tests.browser.conftest import DESK, PHONE, Served, serve
from tests.browser.seeing import foreign_words, overflow, violations
from tests.browser.small_office import DAY, PASSWORD, ROLES, SmallOffice, furnish
from tests.browser.test_main_job import switch_to
from tests.conftest import NOON, SetClock, make_web_app, open_office

pytestmark = pytest.mark.browser
ON_PHONE = (Role.INTERPRETER, Role.TRAINEE)
# Addresses that are no pages: they lead elsewhere, or answer with a file or a part of a page.
NO_PAGES = {
    "static",
    "start.show",
    "start.health",
    "sign_in.show",
    "board.today",
    "plans.bar",
    "imports.empty",
}
BOARD = f"/dispatch/{DAY}"
KINDS = {kind.name: kind.permission for kind in roof.IMPORTS}
# What a coordinator and an organisation's administrator see is not measured again for the centre's.
SHARED = (Role.COORDINATOR, Role.ORGANISATION_ADMIN)


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


def pages_of(role: Role, application: Flask, small: SmallOffice) -> list[str]:
    """Every page that the role may open. A page with a new kind of id needs one in the small office."""
    found: list[str] = []
    for rule in application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        if _opens(mark_of(application, rule.endpoint), role):
            found += _addresses(rule, role, small)
    return sorted(found)


def _opens(mark: object, role: Role) -> bool:
    if isinstance(mark, tuple):
        return not ROLE_PERMISSIONS[role].isdisjoint(mark)  # pyright: ignore[reportUnknownArgumentType]  permissions
    return True


def _addresses(rule: Rule, role: Role, small: SmallOffice) -> list[str]:
    """The rule with its places filled: imports once for every kind that the role may take in."""
    if rule.endpoint.startswith("imports."):
        kinds = [name for name, needed in KINDS.items() if needed in ROLE_PERMISSIONS[role]]
        return [_built(rule, name=k, upload_id=small.uploads[role, k]) for k in kinds]
    if rule.endpoint == "availability.show" and not _places(rule) and role not in ON_PHONE:
        return []  # their own, and they have none
    if rule.endpoint == "requests.show":
        keys = ("request_id", "served_request_id", "asked_request_id")
        return [_built(rule, request_id=small.ids[key]) for key in keys]
    page = _built(rule, **{**small.ids, "day": DAY})
    more = {
        "board.show": (f"?s={small.ids['session_id']}", "?view=table"),
        "people.index": ("?q=zzzz",),
    }
    return [page, *(page + query for query in more.get(rule.endpoint, ()))]


def _built(rule: Rule, **values: object) -> str:
    built = rule.build({name: values[name] for name in _places(rule)})
    assert built is not None
    return built[1]


def _places(rule: Rule) -> set[str]:
    """The names of what its address leaves open."""
    places: set[str] = getattr(rule, "arguments")  # noqa: B009  partly typed by the library
    return places


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
    for path in pages:
        going.look(path, "ko", measured=None if path in others else size)
    switch_to(going.page, "en")
    for path in pages:
        if path not in others:
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
