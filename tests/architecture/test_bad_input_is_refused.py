"""Nothing that anybody sends is an error of ours: addresses and forms are tried with values that no office means.

Every form of every page is found by reading the pages as each role. Each form is sent with all its fields at one extreme
after another; the wide run does so for every role and tries every field by itself, the others left as they were shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import Rule

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.browser.pages import addresses, places_of
from tests.browser.small_office import ROLES, SmallOffice
from tests.conftest import NOON, open_office, over
from tests.signing_in import sign_in

EXTREMES = (
    "9" * 5000,
    "-1",
    "99999999999999999999",
    "NaN",
    "inf",
    "1e308",
    "",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-14:00",
    "99:99",
    "nonsense",
    "00000000-0000-0000-0000-000000000000",
    "²",
    "٣",
    "\U0001f600\u202e",
    "가" * 20_000,
)
# Whose pages are few and have most kinds of fields; the others are walked through in the wide run.
QUICK = (Role.COUNSELLOR,)
# What may stand in an address, beside the name of whatever it is.
ARGUMENTS = ("page", "queue", "seats", "s", "person", "day", "first", "last", "week", "month")
DAYS = (
    "0001-01-01",
    "9999-12-31",
    "1900-01-01",
    "2100-12-31",
    "2026-13-01",
    "٢٠٢٦-١١-٢٤",
    "9" * 5000,
)


@dataclass
class SentForm:
    """A form as a page shows it: where it goes, and what it would send."""

    address: str
    fields: dict[str, str] = field(default_factory=dict[str, str])


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[SentForm] = []
        self._open: SentForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self._open = SentForm(given.get("action", "")) if is_post else None
            if self._open is not None:
                self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "select":
            self._select = name
            self._open.fields.setdefault(name, "")
        elif tag == "option" and "selected" in given:
            self._open.fields[self._select] = given.get("value", "")
        elif tag in {"input", "textarea", "button"} and name:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self._open.fields[name] = given.get("value", "")
            else:
                self._open.fields.setdefault(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


@dataclass
class House:
    """The small office and the application over it, which answers errors as when it is served."""

    office: Office
    small: SmallOffice
    application: Flask

    def browser_of(self, role: Role) -> FlaskClient:
        """The browser of the one who has this role."""
        web = self.application.test_client()
        with begin(self.office, the_system()) as uow:
            users = {user.email: user for user in uow.db.query(User)}
        sign_in(web, users[f"{role}@ieum.example"])
        return web


@pytest.fixture
def house(
    furnished: tuple[bytes, SmallOffice], one_web_app: Flask, tmp_path: Path
) -> Iterator[House]:
    """The small office as it was furnished: what is sent here may close the account of the next role."""
    content, small = furnished
    (tmp_path / "ieum.db").write_bytes(content)
    office = open_office(
        f"sqlite:///{tmp_path}/ieum.db", lambda: NOON, base_url="https://ieum.example"
    )
    with over(one_web_app, office):
        one_web_app.config["PROPAGATE_EXCEPTIONS"] = False
        yield House(office, small, one_web_app)
    office.engine.dispose()


def pages(house: House, role: Role) -> Iterator[tuple[Rule, str]]:
    """Every address of every page that a role may ask for."""
    for rule in house.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            try:
                found = addresses(rule, role, house.small)
            except KeyError:
                # What the small office has nothing of; the test of GET says which pages these may be.
                continue
            for address in found:
                yield rule, address


def forms_of(house: House, role: Role, web: FlaskClient) -> dict[str, SentForm]:
    """The forms that a role is shown, one for each kind of place they go to and each set of fields."""
    found: dict[str, SentForm] = {}
    adapter = house.application.url_map.bind("ieum.example")
    for _, address in pages(house, role):
        answer = web.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        reader = Forms()
        reader.feed(answer.get_data(as_text=True))
        for form in reader.found:
            target = form.address or address
            form.address = target
            try:
                endpoint, _ = adapter.match(urlsplit(target).path, method="POST")
            except MethodNotAllowed:
                # A form whose buttons say where it goes.
                continue
            if endpoint in {"sign_in.leave", "account.change_password"}:
                continue
            found.setdefault(f"{endpoint} {' '.join(sorted(form.fields))}", form)
    return found


def failures(web: FlaskClient, form: SentForm, changed: dict[str, str]) -> list[str]:
    """What was an error of ours, if it was one."""
    values = {**form.fields, **changed, "_key": ""}
    status = web.post(form.address, data=values).status_code
    shown = {name: value[:30] for name, value in changed.items()}
    return [f"{form.address} {shown}"] if status == 500 else []


@pytest.mark.parametrize(
    "role",
    [role if role in QUICK else pytest.param(role, marks=pytest.mark.wide) for role in ROLES],
)
def test_no_form_breaks_when_every_field_is_at_an_extreme(role: Role, house: House) -> None:
    web = house.browser_of(role)
    found = forms_of(house, role, web)
    assert found
    wrong: list[str] = []
    for number, form in enumerate(found.values()):
        typed = [name for name in form.fields if name not in {"csrf_token", "_key", "do", "next"}]
        # Three of the extremes for each form in turn: over all forms each is tried often.
        for value in EXTREMES[number % 6 :: 6]:
            wrong += failures(web, form, dict.fromkeys(typed, value))
    assert wrong == []


@pytest.fixture(scope="module")
def tried() -> set[str]:
    """The forms that another role has tried field by field already."""
    return set()


@pytest.mark.wide
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ROLES)
def test_no_field_breaks_by_itself(role: Role, house: House, tried: set[str]) -> None:
    web = house.browser_of(role)
    wrong: list[str] = []
    for kind, form in forms_of(house, role, web).items():
        if kind in tried:
            continue
        tried.add(kind)
        for number, name in enumerate(form.fields):
            if name in {"csrf_token", "_key"}:
                continue
            # A sixth of the extremes for each field in turn: of the many fields each kind meets them all.
            for value in EXTREMES[number % 6 :: 6]:
                wrong += failures(web, form, {name: value})
    assert wrong == []


@pytest.mark.wide
def test_no_address_breaks_with_arguments_that_make_no_sense(house: House) -> None:
    web = house.browser_of(Role.CENTRE_ADMIN)
    wrong: list[str] = []
    for rule, address in pages(house, Role.CENTRE_ADMIN):
        if rule.endpoint == "documents.pdf":
            continue
        query = urlencode(dict.fromkeys(ARGUMENTS, "9" * 5000))
        if web.get(f"{address}?{query}").status_code == 500:
            wrong.append(address)
    assert wrong == []


def test_no_day_in_an_address_breaks_a_page_or_a_button(house: House) -> None:
    web = house.browser_of(Role.CENTRE_ADMIN)
    wrong: list[str] = []
    dated = [r for r in house.application.url_map.iter_rules() if "day" in places_of(r)]
    for number, rule in enumerate(dated):
        # Two or three of the days for each address in turn: over all addresses each is tried often.
        for day in DAYS[number % 3 :: 3]:
            values = {name: house.small.ids.get(name) or "csv" for name in places_of(rule)}
            try:
                built = rule.build({**values, "day": day}, append_unknown=False)
            except ValueError:
                continue
            assert built is not None
            for method in {"GET", "POST"} & (rule.methods or set()):
                data = {"days": "14", "seconds": "20"} if method == "POST" else None
                if web.open(built[1], method=method, data=data).status_code == 500:
                    wrong.append(f"{method} {built[1][:80]}")
    assert wrong == []
