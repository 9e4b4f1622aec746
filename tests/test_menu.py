"""The main menu at a desk: every page of a role in one place, with what waits there, however many there are."""

import re
from collections import Counter
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app as roof
from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.web.navigation import GROUP_NAMES, MOST_BESIDE, Entry, Group
from tests.factories import a_user, an_interpreter
from tests.factories.dispatch import an_offer
from tests.signing_in import sign_in
from training.domain.permissions import TrainingPermission

AT_A_DESK = [role for role in Role if role not in {Role.INTERPRETER, Role.TRAINEE}]


class Seen(NamedTuple):
    """The menu as a page shows it: in a row, as one list on a narrow screen, and under the name."""

    row: str
    narrow: str
    own: str


def seen(web: FlaskClient, path: str = "/account") -> Seen:
    text = web.get(path).text
    nav = text[text.index('<nav class="nav"') :].split("</nav>")[0]
    narrow, row = nav.split("</div></details>")
    tools = text[text.index('<div class="tools">') :].split("</header>")[0]
    return Seen(row, narrow, tools)


def links(part: str) -> list[str]:
    return re.findall(r'<a[^>]* href="([^"]+)"', part)


def entries_of(role: Role) -> list[Entry]:
    may = roof.GRANTS[role]
    return [
        entry
        for entry in roof.NAVIGATION
        if not entry.public
        and not entry.phone
        and entry.permission in may
        and entry.unless not in may
    ]


def signed_in(web_app: Flask, office: Office, role: Role) -> FlaskClient:
    with begin(office, the_system()) as uow:
        user = a_user(uow, role)
    web = web_app.test_client()
    sign_in(web, user)
    return web


@pytest.mark.parametrize("role", AT_A_DESK)
def test_every_page_of_a_role_stands_in_one_place(
    web_app: Flask, office: Office, role: Role
) -> None:
    menu = seen(signed_in(web_app, office, role))
    with web_app.test_request_context():
        main, own = (
            [
                web_app.url_for(entry.endpoint)
                for entry in entries_of(role)
                if (entry.group is Group.OWN) is mine
            ]
            for mine in (False, True)
        )
    assert Counter(links(menu.row)) == Counter(main)
    assert Counter(links(menu.narrow)) == Counter(main)
    assert Counter(links(menu.own)) == Counter(["/account", *own])
    # Few stand beside each other; of many, no more than fit do, and no group holds only one.
    groups = re.findall(r"<details.*?</details>", menu.row, re.DOTALL)
    assert bool(groups) is (len(main) > MOST_BESIDE)
    assert all(len(links(group)) > 1 for group in groups)
    beside = len(main) - sum(len(links(group)) for group in groups) + len(groups)
    assert beside <= MOST_BESIDE


def test_a_group_shows_what_waits_in_it_and_that_one_is_there(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        an_offer(uow, interpreter=an_interpreter(uow))  # without an account: must be called
    web = signed_in(web_app, office, Role.COORDINATOR)
    for path, current in (("/offers/log", True), ("/requests", False)):
        menu = seen(web, path)
        group = re.search(r"<summary([^>]*)>배정<span class=\"count\">1<", menu.row)
        assert group, path
        assert ('aria-current="true"' in group[1]) is current, path
        assert menu.row.count('aria-current="page"') == 1
        assert re.search(r'class="count">[1-9]\d*<', menu.narrow.split("</summary>")[0]), path


def test_what_is_open_closes_when_another_opens(web_app: Flask, office: Office) -> None:
    text = signed_in(web_app, office, Role.CENTRE_ADMIN).get("/account").text
    header = text[: text.index("</header>")]
    assert header.count("<details") == header.count('name="menu"') == len(GROUP_NAMES) + 2


def test_ones_own_learning_is_under_the_name(web_app: Flask, office: Office) -> None:
    menu = seen(signed_in(web_app, office, Role.COUNSELLOR), "/learn")
    assert TrainingPermission.LEARNING_OWN in roof.GRANTS[Role.COUNSELLOR]
    assert re.search(r'<summary class="tool" aria-current="true">', menu.own)
    assert re.search(r'href="/learn" aria-current="page"', menu.own)
