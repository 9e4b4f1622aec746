"""One event, told over every way at once: a real mail server, the gateway, a phone that decrypts, a room of the office."""

import socket
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

import app as roof
from accounts.service import message_choices, office_alerts
from accounts.service.message_choices import Chosen
from accounts.service.office_alerts import RoomFields
from dispatch.domain.news import Topic
from dispatch.domain.states import ReturnReason
from dispatch.service.slots import assignments_ending
from foundation.database.work import Office, UnitOfWork, begin
from foundation.jobs import by_name, run_until_idle
from foundation.messages import delivering
from foundation.messages.channels import MessageChannel
from foundation.messages.settings import MessagesSettings
from foundation.security.permissions import the_system
from tests.dispatch.acting import acting, assign
from tests.factories import a_coordinator, a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.foundation.messages.doubles import SECRET, GatewayDouble, Phone, served


class MailServer:
    """What it took."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep a message."""
        self.received.append(envelope.original_content)
        return "250 kept"


@contextmanager
def mail_served() -> Generator[tuple[MailServer, int]]:
    """A mail server on this computer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server, port
    finally:
        controller.stop()


def test_a_session_given_back_is_told_by_mail_text_phone_and_in_a_room(
    sqlite_office: Office,
) -> None:
    gateway, phone = GatewayDouble(), Phone()
    with ExitStack() as ends:
        mail, mail_port = ends.enter_context(mail_served())
        texts = ends.enter_context(served(gateway))
        push = ends.enter_context(served(lambda _request: (201, b"")))
        room = ends.enter_context(served(lambda _request: (200, b"ok")))
        ways = MessagesSettings(
            gateway_url=texts.url,
            gateway_key="ieum-test",
            gateway_secret=SECRET,
            push_hosts=(f"127.0.0.1:{push.port}",),
            alert_services=("json",),
        )
        settings = replace(
            sqlite_office.settings,
            smtp_host="127.0.0.1",
            smtp_port=mail_port,
            smtp_starttls=False,
            sections={**sqlite_office.settings.sections, MessagesSettings: ways},
        )
        office = replace(sqlite_office, settings=settings)
        with begin(office, the_system()) as uow:
            hanh, user = a_signed_up_interpreter(uow)
            booked = assign(uow, a_session(uow, day=uow.today + timedelta(days=5)), hanh)
            desk = a_coordinator(uow)
            mine = acting(uow, desk)
            _everywhere(mine, phone, f"{push.url}/p/1", f"json://127.0.0.1:{room.port}/desk")
        with begin(office, the_system()) as uow:
            assignments_ending.withdraw(acting(uow, user), booked.id, ReturnReason.ILL)
        run_until_idle(office, by_name(delivering.jobs_of(roof.make_post_office(office))))

    mails = [message_from_bytes(each, policy=policy.default) for each in mail.received]
    written = next(each for each in mails if desk.email in str(each["To"]))
    subject = str(written["Subject"])
    assert hanh.full_name in str(written.get_content())
    (text,) = [each for each in gateway.sent.values() if each["to"] == "+821012345678"]
    assert subject in text["text"]
    (notified,) = push.received
    assert phone.read(notified.body)["title"] == subject
    (told,) = room.received
    assert told.json["title"] == subject


def _everywhere(mine: UnitOfWork, phone: Phone, endpoint: str, alert: str) -> None:
    """The coordinator wants mail, text and notifications, and a room of the office is told of the same."""
    message_choices.add_device(mine, phone.subscription(endpoint), "Phone")
    channels = [MessageChannel.MAIL, MessageChannel.TEXT, MessageChannel.PUSH]
    wished = Chosen(channels=[str(each) for each in channels], number="010-1234-5678")
    message_choices.change_own(mine, wished, has_roster_number=False)
    office_alerts.add_room(
        mine, RoomFields(name="Desk", address=alert, topics=[Topic.FREED.value], active=True)
    )
