"""The door of the API: tokens, scopes, states, keys, parts of lists, rates, and a no that is told as on the pages."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import api_tokens
from accounts.store.tables import Membership, Organisation, User
from accounts.store.token_tables import ApiToken
from foundation.database.work import Office, begin
from foundation.security.errors import DomainError
from foundation.security.permissions import the_system
from foundation.web.api.specification import as_file
from scheduling.store.tables import Request
from tests.api.calling import EVERY, Program, a_token
from tests.conftest import SetClock, over
from tests.factories import a_session, a_site, a_user, an_interpreter, an_organisation, as_actor
from tests.signing_in import sign_in

DAY = "2026-11-25"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ansan(office: Office) -> Organisation:
    """An organisation in Ansan."""
    with begin(office, the_system()) as uow:
        found = an_organisation(uow)
        a_site(uow, found)
        return found


@pytest.fixture
def counsellor(office: Office, ansan: Organisation) -> User:
    """Somebody of it who may file requests."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.COUNSELLOR, ansan, language="ko")


@pytest.fixture
def program(web_app: Flask, office: Office, counsellor: User) -> Program:
    """A program with every scope of the counsellor."""
    return Program.of(web_app, a_token(office, counsellor))


def wanted(ansan: Organisation, **more: Any) -> dict[str, Any]:
    return {
        "organisation": str(ansan.id),
        "language": "vi",
        "domain": "general",
        "modalities": ["video"],
        "day": DAY,
        "start": "14:00",
        "minutes": 60,
        **more,
    }


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ieum_nothing", "Basic aWV1bTo=", "Bearer \x7f"]
)
def test_without_a_token_nothing_is_opened(web_app: Flask, header: str) -> None:
    web = web_app.test_client()
    answer = web.get("/api/v1/requests", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_cookie_of_a_browser_opens_nothing_here(web: FlaskClient, counsellor: User) -> None:
    sign_in(web, counsellor)
    assert web.get("/requests/mine").status_code == 200
    assert web.get("/api/v1/requests").status_code == 401


def test_a_token_ends_by_its_time_by_its_owner_and_with_the_account(
    web_app: Flask, office: Office, counsellor: User, clock: SetClock
) -> None:
    ends = [a_token(office, counsellor) for _ in range(3)]
    programs = [Program.of(web_app, token) for token in ends]
    assert all(each.get("/me").status_code == 200 for each in programs)
    with begin(office, the_system()) as uow:
        own = replace(uow, actor=as_actor(uow, counsellor))
        hashed = api_tokens.sign_in.hash_token(ends[0])
        first = uow.db.scalars(sa.select(ApiToken).where(ApiToken.token_hash == hashed)).one()
        api_tokens.revoke(own, first.id)
    assert [each.get("/me").status_code for each in programs] == [401, 200, 200]
    clock.now += timedelta(days=31)
    assert [each.get("/me").status_code for each in programs] == [401, 401, 401]
    last = Program.of(web_app, a_token(office, counsellor))
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.update(User).values(active=False))
    assert last.get("/me").status_code == 401


def test_a_scope_opens_no_more_than_it_names_and_never_more_than_the_role(
    web_app: Flask, office: Office, counsellor: User, ansan: Organisation
) -> None:
    reads = Program.of(web_app, a_token(office, counsellor, ["requests:read"]))
    assert reads.get("/requests").status_code == 200
    refused = reads.post("/requests", wanted(ansan))
    assert refused.status_code == 403
    assert "requests:write" in refused.json["detail"]  # pyright: ignore[reportOptionalSubscript]
    every = Program.of(web_app, a_token(office, counsellor))
    assert every.get("/interpreters").status_code == 403
    assert every.post("/plans", {"first_day": DAY, "last_day": DAY}).status_code == 403


def test_a_token_for_one_organisation_acts_for_no_other(
    web_app: Flask, office: Office, counsellor: User, ansan: Organisation
) -> None:
    with begin(office, the_system()) as uow:
        suwon = an_organisation(uow, "수원")
        uow.db.add(
            Membership(user_id=counsellor.id, organisation_id=suwon.id, role=Role.COUNSELLOR)
        )
    program = Program.of(web_app, a_token(office, counsellor, organisation_id=ansan.id))
    assert program.post("/requests", wanted(suwon)).status_code == 404
    assert program.post("/requests", wanted(ansan)).status_code == 201


def test_what_belongs_to_others_looks_missing(program: Program, office: Office) -> None:
    with begin(office, the_system()) as uow:
        foreign = a_session(uow)
        person = an_interpreter(uow)
    for path in (f"/requests/{foreign.request_id}", f"/requests/{foreign.request_id}/outcome"):
        answer = program.get(path)
        assert answer.status_code in {403, 404}
        assert str(foreign.request_id) not in answer.get_data(as_text=True)
    assert program.post(f"/requests/{foreign.request_id}/cancel").status_code == 404
    assert program.get(f"/interpreters/{person.id}").status_code == 403
    assert program.read("/requests")["items"] == []


