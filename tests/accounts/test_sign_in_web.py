"""Signing in and out in a browser; P12: signing out ends the session everywhere."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import demo, sign_in
from accounts.store.tables import SignIn, User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.conftest import SetClock, make_web_app, open_office
from tests.factories import a_user
from tests.signing_in import sign_in as enter

PASSWORD = "a quiet river at dusk"
HASH = sign_in.hash_password(PASSWORD)


@pytest.fixture
def user(office: Office) -> User:
    """Somebody with a password."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.COUNSELLOR, email="maru@ieum.example", password_hash=HASH)


def test_the_door_is_a_form_in_the_readers_language(web: FlaskClient) -> None:
    korean = web.get("/login", headers={"Accept-Language": "ko"}).get_data(as_text=True)
    english = web.get("/login", headers={"Accept-Language": "en"}).get_data(as_text=True)

    assert "이메일 주소" in korean
    assert "비밀번호" in korean
    assert "E-mail address" in english


def test_the_right_password_leads_to_where_the_reader_wanted_to_go(
    web: FlaskClient, user: User
) -> None:
    asked = web.get("/account?x=1")
    assert asked.status_code == 303
    assert urlsplit(asked.location).path == "/login"

    form = {"email": user.email, "password": PASSWORD, "next": "/account?x=1"}
    answer = web.post("/login", data=form)
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert web.get("/account").status_code == 200
    assert web.get("/login").status_code == 303


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil"],
)
def test_nobody_is_led_to_another_site(web: FlaskClient, user: User, target: str) -> None:
    form = {"email": user.email, "password": PASSWORD, "next": target}
    answer = web.post("/login", data=form)

    assert (answer.status_code, answer.location) == (303, "/")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    web: FlaskClient, user: User
) -> None:
    pages: list[str] = []
    for email in (user.email, "nobody@ieum.example"):
        answer = web.post("/login", data={"email": email, "password": "wrong", "_key": "k"})
        assert answer.status_code == 422
        page = answer.get_data(as_text=True).replace(email, "…")
        drawn = r'(csrf_token" value="|data-options=")[^"]+'  # by chance, for each page
        pages.append(re.sub(drawn, r"\1…", page))

    assert pages[0] == pages[1]
    assert "wrong" not in pages[0]


def test_an_empty_form_names_both_fields(web: FlaskClient) -> None:
    answer = web.post("/login", headers={"Accept-Language": "ko"})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "이메일 주소를 적어 주세요." in page
    assert "비밀번호를 적어 주세요." in page


def test_signing_in_gives_a_fresh_token_each_time(web: FlaskClient, user: User) -> None:
    enter(web, user)
    with web.session_transaction() as cookie:
        before = cookie["_user_id"]
    web.post("/logout")
    web.post("/login", data={"email": user.email, "password": PASSWORD})
    with web.session_transaction() as cookie:
        assert cookie["_user_id"] != before


