"""The second step of signing in: set up, taken, used once, lost; whoever works at a desk cannot do without."""

import re
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pyotp.totp import TOTP

from accounts.domain import second_steps as rules
from accounts.domain.roles import Role
from accounts.service import second_steps
from accounts.store.second_step_tables import Passkey
from accounts.store.tables import SignIn, User
from foundation.database.work import Office, begin
from foundation.messages.records import Message
from foundation.security.permissions import the_system
from tests.accounts.stepping import HASH, PASSWORD, PLACE, shown, somebody, type_password
from tests.conftest import SetClock
from tests.factories import a_user, an_organisation


def set_up_app(web: FlaskClient, clock: SetClock) -> tuple[TOTP, list[str]]:
    """Scan the picture and type the first code; the app, and the codes for paper."""
    assert web.post(f"{PLACE}/app").status_code == 303
    secret = shown(web, PLACE, r'<code class="code">([A-Z2-7 ]+)</code>').replace(" ", "")
    app = TOTP(secret)
    page = web.post(f"{PLACE}/app/confirm", data={"code": app.at(clock.now)})
    assert page.status_code == 200
    codes = re.findall(r"<code class=\"code\">([^<]+)</code>", page.get_data(as_text=True))
    assert len(codes) == rules.CODES
    return app, codes


def test_a_password_alone_opens_nothing_at_a_desk(strict: Flask, office: Office) -> None:
    user, web = somebody(office), strict.test_client()
    type_password(web, user)

    for address in ("/dispatch", "/account", "/org/users"):
        answer = web.get(address)
        assert (answer.status_code, answer.location) == (303, PLACE)
    assert web.post("/account/leave-everywhere").location == PLACE
    page = web.get(PLACE)
    assert page.status_code == 200
    assert "비밀번호만으로는 로그인할 수 없어요" in page.get_data(as_text=True)
    assert web.post("/logout").status_code == 303


def test_without_a_desk_a_password_is_enough(strict: Flask, office: Office) -> None:
    user, web = somebody(office, Role.INTERPRETER), strict.test_client()
    type_password(web, user)
    assert web.get("/account").status_code == 200


def test_an_app_is_set_up_and_asked_for_from_then_on(
    strict: Flask, office: Office, clock: SetClock
) -> None:
    user, web, other = somebody(office), strict.test_client(), strict.test_client()
    type_password(other, user)
    type_password(web, user)
    app, _ = set_up_app(web, clock)
    assert web.get("/account").status_code == 200
    assert other.get(PLACE).status_code == 401  # signed in by the password alone, so it ended

    clock.now += timedelta(minutes=1)
    assert type_password(other, user, next="/account?x=1") == "/login/code"
    assert other.get("/account").status_code == 401  # half way is not in
    wrong = other.post("/login/code", data={"code": "000000"})
    assert wrong.status_code == 422
    code = app.at(clock.now)
    assert (
        other.post("/login/code", data={"code": f"{code[:3]} {code[3:]}"}).location
        == "/account?x=1"
    )
    assert other.get("/account").status_code == 200

    # The same code again, in another browser: it was used.
    third = strict.test_client()
    type_password(third, user)
    assert third.post("/login/code", data={"code": code}).status_code == 422


def test_a_code_from_paper_opens_once_and_its_owner_is_told(
    strict: Flask, office: Office, clock: SetClock
) -> None:
    user, web = somebody(office), strict.test_client()
    type_password(web, user)
    _, codes = set_up_app(web, clock)

    for expected in (303, 422):
        fresh = strict.test_client()
        type_password(fresh, user)
        assert fresh.post("/login/code", data={"code": codes[3]}).status_code == expected
    with begin(office, the_system()) as uow:
        subjects = list(uow.db.scalars(sa.select(Message.subject)))
    assert subjects.count("복구 코드가 사용되었어요") == 1


def test_half_way_ends_after_ten_minutes_and_with_another_password(
    strict: Flask, office: Office, clock: SetClock
) -> None:
    user, web = somebody(office), strict.test_client()
    type_password(web, user)
    app, _ = set_up_app(web, clock)
    late = strict.test_client()
    type_password(late, user)
    clock.now += timedelta(minutes=11)
    assert late.post("/login/code", data={"code": app.at(clock.now)}).location == "/login"

    type_password(late, user)
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.update(User).values(password_hash="another"))
    assert late.post("/login/code", data={"code": app.at(clock.now)}).location == "/login"


def test_guessing_codes_ends_soon_and_warns_the_owner(
    strict: Flask, office: Office, clock: SetClock
) -> None:
    user, web = somebody(office), strict.test_client()
    type_password(web, user)
    app, _ = set_up_app(web, clock)
    clock.now += timedelta(minutes=1)
    thief = strict.test_client()
    type_password(thief, user)
    seen = [thief.post("/login/code", data={"code": f"{n:06}"}).status_code for n in range(12)]

    assert seen == [422] * second_steps.MOST_WRONG + [429] * 2
    assert thief.post("/login/code", data={"code": app.at(clock.now)}).status_code == 429
    with begin(office, the_system()) as uow:
        subjects = list(uow.db.scalars(sa.select(Message.subject)))
    assert subjects.count("비밀번호가 알려진 것 같아요") == 1


def test_the_last_second_step_of_a_desk_stays_and_an_administrator_removes_it(
    strict: Flask, office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow)
        user = a_user(uow, Role.COUNSELLOR, home, email="maru@ieum.example", password_hash=HASH)
        chief = a_user(uow, Role.CENTRE_ADMIN, email="chief@ieum.example", password_hash=HASH)
    web, desk = strict.test_client(), strict.test_client()
    for browser, who in ((web, user), (desk, chief)):
        type_password(browser, who)
        set_up_app(browser, clock)
        # What changes the way in asks for the password first.
        assert browser.post(f"{PLACE}/app/remove").status_code == 422
        browser.post("/account/confirm", data={"own_password": PASSWORD})
    assert web.post(f"{PLACE}/app/remove").status_code == 422

    assert desk.post(f"/org/users/{user.id}/second-step/remove").status_code == 303
    assert web.get("/account").status_code == 401
    fresh = strict.test_client()
    assert type_password(fresh, user) == "/"
    assert fresh.get("/account").location == PLACE
    with begin(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Passkey)).all() == []


def test_one_of_several_browsers_is_signed_out_and_a_new_one_is_told_of(
    strict: Flask, office: Office
) -> None:
    user = somebody(office, Role.INTERPRETER)
    firefox = {"User-Agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0"}
    here, there = strict.test_client(), strict.test_client()
    for browser in (here, there):
        form = {"email": user.email, "password": PASSWORD}
        browser.post("/login", data=form, headers=firefox)
    page = here.get(PLACE).get_data(as_text=True)
    assert page.count("Firefox · Android") >= 2
    ended = re.search(rf"{PLACE}/([0-9a-f-]+)/end", page)
    assert ended is not None
    assert here.post(ended.group(0)).status_code == 303
    assert there.get("/account").status_code == 401
    assert here.get("/account").status_code == 200
    stranger = somebody(office, Role.TRAINEE)
    other = strict.test_client()
    type_password(other, stranger)
    assert other.post(ended.group(0)).status_code == 404
    with begin(office, the_system()) as uow:
        subjects = list(uow.db.scalars(sa.select(Message.subject)))
        assert len(uow.db.scalars(sa.select(SignIn).where(SignIn.user_id == user.id)).all()) == 2
    assert subjects.count("다른 기기에서 로그인했어요") == 1
