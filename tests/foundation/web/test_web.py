"""Guards, error pages, headers and pages of long lists, over a small application."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from accounts.domain.roles import Role
from dispatch.domain.permissions import DispatchPermission
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.security.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    NotFound,
    Problems,
    Refused,
    refuse,
)
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.web import errors
from foundation.web.guards import public, requires, signed_in
from foundation.web.pagination import page_number, paged
from tests.conftest import SetClock, make_web_app
from tests.factories import a_user
from tests.signing_in import sign_in

View = Callable[[], ResponseReturnValue]


@pytest.fixture
def web_app(office: Office, clock: SetClock) -> Flask:
    """An application of its own: these tests add routes to it."""
    return make_web_app(office, clock)


def add(app: Flask, path: str, view: View, method: str = "GET") -> FlaskClient:
    """One more address, before the first request."""
    app.add_url_rule(path, path.strip("/").replace("/", "-"), view, methods=[method])
    return app.test_client()


def failing(error: Exception) -> View:
    """A page that fails."""

    def view() -> ResponseReturnValue:
        raise error

    return public(view)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404),
        (Forbidden(), 403),
        (Conflict("Somebody else was faster."), 409),
        (Gone("This has already ended."), 410),
        (Refused("No."), 422),
        (refuse("day", say("Wrong day.")), 422),
        (ZeroDivisionError("secret detail"), 500),
        (OperationalError("SELECT 1", {}, Exception("database is locked")), 503),
        (OperationalError("SELECT 1", {}, Exception("no such table: secret")), 500),
    ],
)
def test_each_error_has_its_status_and_a_page_without_details(
    web_app: Flask, error: Exception, status: int
) -> None:
    web_app.config["PROPAGATE_EXCEPTIONS"] = False
    client = add(web_app, "/fail", failing(error))
    answer = client.get("/fail", headers={"Accept-Language": "ko"})
    page = answer.get_data(as_text=True)

    assert answer.status_code == status
    assert "<h1>" in page
    assert "secret" not in page
    assert "SELECT" not in page
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert ("확인 번호" in page) == (status == 500)


def test_every_kind_of_error_is_in_the_table() -> None:
    assert set(errors.STATUS) == set(DomainError.__subclasses__())


def test_under_api_an_error_is_json(web_app: Flask) -> None:
    client = add(web_app, "/api/v1/fail", failing(Conflict("Somebody else was faster.")))
    answer = client.get("/api/v1/fail", headers={"Accept-Language": "en"})

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "Somebody else was faster.",
        "errors": [],
    }


def test_addresses_that_do_not_exist_and_wrong_methods_have_pages_too(web: FlaskClient) -> None:
    assert web.get("/nowhere").status_code == 404
    assert web.post("/healthz").status_code == 405
    assert web.get("/healthz").get_data(as_text=True) == "ok\n"
    assert "<h1>" in web.get("/nowhere").get_data(as_text=True)


def test_a_view_that_does_not_say_who_may_open_it_is_refused(web_app: Flask) -> None:
    assert add(web_app, "/unmarked", lambda: "open").get("/unmarked").status_code == 403


def test_a_guarded_view_opens_to_whoever_holds_the_permission(
    web_app: Flask, office: Office
) -> None:
    guarded = requires(DispatchPermission.PLAN_RUN)(lambda: "open")
    client = add(web_app, "/guarded", guarded)
    with begin(office, the_system()) as uow:
        counsellor, coordinator = a_user(uow), a_user(uow, Role.COORDINATOR)

    assert client.get("/guarded").status_code == 303
    sign_in(client, counsellor)
    assert client.get("/guarded").status_code == 403
    sign_in(client, coordinator)
    assert client.get("/guarded").get_data(as_text=True) == "open"


def test_a_page_of_ones_own_opens_to_everybody_signed_in(web_app: Flask, office: Office) -> None:
    client = add(web_app, "/own", signed_in(lambda: "open"))
    with begin(office, the_system()) as uow:
        user = a_user(uow, None)
    sign_in(client, user)

    assert client.get("/own").status_code == 200


def test_every_answer_carries_the_headers(web: FlaskClient) -> None:
    for path in ("/login", "/nowhere", "/healthz"):
        headers = web.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
    with web.get("/static/app.css") as style:
        assert "immutable" in style.headers["Cache-Control"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    web: FlaskClient, office: Office
) -> None:
    answer = web.get("/login")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("asked", "number", "first"),
    [
        ("", 1, 60),
        ("2", 2, 40),
        ("99", 4, 3),
        ("0", 1, 60),
        ("-1", 1, 60),
        ("x", 1, 60),
        ("²", 1, 60),
    ],
)
def test_long_lists_come_in_pages(
    web_app: Flask, office: Office, asked: str, number: int, first: int
) -> None:
    with begin(office, the_system()) as uow:
        for _ in range(63):
            uow.record("thing.happened")
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc())
    with web_app.test_request_context(f"/?page={asked}"), reading(office, the_system()) as uow:
        page = paged(uow.db, query, number=page_number(), size=20)

    assert (page.number, page.pages, page.total) == (number, 4, 63)
    assert page.items[0].id == {60: 63, 40: 43, 3: 3}[first]


def test_problems_are_collected_field_by_field() -> None:
    problems = Problems()
    problems.check()
    problems.add("day", say("Too early."))
    problems.add("day", say("A holiday."))
    problems.add("site", say("Unknown."))
    with pytest.raises(Refused, match="Too early") as refused:
        problems.check()

    assert {name: len(found) for name, found in refused.value.problems.items()} == {
        "day": 2,
        "site": 1,
    }


def test_what_is_sent_is_limited(web_app: Flask, office: Office) -> None:
    def view() -> ResponseReturnValue:
        return Response(str(len(request.form)))

    web_app.config["MAX_CONTENT_LENGTH"] = 1000
    client = add(web_app, "/send", public(view), "POST")
    assert client.post("/send", data={"a": "x" * 2000}).status_code == 413
    assert client.post("/send", data={"a": "x"}).status_code == 200
