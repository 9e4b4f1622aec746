"""Office alerts over apprise: what a service of this computer is handed, and what is refused before anything is sent."""

import uuid
from dataclasses import replace

import pytest

from foundation.config import Settings
from foundation.messages.alerts import AlertCarrier
from foundation.messages.carrying import NotSent, Outgoing, SendProblem
from foundation.messages.channels import MessageChannel
from foundation.messages.settings import MessagesSettings
from tests.foundation.messages.doubles import Received, served

# The product knows the services of the internet, which take HTTPS alone; this one is on this computer.
ALLOWED = Settings(sections={MessagesSettings: MessagesSettings(alert_services=("json",))})


def alert(to: str) -> Outgoing:
    return Outgoing(
        id=uuid.UUID(int=1),
        message_id=uuid.UUID(int=2),
        channel=MessageChannel.OFFICE,
        language="ko",
        to=to,
        subject="통역사가 없는 상담: 12월 3일(목)",
        body="",
        text="12월 3일(목) 오전 10:00, 안산시, 베트남어",
        link="https://ieum.example/dispatch/2026-12-03",
    )


def test_a_room_is_told_over_http() -> None:
    with served(lambda _request: (200, b"ok")) as service:
        AlertCarrier(ALLOWED).carry(alert(f"json://127.0.0.1:{service.port}/room"))
    (request,) = service.received
    assert request.path.rstrip("/") == "/room"
    assert request.json["title"] == "통역사가 없는 상담: 12월 3일(목)"
    assert request.json["message"] == (
        "12월 3일(목) 오전 10:00, 안산시, 베트남어\nhttps://ieum.example/dispatch/2026-12-03"
    )


def test_a_room_that_does_not_take_it_is_asked_again_later() -> None:
    with served(lambda _request: (500, b"")) as service, pytest.raises(NotSent) as refused:
        AlertCarrier(ALLOWED).carry(alert(f"json://127.0.0.1:{service.port}/room"))
    assert (refused.value.problem, refused.value.final) == (SendProblem.ALERT_AWAY, False)


@pytest.mark.parametrize("service", ["json", "file", "dbus", "exec", "mailto"])
def test_what_is_no_service_that_the_office_has_allowed_is_not_written_to(service: str) -> None:
    def never(_request: Received) -> tuple[int, bytes]:
        pytest.fail("written to")

    with served(never) as here, pytest.raises(NotSent) as refused:
        AlertCarrier(replace(ALLOWED, sections={})).carry(
            alert(f"{service}://127.0.0.1:{here.port}/room")
        )
    assert (refused.value.problem, refused.value.final) == (SendProblem.ALERT_GONE, True)
    assert here.received == []
