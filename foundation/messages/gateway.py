"""Text messages and KakaoTalk through an HTTP gateway: the one request that docs/messages.md describes.

The office runs, or has somebody run, a small adapter of its provider that takes this request. It is signed
with a shared secret, carries an id that stays the same in every try, and is never waited for longer than
ten seconds. What the gateway says later of a message is signed in the same way.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, cast

import requests

from foundation.messages.carrying import NotSent, Outgoing, Receipt, SendProblem
from foundation.messages.channels import MessageChannel
from foundation.messages.records import MessageState
from foundation.messages.settings import MessagesSettings
from foundation.text.i18n import translate
from foundation.text.message import say
from foundation.times.clock import Clock

LONGEST_ANSWER = 10
# An answer that is longer is not the one that was agreed on.
LONGEST_BODY = 10_000
LONGEST_REFERENCE = 80
# So old a signed report may be, in seconds: whoever copied one cannot use it later.
OLDEST_REPORT = 300
KEY, TIMESTAMP, SIGNATURE = "Ieum-Key", "Ieum-Timestamp", "Ieum-Signature"
IDEMPOTENCY = "Idempotency-Key"
VERSION = "v1"
OPEN_BUTTON = say("Open the app")
# It says "later", or that it is busy: not for good, though the number begins with a four.
_LATER = frozenset({408, 409, 423, 425, 429})
_OUR_KEY = frozenset({401, 403})
_REPORTED = {"delivered": MessageState.DELIVERED, "failed": MessageState.LOST}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over timestamp, a dot and the body, in hex, with its version in front."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"{VERSION}={made.hexdigest()}"


class Gateway:
    """Carries text messages and KakaoTalk to the gateway."""

    def __init__(self, settings: MessagesSettings, clock: Clock) -> None:
        """Keep where it is."""
        self._settings, self._clock = settings, clock

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Hand one message over; NotSent when the gateway did not take it."""
        body = json.dumps(self._request(outgoing), ensure_ascii=False).encode()
        try:
            with requests.post(
                self._settings.gateway_url,
                data=body,
                headers=self._headers(outgoing, body),
                timeout=LONGEST_ANSWER,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _understood(answer.status_code, _read(answer))
        except requests.RequestException as error:
            raise NotSent(SendProblem.GATEWAY_AWAY) from error

    def _headers(self, outgoing: Outgoing, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock().timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            KEY: self._settings.gateway_key,
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self._settings.gateway_secret, timestamp, body),
            IDEMPOTENCY: str(outgoing.id),
        }

    def _request(self, outgoing: Outgoing) -> dict[str, Any]:
        """What the gateway is told: the number, the words, nothing of the case."""
        request: dict[str, Any] = {
            "id": str(outgoing.id),
            "channel": "text",
            "to": outgoing.to,
            "from": self._settings.gateway_sender,
            "language": outgoing.language,
            "text": f"{outgoing.text}\n{outgoing.link}",
        }
        if outgoing.channel is MessageChannel.ALIMTALK:
            request |= {
                "channel": "alimtalk",
                "template": self._settings.alimtalk_template,
                "variables": {"subject": outgoing.subject, "text": outgoing.text},
                "button": {
                    "name": translate(OPEN_BUTTON, outgoing.language),
                    "url": outgoing.link,
                },
            }
        return request


def _read(answer: requests.Response) -> bytes:
    """The beginning of an answer, however much there is of it."""
    return next(iter(answer.iter_content(LONGEST_BODY)), b"")


def _understood(status: int, body: bytes) -> Receipt:
    if 200 <= status < 300:  # noqa: PLR2004  the numbers of HTTP
        return _receipt(body)
    if status in _OUR_KEY:
        # Our key can be mended: the message waits for it.
        raise NotSent(SendProblem.GATEWAY_KEY)
    if 400 <= status < 500 and status not in _LATER:  # noqa: PLR2004
        raise NotSent(SendProblem.GATEWAY_REFUSED, final=True)
    raise NotSent(SendProblem.GATEWAY_AWAY)


def _receipt(body: bytes) -> Receipt:
    """What the gateway answered; what cannot be read is asked again with the same id."""
    answer = _object(body)
    reference = "" if answer is None else answer.get("reference")
    status = "" if answer is None else answer.get("status")
    if not isinstance(reference, str) or status not in {"accepted", "delivered"}:
        raise NotSent(SendProblem.GATEWAY_ODD)
    return Receipt(is_delivered=status == "delivered", reference=reference[:LONGEST_REFERENCE])


def _object(body: bytes) -> Mapping[str, object] | None:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else None


def is_signed(
    settings: MessagesSettings, headers: Mapping[str, str], body: bytes, now: float
) -> bool:
    """Whether a report comes from the gateway, and is not an old one sent again."""
    timestamp = headers.get(TIMESTAMP, "")
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > len("10000000000"):
        return False
    if abs(now - int(timestamp)) > OLDEST_REPORT:
        return False
    given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
    return hmac.compare_digest(given, signature(settings.gateway_secret, timestamp, body).encode())


def read_report(body: bytes) -> tuple[str, MessageState] | None:
    """Which message a report is about, and what became of it; None when it cannot be read."""
    report = _object(body)
    if report is None:
        return None
    about, status = report.get("id"), report.get("status")
    state = _REPORTED.get(status) if isinstance(status, str) else None
    return (about, state) if isinstance(about, str) and state is not None else None
