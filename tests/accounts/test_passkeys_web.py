"""Passkeys: they sign in by themselves, each answer counts once, and an answer for another site opens nothing."""

import pytest
from flask import Flask

from foundation.database.work import Office
from tests.accounts.soft_passkey import SoftPasskey
from tests.accounts.stepping import HOST, PLACE, options_on, somebody, type_password


def test_a_passkey_signs_in_by_itself_and_each_answer_counts_once(
    strict: Flask, office: Office
) -> None:
    user, web, key = somebody(office), strict.test_client(), SoftPasskey()
    type_password(web, user)
    made = key.create(options_on(web, PLACE))
    data = {"answer": made, "name": "전화기"}
    assert web.post(f"{PLACE}/passkeys", data=data, headers=HOST).status_code == 303
    assert web.get("/account").status_code == 200

    fresh, thief = strict.test_client(), strict.test_client()
    answer = {"answer": key.get(options_on(fresh, "/login"))}
    assert fresh.post("/login/passkey", data=answer, headers=HOST).status_code == 303
    assert fresh.get("/account").status_code == 200
    assert thief.post("/login/passkey", data=answer, headers=HOST).status_code == 422
    # and in place of the second step, and of the password typed again
    half = strict.test_client()
    assert type_password(half, user) == "/login/code"
    answer = {"answer": key.get(options_on(half, "/login/code"))}
    assert half.post("/login/code/passkey", data=answer, headers=HOST).status_code == 303
    answer = {"answer": key.get(options_on(half, "/account/confirm")), "next": PLACE}
    assert half.post("/account/confirm/passkey", data=answer, headers=HOST).location == PLACE


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"verifies": False},
    ],
    ids=["another site", "nobody touched it"],
)
def test_an_answer_that_proves_nothing_is_refused(
    strict: Flask, office: Office, wrong: dict[str, object]
) -> None:
    user, web, key = somebody(office), strict.test_client(), SoftPasskey()
    type_password(web, user)
    made = {"answer": key.create(options_on(web, PLACE)), "name": "전화기"}
    web.post(f"{PLACE}/passkeys", data=made, headers=HOST)
    for name, value in wrong.items():
        setattr(key, name, value)
    fresh = strict.test_client()
    answer = {"answer": key.get(options_on(fresh, "/login"))}
    assert fresh.post("/login/passkey", data=answer, headers=HOST).status_code == 422
    assert fresh.get("/account").status_code == 303


@pytest.mark.parametrize("answer", ["", "7", "{}", '{"id": 5}', '{"response": {}}', "[" * 5000])
def test_what_is_no_answer_is_refused(strict: Flask, office: Office, answer: str) -> None:
    del office
    web = strict.test_client()
    assert web.post("/login/passkey", data={"answer": answer}).status_code == 422
