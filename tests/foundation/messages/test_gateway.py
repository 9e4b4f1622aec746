"""The gateway: the documented request, signed, with an id that stays the same; and what its answers mean."""

import json
import socket
import uuid
from dataclasses import replace

import pytest

from foundation.messages import gateway
from foundation.messages.carrying import NotSent, Outgoing, SendProblem
from foundation.messages.channels import MessageChannel
from foundation.messages.gateway import Gateway, signature
from foundation.messages.records import MessageState
from foundation.messages.settings import MessagesSettings
from tests.conftest import NOON
from tests.foundation.messages.doubles import SECRET, GatewayDouble, served

TEXT = Outgoing(
    id=uuid.UUID(int=7),
    message_id=uuid.UUID(int=8),
    channel=MessageChannel.TEXT,
    language="ko",
    to="+821012345678",
    subject="제안",
    body="",
    text="[통역이음] 제안\n내일, 안산시",
    link="https://ieum.example/offers/1",
)


def carrier(url: str, secret: str = SECRET) -> Gateway:
    settings = MessagesSettings(
        gateway_url=url,
        gateway_key="ieum-test",
        gateway_secret=secret,
        gateway_sender="0311234567",
        alimtalk_template="NOTICE",
    )
    return Gateway(settings, lambda: NOON)


def test_the_request_is_the_documented_one_and_a_second_try_is_no_second_message() -> None:
    double = GatewayDouble()
    with served(double) as service:
        carrier(service.url).carry(TEXT)
        receipt = carrier(service.url).carry(TEXT)
        assert (receipt.reference, receipt.is_delivered) == ("g-00000000", False)
    (told,) = double.sent.values()
    assert told == {
        "id": str(TEXT.id),
        "channel": "text",
        "to": "+821012345678",
        "from": "0311234567",
        "language": "ko",
        "text": "[통역이음] 제안\n내일, 안산시\nhttps://ieum.example/offers/1",
    }
    assert service.received[0].headers["Ieum-Timestamp"] == str(int(NOON.timestamp()))


def test_kakaotalk_goes_by_its_template() -> None:
    double = GatewayDouble()
    with served(double) as service:
        carrier(service.url).carry(replace(TEXT, channel=MessageChannel.ALIMTALK))
    (told,) = double.sent.values()
    assert (told["channel"], told["template"]) == ("alimtalk", "NOTICE")
    assert told["button"] == {"name": "앱 열기", "url": TEXT.link}


@pytest.mark.parametrize(
    ("status", "body", "problem", "final"),
    [
        (400, b"{}", SendProblem.GATEWAY_REFUSED, True),
        (422, b"", SendProblem.GATEWAY_REFUSED, True),
        (401, b"", SendProblem.GATEWAY_KEY, False),
        (429, b"", SendProblem.GATEWAY_AWAY, False),
        (503, b"", SendProblem.GATEWAY_AWAY, False),
        (302, b"", SendProblem.GATEWAY_AWAY, False),
        (200, b"<html>hello</html>", SendProblem.GATEWAY_ODD, False),
        (200, b"[]", SendProblem.GATEWAY_ODD, False),
        (200, b'{"reference": 5, "status": "accepted"}', SendProblem.GATEWAY_ODD, False),
        (200, b"[" * 9000, SendProblem.GATEWAY_ODD, False),
        (200, b"x" * 1_000_000, SendProblem.GATEWAY_ODD, False),
    ],
)
def test_what_an_answer_means(
    status: int, body: bytes, problem: SendProblem, *, final: bool
) -> None:
    with served(lambda _request: (status, body)) as service:
        with pytest.raises(NotSent) as refused:
            carrier(service.url).carry(TEXT)
        assert len(service.received) == 1
    assert (refused.value.problem, refused.value.final) == (problem, final)


def test_a_wrong_secret_is_refused_by_the_gateway() -> None:
    with served(GatewayDouble()) as service, pytest.raises(NotSent, match="gateway_key"):
        carrier(service.url, "another secret, as long as the right one").carry(TEXT)


def test_nobody_waits_for_a_gateway_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "LONGEST_ANSWER", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(NotSent) as refused:
            carrier(f"http://127.0.0.1:{silent.getsockname()[1]}").carry(TEXT)
    assert (refused.value.problem, refused.value.final) == (SendProblem.GATEWAY_AWAY, False)


def test_only_a_fresh_signed_report_is_taken() -> None:
    settings = MessagesSettings(gateway_secret=SECRET)
    now, body = NOON.timestamp(), json.dumps({"id": "x", "status": "delivered"}).encode()

    def headers(at: float, signed: bytes = body) -> dict[str, str]:
        stamp = str(int(at))
        return {"Ieum-Timestamp": stamp, "Ieum-Signature": signature(SECRET, stamp, signed)}

    assert gateway.is_signed(settings, headers(now), body, now)
    assert not gateway.is_signed(settings, headers(now - 301), body, now)
    assert not gateway.is_signed(settings, headers(now, b"{}"), body, now)
    assert not gateway.is_signed(settings, {}, body, now)
    odd = {"Ieum-Timestamp": "١٢", "Ieum-Signature": "é"}
    assert not gateway.is_signed(settings, odd, body, now)
    assert gateway.read_report(body) == ("x", MessageState.DELIVERED)
    for nonsense in (b"", b"[]", b'{"id": 1, "status": "delivered"}', b'{"id": "x", "status": []}'):
        assert gateway.read_report(nonsense) is None
