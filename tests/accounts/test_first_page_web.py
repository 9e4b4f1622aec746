"""The first page of an empty installation: who may use it, once, and where every other page leads until then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import app as roof
from accounts.cli.founding import greet
from accounts.service import founding, sign_in
from accounts.store.tables import FirstPageKey, Membership, Organisation, User
from accounts.web import founding as first_page
from foundation.cli.context import CliContext
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories.accounts import a_user
from tests.threads import at_once

PASSWORD = "낙타 세 마리와 푸른 우산"
TYPED = {
    "name": "경기 새이음센터",
    "name_en": "",
    "code": "CTR",
    "city": "suwon",
    "phone": "031-000-1010",
    "full_name": "이가온",
    "email": "gaon@ieum.example",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def nobody_is_there(one_web_app: Flask, web_app: Flask) -> None:
    """The application looks for accounts itself."""
    del web_app
    del one_web_app.extensions[first_page.EXTENSION]


def a_key(office: Office) -> str:
    """A key as the console prints it."""
    with begin(office, the_system()) as uow:
        return founding.make_key(uow)


def of_all(office: Office, column: Any) -> list[Any]:
    """Every value of a column."""
    with begin(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(column)))


def test_every_page_leads_to_the_first_and_health_stays(web: FlaskClient) -> None:
    for page in ("/", "/login", "/requests/new", "/courses", "/nowhere"):
        answer = web.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/first"), page
    assert web.post("/login", data={"email": "a@b.kr", "password": "x"}).status_code == 303
    assert web.get("/healthz").data == b"ok\n"
    assert "처음 설정" in web.get("/first").get_data(as_text=True)


def test_the_key_of_the_console_makes_the_centre_and_signs_its_administrator_in(
    web: FlaskClient, office: Office
) -> None:
    key = a_key(office)

    answer = web.post("/first", data={**TYPED, "key": f" {key.lower()} "})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert web.get("/org").status_code == 200
    assert of_all(office, Membership.role) == ["centre_admin"]
    assert of_all(office, FirstPageKey.key_hash) == []
    # The page is gone, also for whoever has a key.
    assert web.get("/first").status_code == 404
    assert web.post("/first", data={**TYPED, "key": key}).status_code == 404


@pytest.mark.usefixtures("web_app")
def test_a_wrong_key_makes_nothing_and_few_may_be_tried(web: FlaskClient, office: Office) -> None:
    a_key(office)
    for wrong in ("", "AAAA-AAAA-AAAA-AAAA"):
        answer = web.post("/first", data={**TYPED, "key": wrong})
        assert answer.status_code == 422
        assert TYPED["name"] in answer.get_data(as_text=True)
        assert PASSWORD not in answer.get_data(as_text=True)
    statuses = [web.post("/first", data={**TYPED, "key": "B" * 16}).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
    # The right one is not looked at either.
    assert web.post("/first", data={**TYPED, "key": a_key(office)}).status_code == 429
    assert of_all(office, User.id) == []


def test_all_faults_are_told_at_once(web: FlaskClient, office: Office) -> None:
    typed = {"key": a_key(office), "code": "ㄱ", "phone": "없음", "email": "x", "password": "x"}

    page = web.post("/first", data=typed).get_data(as_text=True)

    for name in ("name", "code", "city", "phone", "full_name", "email", "password"):
        assert f'id="{name}-e"' in page, name
    assert of_all(office, Organisation.id) == []


def test_the_console_says_the_key_until_somebody_has_an_account(office: Office) -> None:
    context = CliContext(lambda _settings: office, roof.create_app, roof.make_jobs, ())
    context.settings, context.office = office.settings, office
    first, *_ = greet(context)
    with begin(office, the_system()) as uow:
        assert founding.is_key(uow, first.rpartition(" ")[2])
        assert first.rpartition(" ")[2] not in of_keys(uow.db)
        a_user(uow)
    assert greet(context) == []


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [(None, "http://127.0.0.1:8192/first"), ("https://ieum.test", "https://ieum.test/first")],
)
def test_the_console_names_the_address_that_is_served(
    office: Office, monkeypatch: pytest.MonkeyPatch, address: str | None, leads_to: str
) -> None:
    monkeypatch.delenv("IEUM_BASE_URL", raising=False)
    monkeypatch.setenv("IEUM_DATABASE_URL", "sqlite://")
    context = CliContext(lambda _settings: office, roof.create_app, roof.make_jobs, ())
    context.settings, context.office = office.settings, office
    if address is not None:
        monkeypatch.setenv("IEUM_BASE_URL", address)
        context.settings = replace(office.settings, base_url=address)

    context.serve_on(8192)

    assert f"Open {leads_to} and" in greet(context)[0]


def test_what_is_left_empty_is_asked_for_and_not_judged(web: FlaskClient, office: Office) -> None:
    page = web.post("/first", data={"key": a_key(office)}).get_data(as_text=True)

    assert "이메일 주소를 적어 주세요." in page
    assert "이메일 주소가 아니에요" not in page
    assert "누구나 먼저 떠올리는 비밀번호" not in page


def of_keys(db: Any) -> list[str]:
    """What is kept of keys."""
    return list(db.scalars(sa.select(FirstPageKey.key_hash)))


def always(value: object) -> Callable[..., object]:
    """A function that gives this, whatever it is given."""

    def give(*_: object) -> object:
        return value

    return give


def all_at_once(office: Office, web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where four who have the key and send the page at the same instant are led."""
    key = a_key(office)
    monkeypatch.setattr(sign_in, "hash_password", always("hashed elsewhere"))

    def found(number: int) -> str:
        client = web_app.test_client()
        typed = {**TYPED, "key": key, "email": f"admin{number}@ieum.example", "code": f"C{number}"}
        answer = client.post("/first", data=typed)
        return str(answer.headers.get("Location", answer.status_code))

    return at_once(found, range(4))


def test_of_many_at_once_one_wins(
    any_office: Office, any_web_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = all_at_once(any_office, any_web_app, monkeypatch)

    assert answers.count("/") == 1, answers
    assert set(answers) <= {"/", "/login", "404"}, answers
    assert len(of_all(any_office, User.id)) == len(of_all(any_office, Organisation.id)) == 1


def test_without_looking_once_more_under_the_lock_several_would_win(
    office: Office, web_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(founding, "require_unfounded", always(None))
    monkeypatch.setattr(first_page, "_is_founded", always(False))
    # As when all of them had shown their key before the first was through.
    monkeypatch.setattr(founding, "is_key", always(True))

    answers = all_at_once(office, web_app, monkeypatch)

    assert answers.count("/") > 1, answers
