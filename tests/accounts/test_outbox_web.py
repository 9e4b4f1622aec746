"""The outbox is a list that can be searched, and says what did not leave the house."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import outbox_reading
from accounts.service.outbox_reading import DAY
from foundation.database.audit import list_entries
from foundation.database.work import Office, begin
from foundation.messages import outbox
from foundation.messages.carrying import SendProblem
from foundation.messages.mailer import Mail
from foundation.messages.outbox import HIDDEN, Message, MessageState
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.factories import a_user, an_organisation
from tests.mailing import send_by_mail
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
    send_by_mail(office, Server(is_there=False), written[60].id)
    assert "보내지 않음(메일 서버 없음)" in web.get("/outbox?who=나래").text

    send_by_mail(office, Server(is_there=True), written[59].id)
    page = web.get("/outbox?who=가온&state=sent").text
    assert page.count("<details>") == 1
    assert "보내지 않음(메일 서버 없음)" not in page


def lose(office: Office, message: Message, **values: object) -> None:
    with begin(office, the_system()) as uow:
        uow.db.execute(
            sa.update(Message)
            .where(Message.id == message.id)
            .values(
                state=MessageState.LOST,
                problem=SendProblem.NO_MAILBOX,
                tries=1,
                tried_at=uow.now,
                **values,
            )
        )


def test_what_could_not_be_sent_says_why_and_is_sent_again(
    web: FlaskClient, office: Office, written: list[Message]
) -> None:
    lose(office, written[60])
    page = web.get("/outbox?state=lost").text
    assert "보내지 못한 메시지가 1건" in page
    assert "이 주소로는 메일을 받을 수 없어요" in page
    assert page.count("/again") == 1

    again = f"/outbox/{written[60].id}/again"
    assert web.post(again).status_code == 303
    assert "보내지 못한 메시지가" not in web.get("/outbox").text
    # Twice is once.
    assert web.post(again).status_code == 409
    with begin(office, the_system()) as uow:
        assert [e.name for e in list_entries(uow.db, subject=str(written[60].id))] == [
            "message.sent_again"
        ]


def test_a_letter_with_a_link_for_one_use_is_not_sent_again(
    web: FlaskClient, office: Office, written: list[Message]
) -> None:
    lose(office, written[60], body=f"Open: {HIDDEN}")
    page = web.get("/outbox?state=lost").text
    assert "새 링크를 보내 주세요" in page
    assert "/again" not in page
    assert web.post(f"/outbox/{written[60].id}/again").status_code == 409


def test_whoever_may_not_send_is_refused(
    web: FlaskClient, office: Office, written: list[Message]
) -> None:
    lose(office, written[60])
    with begin(office, the_system()) as uow:
        other = a_user(uow, Role.COUNSELLOR)
    sign_in(web, other)
    assert web.post(f"/outbox/{written[60].id}/again").status_code == 403


def test_the_centre_is_told_once_of_what_was_lost(office: Office, written: list[Message]) -> None:
    lose(office, written[60])
    with begin(office, the_system()) as uow:
        outbox_reading.tell_lost(uow)
        told = uow.db.scalars(
            sa.select(Message).where(Message.about == outbox_reading.LOST_LETTERS)
        ).all()
        assert len(told) == 1
        assert "1건" in told[0].body
        # Lost itself, that letter is no reason for another one.
        told[0].state, told[0].tried_at, uow.now = MessageState.LOST, uow.now, uow.now + DAY
        uow.db.flush()
        outbox_reading.tell_lost(uow)
        assert uow.db.scalars(sa.select(Message).where(Message.id != told[0].id)).all()
        assert (
            len(uow.db.scalars(sa.select(Message).where(Message.about == "lost-letters")).all())
            == 1
        )


@pytest.mark.parametrize("query", ["after=x_y", "after=" + "9" * 3000, "state=x", "from=x"])
def test_nonsense_in_the_address_shows_everything(
    web: FlaskClient, written: list[Message], query: str
) -> None:
    assert web.get(f"/outbox?{query}").text.count("<details>") == 50
