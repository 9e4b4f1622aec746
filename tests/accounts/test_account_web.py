"""One's own account, the audit trail and the outbox, in a browser."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import sign_in as sessions
from accounts.store.tables import User
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.messages import outbox
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.factories import a_user
from tests.signing_in import sign_in

PASSWORD = "a quiet river at dusk"


@pytest.fixture
def counsellor(office: Office) -> User:
    """Somebody without any power over others."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.COUNSELLOR)


@pytest.fixture
def centre(office: Office) -> User:
    """An administrator of the centre."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.CENTRE_ADMIN)


def test_the_own_password_is_changed_with_the_current_one_only(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER, password=PASSWORD)
    elsewhere = web.application.test_client()
    sign_in(web, user)
    sign_in(elsewhere, user)
    new = "another river at dawn"

    def change(current: str, password: str) -> int:
        form = {"current": current, "password": password, "_key": f"{current}{password}"}
        return web.post("/account/password", data=form).status_code

    assert change("wrong", new) == 422
    assert change(PASSWORD, "short") == 422
    assert change("", "") == 422
    with reading(office, the_system()) as uow:
        failed = sa.select(AuditEntry.subject).where(AuditEntry.name == "user.sign_in_failed")
        assert uow.db.scalars(failed).all() == [str(user.id)]
    assert change(PASSWORD, new) == 303
    assert web.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401
    with reading(office, the_system()) as uow:
        credentials = sessions.find_credentials(uow, user.email)
    assert sessions.is_right(credentials, new)


def test_name_and_language_are_changed_by_their_owner(web: FlaskClient, counsellor: User) -> None:
    sign_in(web, counsellor)
    assert web.post("/account", data={"full_name": " ", "language": "ko"}).status_code == 422
    assert web.post("/account", data={"full_name": "가온", "language": "xx"}).status_code == 422
    assert web.post("/account", data={"full_name": "가온", "language": "en"}).status_code == 303
    page = web.get("/account").get_data(as_text=True)
    assert 'lang="en"' in page
    assert 'value="가온"' in page


def test_an_account_changed_meanwhile_is_named_in_the_words_of_its_choices(
    web: FlaskClient, counsellor: User
) -> None:
    sign_in(web, counsellor)
    answer = web.post(
        "/account", data={"full_name": "New Name", "language": "en", "_seen": "language:other"}
    )
    assert answer.status_code == 409
    assert "한국어" in answer.text


def test_the_trail_never_shows_markup(web: FlaskClient, centre: User, office: Office) -> None:
    with begin(office, the_system("<b>job</b>")) as uow:
        uow.record("thing.happened", subject=uuid4(), note="<script>x</script>")
    sign_in(web, centre)

    page = web.get("/audit?topic=thing").get_data(as_text=True)

    assert page.count('<th scope="row">') == 1
    assert "<script>x" not in page
    assert "<b>job</b>" not in page


def test_the_outbox_shows_what_was_written_to_people(
    web: FlaskClient, centre: User, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        outbox.post(
            uow,
            "maru@a.kr",
            "en",
            subject=say("<Hello>"),
            body=[say("One."), say("Two.")],
            about="x",
        )
    sign_in(web, centre)
    page = web.get("/outbox", headers={"Accept-Language": "en"}).get_data(as_text=True)

    for text in ("maru@a.kr", "&lt;Hello&gt;", "<p>One.</p><p>Two.</p>"):
        assert text in page
