"""Somebody joins an organisation only when she says so, and nobody learns before whether she exists."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import memberships
from accounts.store.tables import Invitation, Membership, User
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from tests.conftest import SetClock
from tests.factories import a_user, an_interpreter, an_organisation
from tests.signing_in import sign_in

PASSWORD = "a quiet river at dusk"


class Two:
    """An organisation with its administrator, and an interpreter who belongs elsewhere."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with begin(office, the_system()) as uow:
            self.ours = an_organisation(uow, "안산 센터")
            self.admin = a_user(uow, Role.ORGANISATION_ADMIN, self.ours)
            self.joy = a_user(uow, Role.INTERPRETER, full_name="조이의 본명", email="joy@x.example")
            an_interpreter(uow, user=self.joy)

    def form(self, email: str, role: str = "counsellor") -> dict[str, str]:
        return {
            "email": email,
            "full_name": "적은 이름",
            "language": "ko",
            "organisation": str(self.ours.id),
            "role": role,
        }

    def roles_of(self, user_id: object) -> set[str]:
        with reading(self.office, the_system()) as uow:
            held = sa.select(Membership.role).where(
                Membership.user_id == user_id, Membership.organisation_id == self.ours.id
            )
            return {role.value for role in uow.db.scalars(held)}


@pytest.fixture
def two(office: Office) -> Two:
    """The rows."""
    return Two(office)


def link_on(page: str) -> str:
    found = re.search(r"/invitation\?link=[\w-]+", page)
    assert found is not None
    return found.group()


def token_in(link: str) -> str:
    return link.partition("link=")[2]