@pytest.mark.parametrize("is_recorded", [True, False], ids=["as built", "without the record"])
def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    any_web_app: Flask, any_office: Office, *, is_recorded: bool
) -> None:
    with begin(any_office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
    web, thief = any_web_app.test_client(), any_web_app.test_client()
    enter(web, user)
    cookie = web.get_cookie("ieum")
    assert cookie is not None
    thief.set_cookie("ieum", cookie.value)
    assert thief.get("/account").status_code == 200

    assert web.post("/logout").status_code == 303
    if not is_recorded:
        # The negative control: were the end not kept on the server, the copy would still open.
        with begin(any_office, the_system()) as uow:
            uow.db.execute(sa.update(SignIn).values(ended_at=None))

    assert thief.get("/account").status_code == (401 if is_recorded else 200)
    assert thief.post("/account").status_code == (401 if is_recorded else 422)
    assert web.get("/account").status_code == 303


def test_signing_out_twice_is_no_error(web: FlaskClient, user: User) -> None:
    enter(web, user)
    assert web.post("/logout", data={"_key": "once"}).status_code == 303
    assert web.post("/logout").status_code == 401


def test_a_form_without_its_token_is_refused(web_app: Flask, user: User) -> None:
    web_app.config["WTF_CSRF_ENABLED"] = True
    web = web_app.test_client()
    enter(web, user)

    assert web.post("/logout").status_code == 400
    assert web.get("/account").status_code == 200


def test_the_language_is_kept_with_the_account_and_only_known_ones_are(
    web: FlaskClient, user: User, office: Office
) -> None:
    enter(web, user)
    assert web.post("/language/en", data={"next": "/account"}).location == "/account"
    assert "My account" in web.get("/account").get_data(as_text=True)
    web.post("/language/xx")
    with begin(office, the_system()) as uow:
        assert uow.db.get_one(User, user.id).language == "en"


def test_the_demo_lists_one_sign_in_for_each_role_and_nothing_else_does(
    tmp_path: Path, empty_database: bytes, clock: SetClock, web: FlaskClient
) -> None:
    path = tmp_path / "demo.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", clock, demo=True)
    with begin(office, the_system()) as uow:
        coordinator = a_user(uow, Role.COORDINATOR)
        demo.set_demo_passwords(uow, sign_in.hash_password(demo.PASSWORD))
    browser = make_web_app(office, clock).test_client()

    page = browser.get("/login").get_data(as_text=True)
    assert coordinator.email in page
    assert demo.PASSWORD in page
    form = {"email": coordinator.email, "password": demo.PASSWORD}
    assert browser.post("/login", data=form).status_code == 303
    assert demo.PASSWORD not in web.get("/login").get_data(as_text=True)
    office.engine.dispose()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are compared at once: what is counted does not depend on the hash."""

    def is_right(credentials: sign_in.Credentials, password: str) -> bool:
        return credentials.open and password == PASSWORD

    monkeypatch.setattr(sign_in, "is_right", is_right)


@pytest.mark.usefixtures("quick")
def test_too_many_tries_are_answered_with_the_time_and_a_known_browser_gets_in(
    web_app: Flask, user: User
) -> None:
    hers, stranger = web_app.test_client(), web_app.test_client()
    right = {"email": user.email, "password": PASSWORD}
    assert hers.post("/login", data=right).status_code == 303
    hers.post("/logout")

    wrong = {"email": user.email, "password": "wrong"}
    assert [stranger.post("/login", data=wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    refused = stranger.post("/login", data=right, headers={"Accept-Language": "ko"})
    assert refused.status_code == 429
    assert "12:15부터" in refused.text
    assert refused.text.count("너무 여러 번") == 1
    assert 0 < int(refused.headers["Retry-After"]) <= 901
    assert user.email in refused.text

    assert hers.post("/login", data=right).status_code == 303


@pytest.mark.usefixtures("quick")
def test_a_browser_that_says_it_is_known_is_believed_by_its_signature_only(
    web_app: Flask, user: User
) -> None:
    hers, forger = web_app.test_client(), web_app.test_client()
    hers.post("/login", data={"email": user.email, "password": PASSWORD})
    cookie = hers.get_cookie("ieum-browser")
    assert cookie is not None
    assert user.email not in cookie.value
    forger.set_cookie("ieum-browser", cookie.value[:-2] + "xx")
    wrong = {"email": user.email, "password": "wrong"}
    assert [forger.post("/login", data=wrong).status_code for _ in range(6)][-1] == 429


@pytest.mark.usefixtures("quick")
def test_spraying_from_one_address_ends_in_429(web: FlaskClient) -> None:
    answers = [
        web.post("/login", data={"email": f"{n}@ieum.example", "password": "x"}).status_code
        for n in range(32)
    ]
    assert answers == [422] * 30 + [429] * 2


def test_signing_in_over_a_living_session_ends_it_on_the_server(
    web_app: Flask, web: FlaskClient, office: Office, user: User
) -> None:
    with begin(office, the_system()) as uow:
        other = a_user(uow, Role.COUNSELLOR)
    enter(web, other)
    assert web.get("/account").status_code == 200
    copied, cookie = web_app.test_client(), web.get_cookie("ieum")
    assert cookie is not None
    copied.set_cookie("ieum", cookie.value)
    assert copied.get("/account").status_code == 200

    answer = web.post("/login", data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303
    assert web.get("/account").status_code == 200
    assert copied.get("/account").status_code == 401


def test_an_accent_typed_apart_opens_what_was_set_with_it_composed(office: Office) -> None:
    composed = "Mật khẩu của tôi 2026"
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    for set_as, typed in ((composed, apart), (apart, composed)):
        held = sign_in.Credentials(None, sign_in.hash_password(set_as), open=True)
        assert sign_in.is_right(held, typed)
        assert not sign_in.is_right(held, typed.lower())
