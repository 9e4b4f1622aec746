"""Whoever has two roles finds the pages of both, from the page that they start on."""

import re
from itertools import combinations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import Membership, User
from dispatch.domain.states import OfferState
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from tests.factories import a_user, an_interpreter, an_organisation
from tests.factories.dispatch import an_offer
from tests.signing_in import sign_in

ON_PHONE = {Role.INTERPRETER, Role.TRAINEE}


def somebody(uow: UnitOfWork, *roles: Role) -> User:
    """An account with these roles, on the roster when one of them belongs there."""
    home = an_organisation(uow)
    user = a_user(uow, roles[0], home)
    for role in roles[1:]:
        uow.db.add(Membership(user_id=user.id, organisation_id=home.id, role=role))
    if ON_PHONE & set(roles):
        an_interpreter(uow, user=user)
    uow.db.flush()
    return user


def browser(web_app: Flask, user: User) -> FlaskClient:
    web = web_app.test_client()
    sign_in(web, user)
    return web


def links(text: str) -> set[str]:
    return set(re.findall(r'href="(/[^"#?]*)"', text))


def menu(text: str) -> set[str]:
    """What the main menu leads to."""
    found = re.search(r'<nav class="(?:tabbar|nav)".*?</nav>', text, re.DOTALL)
    return links(found.group()) if found else set()


@pytest.mark.wide
def test_whoever_has_two_roles_reaches_the_pages_of_either(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        alone = {role: somebody(uow, role) for role in Role}
        pairs = {pair: somebody(uow, *pair) for pair in combinations(Role, 2)}
    own = {
        role: menu(browser(web_app, user).get("/", follow_redirects=True).text)
        for role, user in alone.items()
    }
    assert all(own.values())
    missing: dict[tuple[Role, ...], set[str]] = {}
    for pair, user in pairs.items():
        web = browser(web_app, user)
        first = web.get("/", follow_redirects=True)
        assert first.status_code == 200, pair
        found = links(first.text) | {first.request.path}
        wanted = own[pair[0]] | own[pair[1]]
        if not wanted <= found:
            # One click further: some stand on a page of their topic, not in the menu.
            for path in sorted(found & (menu(first.text) | {"/learn"})):
                found |= links(web.get(path).text)
        if not wanted <= found:
            missing[pair] = wanted - found
    assert missing == {}


def test_an_interpreter_who_also_marks_starts_with_the_offers_and_keeps_the_tabs(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        uow.db.add(
            Membership(user_id=user.id, organisation_id=an_organisation(uow).id, role=Role.ASSESSOR)
        )
        an_offer(uow, interpreter=an_interpreter(uow, user=user), state=OfferState.SENT)
    web = browser(web_app, user)

    first = web.get("/", follow_redirects=True)

    assert first.request.path == "/home"
    assert 'class="tabbar"' in first.text
    assert {"/home", "/offers", "/schedule", "/schedule/availability", "/me"} <= menu(first.text)
    desk = web.get("/assessments")
    assert 'class="nav"' in desk.text
    assert "내 통역" in desk.text
    assert re.search(
        r'class="count">1<', desk.text
    )  # the offer that waits is seen from the desk too
    # A page of neither side stays where one was, and so does the way home.
    assert 'class="nav"' in web.get("/account").text
    assert web.get("/", follow_redirects=True).request.path == "/assessments"
    assert 'class="tabbar"' in web.get("/offers").text
    assert 'class="tabbar"' in web.get("/account").text
    assert web.get("/", follow_redirects=True).request.path == "/home"


@pytest.mark.parametrize("role", [Role.INTERPRETER, Role.TRAINEE, Role.COUNSELLOR])
def test_whoever_has_one_role_has_no_second_menu(
    web_app: Flask, office: Office, role: Role
) -> None:
    with begin(office, the_system()) as uow:
        user = somebody(uow, role)
    text = browser(web_app, user).get("/", follow_redirects=True).text
    assert "menu-side" not in text
