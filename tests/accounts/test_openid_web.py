"""Signing in with the service of one's organisation: it is believed about its own people, and only when it proves it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from accounts.domain.roles import Role
from accounts.service import memberships
from accounts.store.provider_tables import ExternalIdentity, IdentityProvider
from accounts.store.tables import Membership, Organisation, SignIn, User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.accounts.openid_service import CLIENT, SECRET, OpenIdService, an_openid_service
from tests.accounts.stepping import HASH, PASSWORD, PLACE, type_password
from tests.conftest import NOON
from tests.factories import a_user, an_organisation

EMAIL = "maru@ansan.example"
ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture
def service() -> Iterator[OpenIdService]:
    """The service of an organisation in Ansan."""
    with an_openid_service() as running:
        running.now = int(NOON.timestamp())
        running.claims = {"sub": "maru-7", "email": EMAIL, "email_verified": True}
        yield running


@pytest.fixture
def ansan(office: Office) -> Organisation:
    """The organisation in Ansan, with a counsellor."""
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow)
        a_user(uow, Role.COUNSELLOR, ansan, email=EMAIL, password_hash=HASH)
        return ansan


@pytest.fixture
def provider(
    web_app: Flask,
    office: Office,
    ansan: Organisation,
    service: OpenIdService,
    browser_of: Callable[[User], FlaskClient],
) -> IdentityProvider:
    """The service, entered by the centre."""
    with begin(office, the_system()) as uow:
        chief = a_user(uow, Role.CENTRE_ADMIN)
    form = {"issuer": service.address, "client_id": CLIENT, "secret": SECRET, "active": "y"}
    desk = browser_of(chief)
    # The password first: it opens the accounts of all its people.
    assert desk.post(f"/org/network/{ansan.id}/sign-in", data=form).status_code == 422
    typed_again(office)
    assert desk.post(f"/org/network/{ansan.id}/sign-in", data=form).status_code == 303
    page = desk.get(f"/org/network/{ansan.id}/sign-in").get_data(as_text=True)
    assert service.address in page
    assert SECRET not in page
    del web_app
    with begin(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(IdentityProvider)).one()
        assert SECRET not in kept.encrypted_secret
        return kept


def typed_again(office: Office) -> None:
    """Everybody who is signed in has just typed the password again."""
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.update(SignIn).values(confirmed_at=uow.now))


def go_there(web: FlaskClient, provider: IdentityProvider, **form: str) -> str:
    answer = web.post(f"/login/with/{provider.id}", data=form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def test_a_counsellor_comes_in_by_the_service_and_is_known_there_from_then_on(
    web_app: Flask, office: Office, provider: IdentityProvider, service: OpenIdService
) -> None:
    web = web_app.test_client()
    assert "/login/with/" in web.get("/login").get_data(as_text=True)
    back = service.sign_in(go_there(web, provider, next="/account?x=1"))
    assert web.get(back).location == "/account?x=1"
    assert web.get("/account").status_code == 200

    # The address may change over there; the link stays. And a code counts once.
    service.claims = {"sub": "maru-7"}
    other = web_app.test_client()
    back = service.sign_in(go_there(other, provider))
    assert other.get(back).location == "/"
    assert other.get(back).location == "/login"
    with begin(office, the_system()) as uow:
        assert len(uow.db.scalars(sa.select(ExternalIdentity)).all()) == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another client"},
        {"iss": "https://evil.example"},
        {"nonce": "of another browser"},
        {"exp": 1},
        {"sub": ""},
        {"email_verified": False},
        {"email": "nobody@ansan.example"},
        {"key": True},
    ],
    ids=str,
)
def test_what_proves_nothing_lets_nobody_in(
    web_app: Flask, provider: IdentityProvider, service: OpenIdService, lie: dict[str, Any]
) -> None:
    service.signing_key = ANOTHER_KEY if "key" in lie else None
    service.lies = lie
    web = web_app.test_client()
    back = service.sign_in(go_there(web, provider))
    assert web.get(back).location == "/login"
    assert web.get("/account").status_code == 303


def test_the_answer_of_another_browser_is_refused(
    web_app: Flask, provider: IdentityProvider, service: OpenIdService
) -> None:
    web, thief = web_app.test_client(), web_app.test_client()
    back = service.sign_in(go_there(web, provider))
    assert thief.get(back).location == "/login"
    go_there(thief, provider)
    assert thief.get(back).location == "/login"
    assert thief.get("/account").status_code == 303


def test_what_another_service_sends_back_is_refused(
    web_app: Flask, provider: IdentityProvider, service: OpenIdService
) -> None:
    web = web_app.test_client()
    back = service.sign_in(go_there(web, provider))
    assert web.get(f"{back}&iss=https://evil.example").location == "/login"
    back = service.sign_in(go_there(web, provider))
    assert web.get(f"{back}&iss={service.address}").location == "/"


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.CENTRE_ADMIN])
def test_a_service_is_not_believed_about_people_of_others_until_they_link_it(
    web_app: Flask,
    office: Office,
    provider: IdentityProvider,
    service: OpenIdService,
    role: Role,
) -> None:
    with begin(office, the_system()) as uow:
        user = uow.db.scalars(sa.select(User).where(User.email == EMAIL)).one()
        elsewhere = an_organisation(uow, "수원")
        uow.db.add(Membership(user_id=user.id, organisation_id=elsewhere.id, role=role))
    web = web_app.test_client()
    assert web.get(service.sign_in(go_there(web, provider))).location == "/login"
    assert web.get("/account").status_code == 303

    type_password(web, user)
    link = f"{PLACE}/services/{provider.id}"
    there = web.post(link).location
    assert web.get(service.sign_in(there)).location == PLACE  # the password first
    web.post("/account/confirm", data={"own_password": PASSWORD})
    assert web.get(service.sign_in(web.post(link).location)).location == PLACE
    fresh = web_app.test_client()
    assert fresh.get(service.sign_in(go_there(fresh, provider))).location == "/"
    assert web.post(f"{link}/unlink").status_code == 303
    last = web_app.test_client()
    assert last.get(service.sign_in(go_there(last, provider))).location == "/login"


def test_whoever_has_left_is_let_in_no_longer_by_the_service_of_before(
    web_app: Flask, office: Office, provider: IdentityProvider, service: OpenIdService
) -> None:
    web = web_app.test_client()
    assert web.get(service.sign_in(go_there(web, provider))).location == "/"
    with begin(office, the_system()) as uow:
        elsewhere = an_organisation(uow, "수원")
        uow.db.execute(sa.update(Membership).values(organisation_id=elsewhere.id))
    fresh = web_app.test_client()
    assert fresh.get(service.sign_in(go_there(fresh, provider))).location == "/login"
    assert fresh.get("/account").status_code == 303


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.COORDINATOR])
def test_a_link_by_the_address_opens_no_role_that_is_given_elsewhere_later(
    web_app: Flask,
    office: Office,
    provider: IdentityProvider,
    service: OpenIdService,
    role: Role,
) -> None:
    web = web_app.test_client()
    assert web.get(service.sign_in(go_there(web, provider))).location == "/"
    with begin(office, the_system()) as uow:
        user = uow.db.scalars(sa.select(User).where(User.email == EMAIL)).one()
        here = provider.organisation_id
        memberships.add(uow, user, here, Role.ORGANISATION_ADMIN)
        assert uow.db.scalars(sa.select(ExternalIdentity)).all()
        place = here if role is Role.COORDINATOR else an_organisation(uow, "수원").id
        memberships.add(uow, user, place, role)
    fresh = web_app.test_client()
    assert fresh.get(service.sign_in(go_there(fresh, provider))).location == "/login"
    assert fresh.get("/account").status_code == 303


def test_a_service_that_is_down_or_no_service_is_said(
    web_app: Flask, office: Office, provider: IdentityProvider, service: OpenIdService
) -> None:
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.update(IdentityProvider).values(issuer=f"{service.address}/nothing"))
    web = web_app.test_client()
    assert go_there(web, provider) == "/login"
    assert "로그인 서비스가 제대로 응답하지 않아요" in web.get("/login").get_data(as_text=True)


@pytest.mark.parametrize(
    "issuer",
    ["", "ftp://x.example", "http://x.example", "https://", "https://a:b@x.example", "[" * 9],
)
def test_an_address_that_is_no_service_is_refused(
    office: Office, ansan: Organisation, browser_of: Callable[[User], FlaskClient], issuer: str
) -> None:
    with begin(office, the_system()) as uow:
        chief = a_user(uow, Role.CENTRE_ADMIN)
    form = {"issuer": issuer, "client_id": "", "secret": ""}
    desk = browser_of(chief)
    typed_again(office)
    answer = desk.post(f"/org/network/{ansan.id}/sign-in", data=form)
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count('aria-invalid="true"') == 3
