"""The outbox is a list that can be searched, and says what did not leave the house."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.messages import outbox
from foundation.messages.mailer import Mail
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.factories import a_user, an_organisation
from tests.signing_in import sign_in


class Server:
    """A mail server that takes everything, or none at all."""

    def __init__(self, *, is_there: bool) -> None:
        self.is_there = is_there

    def send(self, mail: Mail) -> bool:
        del mail
        return self.is_there


@pytest.fixture
def written(web: FlaskClient, office: Office) -> list[Message]:
    """Sixty messages to one person and one to another, a second apart."""
    with begin(office, the_system()) as uow:
        admin = a_user(uow, Role.CENTRE_ADMIN, an_organisation(uow, "경기 센터"))
        many = a_user(uow, Role.COUNSELLOR, full_name="예시최 가온")
        one = a_user(uow, Role.COUNSELLOR, full_name="예시한 나래")
        kept: list[Message] = []
        for number in range(61):
            uow.now += timedelta(seconds=1)
            to = one if number == 60 else many
            letter = outbox.post(
                uow,
                to.email,
                "ko",
                subject=say("Number %(n)s", n=number),
                body=[say("Body")],
                about="",
            )
            kept.append(letter)
    sign_in(web, admin)
    return kept


def test_messages_are_found_by_the_name_of_their_reader(
    web: FlaskClient, written: list[Message]
) -> None:
    page = web.get("/outbox?who=나래").text
    assert page.count("<details>") == 1
    assert "예시한 나래" in page
    assert "Number 60" in page


def test_older_messages_follow(web: FlaskClient, written: list[Message]) -> None:
    first = web.get("/outbox?who=가온").text
    assert first.count("<details>") == 50
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = web.get(older).text
    assert second.count("<details>") == 10
    assert "Number 0<" in second


def test_what_no_server_carried_is_not_called_sent(
    web: FlaskClient, office: Office, written: list[Message]
) -> None:
    outbox.send_message(office, Server(is_there=False), str(written[60].id))
    assert "보내지 않음(메일 서버 없음)" in web.get("/outbox?who=나래").text

    outbox.send_message(office, Server(is_there=True), str(written[59].id))
    page = web.get("/outbox?who=가온&state=sent").text
    assert page.count("<details>") == 1
    assert "보내지 않음(메일 서버 없음)" not in page


@pytest.mark.parametrize("query", ["after=x_y", "after=" + "9" * 3000, "state=x", "from=x"])
def test_nonsense_in_the_address_shows_everything(
    web: FlaskClient, written: list[Message], query: str
) -> None:
    assert web.get(f"/outbox?{query}").text.count("<details>") == 50
