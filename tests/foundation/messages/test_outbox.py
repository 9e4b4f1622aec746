"""Messages: written with the action, sent after it, at least once, never when untrue."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from foundation.config import Settings
from foundation.database.work import Office, begin, reading
from foundation.jobs import by_name, run_until_idle
from foundation.messages import delivering, outbox
from foundation.messages.carrying import NotSent, SendProblem
from foundation.messages.mailer import (
    Mail,
    PageMailer,
    SmtpMailer,
    make_mailer,
)
from foundation.messages.outbox import Message, MessageState
from foundation.messages.records import Delivery
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.conftest import NOON, SetClock
from tests.mailing import by_mail, send_by_mail
from tests.transactions import failing


class Post:
    """A post office that may be closed."""

    def __init__(self) -> None:
        self.letters: list[Mail] = []
        self.is_open = True
        self.problem, self.is_final = SendProblem.OUT_OF_REACH, False

    def send(self, mail: Mail) -> bool:
        """Carry a mail, or fail as a server out of reach does."""
        if not self.is_open:
            raise NotSent(self.problem, final=self.is_final)
        self.letters.append(mail)
        return True


@pytest.fixture
def mailer() -> Post:
    """The post office."""
    return Post()


def write(office: Office, about: str = "offer:1", **values: Any) -> None:
    with begin(office, the_system()) as uow:
        outbox.post(
            uow,
            "hanh@ieum.example",
            "ko",
            subject=say("Sign in"),
            body=[say("Nothing was changed."), say("Error %(status)s", status=7)],
            about=about,
            **values,
        )


def deliver(office: Office, mailer: Post) -> int:
    return run_until_idle(office, by_name(delivering.jobs_of(by_mail(office, mailer))))


def states(office: Office) -> list[MessageState]:
    with reading(office, the_system()) as uow:
        return [message.state for message in uow.db.scalars(sa.select(Message))]


def test_a_message_goes_out_once_in_the_readers_language(any_office: Office, mailer: Post) -> None:
    write(any_office)
    assert deliver(any_office, mailer) == 1
    assert deliver(any_office, mailer) == 0

    (letter,) = mailer.letters
    assert (letter.to, letter.subject) == ("hanh@ieum.example", "로그인")
    assert letter.body == "바뀐 것은 없어요.\n\n오류 7"
    assert letter.message_id.endswith("@ieum.example>")
    assert states(any_office) == [MessageState.SENT]


def test_nothing_is_sent_for_a_deed_that_was_undone(any_office: Office, mailer: Post) -> None:
    with failing(any_office, RuntimeError) as uow:
        outbox.post(uow, "a@b.kr", "ko", subject=say("x"), body=[], about="x")
        raise RuntimeError
    assert deliver(any_office, mailer) == 0
    assert states(any_office) == []


def test_a_withdrawn_message_stays_at_home(
    any_office: Office, mailer: Post, clock: SetClock
) -> None:
    write(any_office, send_at=clock.now + timedelta(minutes=30))
    write(any_office, about="offer:2")
    assert deliver(any_office, mailer) == 1
    with begin(any_office, the_system()) as uow:
        outbox.withdraw(uow, "offer:1")
        outbox.withdraw(uow, "offer:2")
    clock.now += timedelta(hours=1)
    deliver(any_office, mailer)

    assert len(mailer.letters) == 1
    assert set(states(any_office)) == {MessageState.SENT, MessageState.WITHDRAWN}


def test_while_the_server_is_out_of_reach_messages_wait(
    any_office: Office, mailer: Post, clock: SetClock
) -> None:
    mailer.is_open = False
    write(any_office)
    assert deliver(any_office, mailer) == 1
    assert states(any_office) == [MessageState.WAITING]
    mailer.is_open = True
    clock.now += timedelta(minutes=1)
    deliver(any_office, mailer)
    assert states(any_office) == [MessageState.SENT]


def the_message(office: Office) -> Message:
    with reading(office, the_system()) as uow:
        return uow.db.scalars(sa.select(Message)).one()


def test_a_refusal_that_may_pass_is_tried_for_a_day_and_then_the_message_is_lost(
    sqlite_office: Office, mailer: Post, clock: SetClock
) -> None:
    mailer.is_open = False
    began = clock.now
    write(sqlite_office, secret="https://ieum.example/once")
    for _ in outbox.PAUSES:
        assert deliver(sqlite_office, mailer) == 1
        assert deliver(sqlite_office, mailer) == 0
        waiting = the_message(sqlite_office)
        assert waiting.state is MessageState.WAITING
        assert waiting.encrypted_secret
        clock.now = waiting.next_try_at or clock.now
    assert clock.now - began >= timedelta(days=1)
    deliver(sqlite_office, mailer)

    lost = the_message(sqlite_office)
    assert (lost.state, lost.problem) == (MessageState.LOST, SendProblem.OUT_OF_REACH)
    assert lost.encrypted_secret is None
    with reading(sqlite_office, the_system()) as uow:
        assert outbox.count_lost(uow) == 1
        assert outbox.list_undelivered(uow, [lost.to]) == {lost.to}


def test_what_is_refused_for_good_is_not_tried_again_until_somebody_asks(
    sqlite_office: Office, mailer: Post, clock: SetClock
) -> None:
    mailer.is_open, mailer.is_final, mailer.problem = False, True, SendProblem.NO_MAILBOX
    write(sqlite_office)
    deliver(sqlite_office, mailer)
    clock.now += timedelta(days=2)
    assert deliver(sqlite_office, mailer) == 0
    assert states(sqlite_office) == [MessageState.LOST]

    mailer.is_open = True
    with begin(sqlite_office, the_system()) as uow:
        message = uow.db.scalars(sa.select(Message)).one()
        assert outbox.send_again(uow, message)
        assert not outbox.send_again(uow, message)
    deliver(sqlite_office, mailer)
    assert states(sqlite_office) == [MessageState.SENT]
    assert the_message(sqlite_office).problem is None


def test_somebody_may_ask_for_the_next_try_now(
    sqlite_office: Office, mailer: Post, clock: SetClock
) -> None:
    mailer.is_open = False
    write(sqlite_office)
    deliver(sqlite_office, mailer)
    mailer.is_open = True
    with begin(sqlite_office, the_system()) as uow:
        assert outbox.send_again(uow, uow.db.scalars(sa.select(Message)).one())
    deliver(sqlite_office, mailer)
    assert states(sqlite_office) == [MessageState.SENT]


def test_letters_come_from_a_name_and_are_called_after_its_domain(
    sqlite_office: Office, mailer: Post
) -> None:
    named = replace(sqlite_office.settings, mail_from='"통역이음" <no-reply@centre.example>')
    write(sqlite_office)
    deliver(replace(sqlite_office, settings=named), mailer)
    assert mailer.letters[0].message_id.endswith("@centre.example>")


def test_a_second_copy_after_a_crash_carries_the_same_id(any_office: Office, mailer: Post) -> None:
    write(any_office)
    deliver(any_office, mailer)
    with begin(any_office, the_system()) as uow:
        # As if the process had died between sending and writing it down.
        uow.db.execute(sa.update(Message).values(state=MessageState.WAITING, is_open=True))
        uow.db.execute(sa.update(Delivery).values(state=MessageState.WAITING))
        message_id = str(uow.db.scalars(sa.select(Message.id)).one())
    send_by_mail(any_office, mailer, message_id)

    assert len({letter.message_id for letter in mailer.letters}) == 1


class Inbox:
    """What an SMTP server received."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep a message."""
        self.received.append(envelope.original_content)
        return "250 kept"


