"""What every request passes first: forms only, one host, whose address counts, and a page whatever breaks."""

from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from foundation.database.work import Office
from foundation.web import errors
from foundation.web.guards import MARK
from tests.conftest import make_web_app

DEEP = "[" * 100_000


@pytest.mark.parametrize("address", ["/login", "/join", "/verify", "/account"])
@pytest.mark.parametrize("body", [DEEP, "1", '{"email": {"a": 1}}', '{"number": "\\ud800"}', "{"])
def test_json_is_no_form(web: FlaskClient, address: str, body: str) -> None:
    for kind in ("application/json", "application/vnd.api+json; charset=utf-8", "text/plain"):
        assert web.post(address, data=body, content_type=kind).status_code == 415


@pytest.mark.parametrize("text", ["a\0b", "%00"])
def test_text_that_no_database_holds_is_refused_wherever_it_stands(
    web: FlaskClient, text: str
) -> None:
    raw = text.replace("\0", "%00")
    for answer in (
        web.post("/login", data={"email": text.replace("%00", "\0"), "password": "x"}),
        web.post("/login", data={text.replace("%00", "\0"): "x"}),
        web.get(f"/login?next={raw}"),
        web.get(f"/verify/{raw}"),
    ):
        assert answer.status_code == 400


def hosted(office: Office, **settings: object) -> Flask:
    """The application with these settings."""
    return make_web_app(
        replace(office, settings=replace(office.settings, **settings)), office.clock
    )  # pyright: ignore[reportArgumentType]


def test_another_host_is_answered_with_a_plain_400(office: Office) -> None:
    web = hosted(office, trusted_hosts=("ieum.example", ".centre.kr")).test_client()

    for host in ("ieum.example", "IEUM.example:8000", "a.centre.kr"):
        assert web.get("/healthz", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "ieum.example, evil.example", "ieum.example/x", "a@ieum.example"):
        answer = web.get("/healthz", headers={"Host": host})
        assert answer.status_code == 400
        assert "통역이음" in answer.get_data(as_text=True)


def test_two_hosts_are_refused_even_where_any_host_may_be_asked_for(web: FlaskClient) -> None:
    # A server joins two Host lines with a comma.
    assert web.get("/healthz", headers={"Host": "a.example, b.example"}).status_code == 400


@pytest.mark.parametrize(
    ("proxies", "counted"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")]
)
def test_only_as_many_proxies_are_believed_as_there_are(
    office: Office, proxies: int, counted: str
) -> None:
    application = hosted(office, trusted_proxies=proxies)

    @application.get("/whose")
    def whose() -> str:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        return request.remote_addr or ""

    setattr(application.view_functions["whose"], MARK, "public")
    forwarded = {"X-Forwarded-For": "192.0.2.66, 203.0.113.9, 198.51.100.7"}
    answer = application.test_client().get("/whose", headers=forwarded)
    assert answer.get_data(as_text=True) == counted


def test_an_error_while_an_error_is_shown_is_still_a_page_of_the_house(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no template")

    monkeypatch.setattr(errors, "render_template", broken)
    answer = hosted(office).test_client().get("/nowhere")
    assert answer.status_code == 404
    assert "여기에는 아무것도 없어요" in answer.get_data(as_text=True) or "통역이음" in answer.text


def test_an_answer_that_cannot_be_written_is_still_a_page_of_the_house(office: Office) -> None:
    application = hosted(office)

    @application.get("/unwritable")
    def unwritable() -> str:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        return "\ud800"

    setattr(application.view_functions["unwritable"], MARK, "public")
    answer = application.test_client().get("/unwritable")
    assert answer.status_code == 500
    assert "통역이음" in answer.text


def test_browsers_are_told_to_keep_to_https_where_cookies_are_secure(office: Office) -> None:
    told = hosted(office, secure_cookies=True).test_client().get("/login").headers
    assert told["Strict-Transport-Security"].startswith("max-age=")
    assert "Strict-Transport-Security" not in hosted(office).test_client().get("/login").headers
