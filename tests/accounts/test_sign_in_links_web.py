"""The link of a message signs its reader in once, on a phone; nobody else, and nobody with work at a desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import sign_in as sessions
from accounts.service import sign_in_links
from accounts.store.message_tables import SignInLink
from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.messages import outbox
from foundation.messages.outbox import Draft
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.conftest import SetClock
from tests.factories import a_user

PATH = "/account/messages"


def link_for(office: Office, user: User) -> str:
    """The path of the link in a message to somebody."""
    with begin(office, the_system()) as uow:
        draft = Draft(
            to=user.email,
            language="ko",
            subject=say("x"),
            body=[],
            about="x",
            user_id=user.id,
            path=PATH,
        )
        message = outbox.post_draft(uow, draft)
        address = sign_in_links.address_of(uow, message)
        # Every try of a message has the same.
        assert address == sign_in_links.address_of(uow, message)
    return address.removeprefix(office.settings.base_url)


@pytest.fixture
def hanh(office: Office) -> User:
    """An interpreter."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.INTERPRETER)


def press(web: FlaskClient, link: str, page: str | None = None) -> int:
    """Open the page and press its button; the status of the answer."""
    page = web.get(link).text if page is None else page
    opened = page.split('name="opened" value="')[1].split('"')[0] if 'name="opened"' in page else ""
    answer = web.post(
        "/enter", data={"link": link.partition("=")[2], "opened": opened}, follow_redirects=False
    )
    return answer.status_code


def is_in(web: FlaskClient) -> bool:
    return web.get("/account").status_code == 200


def test_it_signs_in_once_and_leads_where_the_message_does(
    web: FlaskClient, web_app: Flask, office: Office, hanh: User
) -> None:
    link = link_for(office, hanh)
    page = web.get(link)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert press(web, link) == 303
    assert is_in(web)
    # Used: whoever it was forwarded to gets nothing.
    other = web_app.test_client()
    assert other.get(link).status_code == 410
    assert press(other, link, page.text) == 410
    assert not is_in(other)
    # Its owner is led on.
    assert web.get(link).status_code in {303, 410}


def test_a_scanner_that_opens_it_spends_nothing(
    web: FlaskClient, office: Office, hanh: User
) -> None:
    link = link_for(office, hanh)
    for _ in range(5):
        assert web.get(link).status_code == 200
        assert web.head(link).status_code == 200
    assert not is_in(web)
    assert press(web, link) == 303


def test_kept_is_a_hash_alone(office: Office, hanh: User) -> None:
    token = link_for(office, hanh).partition("=")[2]
    with reading(office, the_system()) as uow:
        rows = [str(tuple(row)) for row in uow.db.execute(sa.select(SignInLink.__table__))]
    assert len(rows) == 1
    assert token not in rows[0]


def test_the_button_works_for_ten_minutes_and_the_link_until_it_expires(
    web: FlaskClient, office: Office, hanh: User, clock: SetClock
) -> None:
    link = link_for(office, hanh)
    assert press(web, link, "no button") == 200
    assert not is_in(web)
    clock.now += timedelta(hours=48)
    assert web.get(link).status_code == 410
    assert press(web, link, "") == 410


def test_in_a_browser_of_somebody_else_nothing_happens(
    office: Office, hanh: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    with begin(office, the_system()) as uow:
        other = a_user(uow, Role.INTERPRETER)
    web, link = browser_of(other), link_for(office, hanh)
    page = web.get(link)
    assert "다른 사람이 로그인해 있어요" in page.text
    assert press(web, link) == 409
    assert other.full_name in web.get("/account").text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COUNSELLOR, Role.CENTRE_ADMIN])
def test_whoever_has_work_at_a_desk_signs_in_as_usual(office: Office, role: Role) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, role)
    assert link_for(office, user) == PATH


def test_a_changed_password_or_role_ends_it(
    web: FlaskClient, office: Office, hanh: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    link = link_for(office, hanh)
    with begin(office, the_system()) as uow:
        sessions.end_all(uow, hanh.id)
    assert web.get(link).status_code == 410
    second, mine = link_for(office, hanh), browser_of(hanh)
    assert mine.post("/account/leave-everywhere").status_code == 303
    assert web.get(second).status_code == 410
    assert not is_in(mine)


def test_somebody_with_a_role_at_a_desk_by_now_has_no_link(
    web: FlaskClient, office: Office, hanh: User
) -> None:
    link = link_for(office, hanh)
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.text("UPDATE membership SET role = 'coordinator'"))
    assert press(web, link) == 410


def test_nobody_tries_out_tokens(web: FlaskClient, office: Office) -> None:
    statuses = [press(web, f"/enter?link=guess{n}", "") for n in range(62)]
    assert statuses[:60] == [410] * 60
    assert statuses[-1] == 429