def test_every_fault_is_named_at_once_in_the_language_asked_for(
    web_app: Flask, office: Office, counsellor: User, ansan: Organisation
) -> None:
    token = a_token(office, counsellor)
    bad = wanted(ansan, day="soon", minutes="long", surprise=1)
    del bad["language"]
    said = {}
    for language in ("ko", "en"):
        answer = Program.of(web_app, token, language).post("/requests", bad)
        assert answer.status_code == 422
        told: Any = answer.json
        assert {each["field"] for each in told["errors"]} == {
            "day",
            "minutes",
            "surprise",
            "language",
        }
        said[language] = told["detail"]
    assert said["ko"] != said["en"]
    # What only the service can say comes in the same shape.
    past = Program.of(web_app, token).post("/requests", wanted(ansan, day="2026-11-01", minutes=-1))
    told = past.json
    assert {each["field"] for each in told["errors"]} == {"day", "minutes"}
    with begin(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Request)).all() == []


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b'"x"', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(program: Program, body: bytes) -> None:
    answer = program.web.post(
        "/api/v1/requests", data=body, content_type="application/json", headers=program.headers
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_sent_twice_with_one_key_it_is_done_once(program: Program, ansan: Organisation) -> None:
    first = program.done("/requests", wanted(ansan), 201, key="a")
    assert program.done("/requests", wanted(ansan), 201, key="a") == first
    other = program.post("/requests", wanted(ansan, minutes=30), key="a")
    assert other.status_code == 422
    assert len(program.read("/requests")["items"]) == 1


def test_who_means_an_older_state_is_told_and_changes_nothing(
    program: Program, ansan: Organisation
) -> None:
    path = f"/requests/{program.done('/requests', wanted(ansan), 201)['id']}"
    seen = program.get(path)
    name = seen.headers["ETag"]
    unchanged = program.get(path, known=name)
    assert (unchanged.status_code, unchanged.get_data()) == (304, b"")
    stale = program.post(f"{path}/cancel", match='"older"')
    assert (stale.status_code, program.read(path)["state"]) == (412, "approved")
    assert program.done(f"{path}/cancel", match=name)["state"] == "cancelled"
    assert program.get(path, known=name).status_code == 200


def test_a_list_comes_in_parts_without_losing_or_repeating_any(
    program: Program, ansan: Organisation
) -> None:
    made = {
        program.done("/requests", wanted(ansan, start=f"{hour:02}:00"), 201)["id"]
        for hour in (9, 10, 10, 11, 15)
    }
    found: list[str] = []
    following = ""
    while True:
        part = program.read(f"/requests?limit=2&cursor={following}")
        found += [each["id"] for each in part["items"]]
        following = part["next"]
        if not following:
            break
    assert len(found) == len(made)
    assert set(found) == made
    for cursor in ("x", "W10", "WyIyMDI2Il0"):
        assert program.get(f"/requests?cursor={cursor}").status_code == 422
    for far in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-25T09:00:00"):
        told = base64.urlsafe_b64encode(json.dumps([far, found[0]]).encode()).decode()
        assert program.get(f"/requests?cursor={told}").status_code == 422
    assert program.get("/requests?limit=0").status_code == 422


def test_too_many_in_a_minute_are_refused_and_it_is_said_how_many_are_left(
    web_app: Flask, office: Office, counsellor: User, clock: SetClock
) -> None:
    token = a_token(office, counsellor)
    slow = replace(office, settings=replace(office.settings, api_per_minute=2))
    with over(web_app, slow):
        program = Program.of(web_app, token)
        seen = [program.get("/me") for _ in range(3)]
        assert [each.status_code for each in seen] == [200, 200, 429]
        assert [each.headers["RateLimit-Remaining"] for each in seen] == ["1", "0", "0"]
        assert int(seen[2].headers["Retry-After"]) >= 1
        clock.now += timedelta(minutes=1)
        assert program.get("/me").status_code == 200


@pytest.mark.parametrize(
    "more", [{"name": ""}, {"scopes": ()}, {"days": 4000}, {"organisation_id": "foreign"}]
)
def test_a_token_that_makes_no_sense_is_not_made(
    office: Office, counsellor: User, more: dict[str, Any]
) -> None:
    with begin(office, the_system()) as uow:
        if "organisation_id" in more:
            more = {"organisation_id": an_organisation(uow, "수원").id}
        own = replace(uow, actor=replace(as_actor(uow, counsellor), confirmed_at=uow.now))
        sense: dict[str, Any] = {"name": "a program", "scopes": EVERY, "days": 30, **more}
        with pytest.raises(DomainError):
            api_tokens.make(own, api_tokens.NewToken(**sense))


def test_a_token_is_made_on_a_page_shown_once_and_kept_as_a_hash(
    web: FlaskClient, office: Office, counsellor: User
) -> None:
    sign_in(web, counsellor)
    form = {"name": "intake", "scopes": ["requests:read"], "days": "30"}
    assert web.post("/account/tokens", data=form).status_code == 422  # the password first
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.text("UPDATE sign_in SET confirmed_at = created_at"))
    page = web.post("/account/tokens", data=form).get_data(as_text=True)
    token = page.partition(api_tokens.PREFIX)[2].partition("<")[0]
    assert (
        Program.of(web.application, api_tokens.PREFIX + token).get("/requests").status_code == 200
    )
    listed = web.get("/account/tokens").get_data(as_text=True)
    assert token not in listed
    with begin(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(ApiToken)).one()
        assert token not in repr(vars(kept))
    assert web.post(f"/account/tokens/{kept.id}/revoke").status_code == 303
    assert (
        Program.of(web.application, api_tokens.PREFIX + token).get("/requests").status_code == 401
    )


def test_the_kept_specification_is_the_one_that_is_served(web_app: Flask) -> None:
    served = web_app.test_client().get("/api/v1/openapi.json").get_data(as_text=True)
    kept = (ROOT / "docs/api/openapi.json").read_text(encoding="utf-8")
    assert kept == served, "`ieum openapi` writes it anew"
    assert served == as_file(web_app)  # pyright: ignore[reportArgumentType]  an APIFlask
