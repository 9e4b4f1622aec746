"""Courses, cohorts, classes, instruments and schemes, saved by two people who opened them at the same time."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_cohort, a_course, a_meeting, a_user
from tests.factories.assessment import an_instrument

Browser = Callable[[User], FlaskClient]


class _Answers(HTMLParser):
    """What the last form that carries marks of what was shown would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._select, self._area = "", ""
        form = next(
            f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="_seen"' in f
        )
        self.feed(form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.sent.append((self._select, given["value"]))
        elif tag == "textarea":
            self._area = name
        elif tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in given):
            self.sent.append((name, given.get("value", "y")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent.append((self._area, data.removeprefix("\r\n")))
            self._area = ""


@pytest.fixture
def places(office: Office) -> dict[str, tuple[str, str]]:
    """Pages with a form over something stored, and an answer of it that is text or a number."""
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow)
        return {
            "course": (f"/training/courses/{a_course(uow).id}", "legal_basis"),
            "cohort": (f"/training/{cohort.id}/edit", "offer_hours"),
            "class": (
                f"/training/classes/{a_meeting(uow, cohort, starts_at=uow.now + timedelta(days=20)).id}",
                "room",
            ),
            "instrument": (f"/instruments/{an_instrument(uow).id}", "pass_mark"),
            "scheme": ("/schemes/L2/new", "legal_basis"),
        }


@pytest.mark.parametrize("kind", ["course", "cohort", "class", "instrument", "scheme"])
def test_the_second_of_two_who_save_is_told_what_the_first_has_saved(
    kind: str, places: dict[str, tuple[str, str]], office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
    web, (path, name) = browser_of(manager), places[kind]
    opened = _Answers(web.get(path).text).sent
    opened = [(n, v) for n, v in opened if n not in {"csrf_token", "_key", name}]

    first = web.post(path, data=_as_data([*opened, (name, "71")]))
    second = web.post(path, data=_as_data([*opened, (name, "72")]))

    assert (first.status_code, second.status_code) == (303, 409), first.text
    assert "“71”" in second.text, "what the first has saved"
    assert 'value="72"' in second.text, "what was typed"
    assert ">72<" not in web.get(path).text
    assert 'value="72"' not in web.get(path).text


def _as_data(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