@pytest.fixture
def server() -> Iterator[tuple[Controller, Inbox]]:
    """A mail server on this computer."""
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller, inbox
    controller.stop()


def test_a_letter_reaches_an_smtp_server_as_it_was_written(
    server: tuple[Controller, Inbox],
) -> None:
    controller, inbox = server
    settings = Settings(smtp_host="127.0.0.1", smtp_port=controller.port, smtp_starttls=False)
    letter = Mail("<1@ieum.example>", "hanh@ieum.example", "통역 제안", "내일 오전 9:30, 안산\n")
    SmtpMailer(settings, lambda: NOON).send(letter)

    mail = message_from_bytes(inbox.received[0], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert (mail["Subject"], mail["To"]) == ("통역 제안", "hanh@ieum.example")
    assert (mail["Message-ID"], mail["From"]) == ("<1@ieum.example>", "ieum@ieum.example")
    assert mail["Date"].datetime == NOON
    assert mail.get_content().replace("\r\n", "\n") == letter.body


def test_a_subject_cannot_smuggle_in_another_header() -> None:
    settings = Settings(smtp_host="127.0.0.1", smtp_port=1)
    letter = Mail("<1@a>", "a@b.kr", "Hello\r\nBcc: thief@evil.example", "x")
    with pytest.raises(NotSent) as refused:
        SmtpMailer(settings, lambda: NOON).send(letter)
    assert (refused.value.problem, refused.value.final) == (SendProblem.UNWRITABLE, True)


def test_without_a_server_nothing_leaves_and_with_a_dead_one_an_error_says_so() -> None:
    nowhere = make_mailer(Settings(), lambda: NOON)
    assert isinstance(nowhere, PageMailer)
    nowhere.send(Mail("<1@a>", "a@b.kr", "x", "x"))
    dead = make_mailer(Settings(smtp_host="127.0.0.1", smtp_port=1), lambda: NOON)
    with pytest.raises(NotSent, match="out_of_reach"):
        dead.send(Mail("<1@a>", "a@b.kr", "x", "x"))
