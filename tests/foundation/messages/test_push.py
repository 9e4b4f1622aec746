"""Web Push: encrypted for one browser, signed by our key; a browser that is gone is forgotten."""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import http_ece
import pytest

from foundation.config import Settings
from foundation.messages import push
from foundation.messages.carrying import Device, NotSent, Outgoing, SendProblem
from foundation.messages.channels import MessageChannel
from foundation.messages.push import PushCarrier
from foundation.messages.settings import MessagesSettings
from tests.foundation.messages.doubles import Phone, Received, Service, served

SETTINGS = Settings(secret_key="a-secret-for-tests")


def outgoing(*devices: Device) -> Outgoing:
    return Outgoing(
        id=uuid.UUID(int=1),
        message_id=uuid.UUID(int=2),
        channel=MessageChannel.PUSH,
        language="ko",
        to="",
        subject="통역하실 수 있나요? 12월 3일",
        body="12월 3일, 안산시",
        text="짧게",
        link="https://ieum.example/offers/1",
        devices=devices,
    )


def device(subscription: Mapping[str, Any], settings: Settings = SETTINGS) -> Device:
    return Device(uuid.uuid4(), subscription, push.public_key(settings))


def knowing(service: Service) -> Settings:
    """Settings by which this computer is a push service."""
    hosts = MessagesSettings(push_hosts=(f"127.0.0.1:{service.port}",))
    return replace(SETTINGS, sections={MessagesSettings: hosts})


def claims(request: Received) -> dict[str, Any]:
    token = request.headers["Authorization"].partition("t=")[2].split(",")[0]
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def test_a_notification_is_read_by_its_phone_alone_and_holds_subject_and_link() -> None:
    phone = Phone()
    with served(lambda _request: (201, b"")) as service:
        settings = knowing(service)
        mine = device(phone.subscription(f"{service.url}/p/1"))
        PushCarrier(settings).carry(outgoing(mine))
    (request,) = service.received
    assert phone.read(request.body) == {
        "title": "통역하실 수 있나요? 12월 3일",
        "url": "https://ieum.example/offers/1",
        "tag": str(uuid.UUID(int=2)),
    }
    assert "안산" not in json.dumps(phone.read(request.body), ensure_ascii=False)
    with pytest.raises(http_ece.ECEException):
        Phone().read(request.body)
    assert claims(request)["aud"] == service.url
    assert f"k={push.public_key(settings)}" in request.headers["Authorization"].replace(" ", "")


@pytest.mark.parametrize(
    ("status", "problem", "final", "is_gone"),
    [
        (410, SendProblem.NO_DEVICE, True, True),
        (404, SendProblem.NO_DEVICE, True, True),
        (400, SendProblem.PUSH_REFUSED, True, False),
        (429, SendProblem.PUSH_AWAY, False, False),
        (500, SendProblem.PUSH_AWAY, False, False),
    ],
)
def test_what_an_answer_means(
    status: int, problem: SendProblem, *, final: bool, is_gone: bool
) -> None:
    with served(lambda _request: (status, b"")) as service:
        settings = knowing(service)
        mine = device(Phone().subscription(service.url))
        with pytest.raises(NotSent) as refused:
            PushCarrier(settings).carry(outgoing(mine))
    error = refused.value
    assert (error.problem, error.final, error.gone) == (
        problem,
        final,
        (mine.id,) if is_gone else (),
    )


def test_one_phone_of_two_is_enough_and_the_other_is_forgotten() -> None:
    def answer(request: Received) -> tuple[int, bytes]:
        return (410, b"") if request.path == "/old" else (201, b"")

    with served(answer) as service:
        settings = knowing(service)
        old = device(Phone().subscription(f"{service.url}/old"))
        new = device(Phone().subscription(f"{service.url}/new"))
        receipt = PushCarrier(settings).carry(outgoing(old, new))
    assert receipt.gone == (old.id,)


def test_a_phone_that_knows_an_older_key_of_ours_is_still_reached() -> None:
    with served(lambda _request: (201, b"")) as service:
        before = device(Phone().subscription(service.url))
        changed = replace(
            knowing(service),
            secret_key="another secret",
            secret_key_fallbacks=(SETTINGS.secret_key,),
        )
        PushCarrier(changed).carry(outgoing(before))
        forgotten = replace(changed, secret_key_fallbacks=())
        with pytest.raises(NotSent, match="no_device"):
            PushCarrier(forgotten).carry(outgoing(before))
    assert push.public_key(changed) != push.public_key(SETTINGS)


@pytest.mark.parametrize(
    ("endpoint", "is_known"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://web.push.apple.com/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evil.example/fcm.googleapis.com", False),
        ("https://push.apple.com@evil.example/x", False),
        ("https://127.0.0.1/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://[::1", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_push_services_are_called(endpoint: str, *, is_known: bool) -> None:
    assert push.is_push_service(SETTINGS, endpoint) is is_known


@pytest.mark.parametrize(
    "nonsense",
    [None, [], {}, {"endpoint": "x"}, {"endpoint": "x", "keys": {"p256dh": "AA", "auth": "AA"}}],
)
def test_nonsense_is_no_subscription(nonsense: object) -> None:
    assert push.problem_of(nonsense)
    assert not push.problem_of(Phone().subscription("https://x"))