def test_a_known_and_an_unknown_address_are_invited_alike(
    web: FlaskClient, two: Two, office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    hers = browser_of(two.joy)
    sign_in(web, two.admin)
    pages: list[str] = []
    for email in (two.joy.email, "new@x.example"):
        answer = web.post("/org/users/new", data=two.form(email), follow_redirects=True)
        page = answer.get_data(as_text=True)
        assert "조이의 본명" not in page
        with begin(office, the_system()) as uow:
            uow.db.execute(sa.delete(Invitation))
        page = re.sub(r'link=[\w-]+|[\w-]{36}|(_key|csrf_token)" value="[^"]+', "…", page)
        pages.append(page.replace(email, "…"))
    assert pages[0] == pages[1]
    assert two.roles_of(two.joy.id) == set()
    assert hers.get("/account").status_code == 200
    with reading(office, the_system()) as uow:
        bodies = [letter.subject for letter in uow.db.scalars(sa.select(Message))]
    assert len(bodies) == 2
    assert len(set(bodies)) == 1


def test_the_owner_of_an_account_accepts_herself_and_stays_signed_in(
    web: FlaskClient, two: Two, office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    sign_in(web, two.admin)
    sent = web.post("/org/users/new", data=two.form(two.joy.email), follow_redirects=True)
    link = link_on(sent.get_data(as_text=True))
    # Whoever holds the link but not the account takes nothing over.
    stranger = web.application.test_client()
    taken = {"link": token_in(link), "full_name": "x", "password": PASSWORD}
    assert stranger.post("/invitation", data=taken).status_code == 409
    with reading(office, the_system()) as uow:
        invited = uow.db.scalars(sa.select(Invitation)).one()
        assert uow.db.get_one(User, two.joy.id).password_hash == ""
    path = f"/account/invitations/{invited.id}"
    assert web.post(path, data={"do": "accept"}).status_code == 404

    hers = browser_of(two.joy)
    assert path in hers.get("/account").get_data(as_text=True)
    assert hers.post(path, data={"do": "accept"}).status_code == 303
    assert hers.get("/account").status_code == 200
    assert two.roles_of(two.joy.id) == {"counsellor"}
    assert hers.post(path, data={"do": "decline"}).status_code == 410
    assert web.get(link).status_code == 410


def test_a_newcomer_opens_the_account_with_name_and_password(
    web: FlaskClient, two: Two, office: Office
) -> None:
    sign_in(web, two.admin)
    form = two.form("new@x.example")
    link = link_on(
        web.post("/org/users/new", data=form, follow_redirects=True).get_data(as_text=True)
    )
    person = web.application.test_client()
    with reading(office, the_system()) as uow:
        assert uow.db.scalar(sa.select(User).where(User.email == "new@x.example")) is None
    seen = person.get(link)
    assert (seen.status_code, seen.headers["Referrer-Policy"]) == (200, "no-referrer")
    answer = {"link": token_in(link), "full_name": "새\u202e 상담사", "password": "short"}
    assert person.post("/invitation", data=answer).status_code == 422
    assert person.post("/invitation", data={**answer, "password": PASSWORD}).status_code == 303

    entered = person.post("/login", data={"email": "new@x.example", "password": PASSWORD})
    assert entered.status_code == 303
    with reading(office, the_system()) as uow:
        user = uow.db.scalars(sa.select(User).where(User.email == "new@x.example")).one()
    assert (user.full_name, two.roles_of(user.id)) == ("새 상담사", {"counsellor"})
    assert person.post("/invitation", data={**answer, "password": PASSWORD}).status_code == 410


def test_an_invitation_is_sent_anew_taken_back_declined_and_runs_out(
    web: FlaskClient, two: Two, office: Office, clock: SetClock
) -> None:
    sign_in(web, two.admin)
    page = web.post("/org/users/new", data=two.form("n@x.example"), follow_redirects=True)
    first = link_on(page.get_data(as_text=True))
    with reading(office, the_system()) as uow:
        invited = uow.db.scalars(sa.select(Invitation)).one()
    again = web.post(f"/org/invitations/{invited.id}/send", follow_redirects=True)
    second = link_on(again.get_data(as_text=True))
    person = web.application.test_client()
    assert [person.get(link).status_code for link in (first, second)] == [410, 200]
    clock.now += timedelta(days=8)
    assert person.get(second).status_code == 410
    clock.now -= timedelta(days=8)
    declined = person.post("/invitation", data={"link": token_in(second), "do": "decline"})
    assert declined.status_code == 303
    assert person.get(second).status_code == 410
    # Declined is decided: it cannot be sent or taken back any more.
    for deed in ("send", "withdraw"):
        assert web.post(f"/org/invitations/{invited.id}/{deed}").status_code == 303
    with reading(office, the_system()) as uow:
        assert uow.db.get_one(Invitation, invited.id).state == "declined"
    assert web.post(f"/org/invitations/{uuid4()}/send").status_code == 404


def test_whoever_invited_and_left_opens_nothing_any_more(
    web: FlaskClient, two: Two, office: Office
) -> None:
    sign_in(web, two.admin)
    page = web.post("/org/users/new", data=two.form("n@x.example"), follow_redirects=True)
    link = link_on(page.get_data(as_text=True))
    with begin(office, the_system()) as uow:
        uow.db.get_one(User, two.admin.id).active = False
    assert web.get(link).status_code == 410


def test_whoever_lost_the_role_lets_nobody_in_any_more(
    web: FlaskClient, two: Two, office: Office
) -> None:
    sign_in(web, two.admin)
    form = two.form("second@x.example", "organisation_admin")
    link = link_on(web.post("/org/users/new", data=form, follow_redirects=True).text)
    assert web.get(link).status_code == 200
    with begin(office, the_system()) as uow:
        memberships.revoke(uow, two.admin.id, two.ours.id, Role.ORGANISATION_ADMIN)
    assert web.get(link).status_code == 410


def test_an_address_is_invited_only_so_often(web: FlaskClient, two: Two) -> None:
    sign_in(web, two.admin)
    answers = [
        web.post("/org/users/new", data=two.form("n@x.example", role)).status_code
        for role in ("counsellor", "trainer", "assessor", "trainee", "interpreter", "counsellor")
    ]
    assert answers[0] == 303
    assert answers[-1] != 303
