"""Web Push: the one file that speaks pywebpush. A notification is encrypted for one browser alone.

The key pair by which browsers know us (VAPID) is made from the secret key, as every other key; a browser that
was given the public key of an older secret key goes on being served while that stands among the fallbacks.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush  # pyright: ignore[reportUnknownVariableType]  untyped library

from foundation.config import Settings
from foundation.messages.carrying import Device, NotSent, Outgoing, Receipt, SendProblem
from foundation.messages.settings import MessagesSettings
from foundation.security.keys import key_of_secret

PURPOSE = "web push"
LONGEST_ANSWER = 10
# So long a push service keeps a notification for a phone that is switched off, in seconds.
KEPT = 12 * 60 * 60
# Where browsers have their push services; a server of ours never calls an address elsewhere.
HOSTS = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
_GONE = frozenset({404, 410})
_LATER = frozenset({408, 425, 429})
_ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)


def public_key(settings: Settings) -> str:
    """The public key that a browser is given: its point, uncompressed, in base64url without padding."""
    return _public(_private(settings.secret_key))


def _private(secret_key: str) -> ec.EllipticCurvePrivateKey:
    made = int.from_bytes(key_of_secret(secret_key, PURPOSE))
    return ec.derive_private_key(made % (_ORDER - 1) + 1, ec.SECP256R1())


def _public(private: ec.EllipticCurvePrivateKey) -> str:
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def is_push_service(settings: Settings, endpoint: str) -> bool:
    """Whether an address that a browser named is one of a push service."""
    try:
        address = urlsplit(endpoint)
        host = (address.hostname or "").lower()
        port = address.port
    except ValueError:
        return False
    if f"{host}:{port}" in settings.of(MessagesSettings).push_hosts:
        return address.scheme in {"http", "https"}
    if address.scheme != "https" or port not in {None, 443} or address.username is not None:
        return False
    return any(
        host == known or (known.startswith(".") and host.endswith(known))
        for known in (*HOSTS, *settings.of(MessagesSettings).push_hosts)
    )


def problem_of(subscription: object) -> bool:
    """Whether what a browser gave is no subscription that can be encrypted for."""
    if not isinstance(subscription, Mapping):
        return True
    given = cast("Mapping[str, Any]", subscription)
    keys = given.get("keys")
    if not isinstance(given.get("endpoint"), str) or not isinstance(keys, Mapping):
        return True
    try:
        point = _decoded(keys["p256dh"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return len(_decoded(keys["auth"])) != 16  # noqa: PLR2004  the octets of RFC 8291
    except (KeyError, ValueError, TypeError, AttributeError):
        return True


def _decoded(text: Any) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushCarrier:
    """Carries notifications to every device of a person."""

    def __init__(self, settings: Settings) -> None:
        """Keep our keys, the newest first."""
        self._settings = settings
        keys = (settings.secret_key, *settings.secret_key_fallbacks)
        self._keys = {_public(private): private for private in map(_private, keys)}
        self._http = requests.Session()
        self._http.max_redirects = 0

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Reach at least one of the devices; those that are gone are named, to be forgotten."""
        payload = json.dumps(
            {"title": outgoing.subject, "url": outgoing.link, "tag": str(outgoing.message_id)},
            ensure_ascii=False,
        )
        answers = [self._send(device, payload) for device in outgoing.devices]
        gone = tuple(
            device.id
            for device, answer in zip(outgoing.devices, answers, strict=True)
            if answer in _GONE
        )
        if any(200 <= answer < 300 for answer in answers):  # noqa: PLR2004  the numbers of HTTP
            return Receipt(gone=gone)
        raise _refused(answers, gone)

    def _send(self, device: Device, payload: str) -> int:
        """The status of the push service; 0 without an answer, 410 for what we cannot write to any more."""
        endpoint = str(device.subscription.get("endpoint", ""))
        private = self._keys.get(device.public_key)
        if private is None or not is_push_service(self._settings, endpoint):
            return 410
        address = urlsplit(endpoint)
        claims: dict[str, str | int] = {
            "sub": f"mailto:{self._settings.sender.address}",
            "aud": f"{address.scheme}://{address.netloc}",
        }
        try:
            answer = webpush(
                device.subscription,
                payload,
                vapid_private_key=Vapid02(private_key=private),  # pyright: ignore[reportArgumentType]  untyped library
                vapid_claims=claims,
                ttl=KEPT,
                timeout=LONGEST_ANSWER,
                headers={"Urgency": "high"},
                requests_session=self._http,
            )
        except WebPushException as error:
            response = cast("requests.Response | None", error.response)  # pyright: ignore[reportUnknownMemberType]
            return 410 if response is None else response.status_code
        except requests.RequestException:
            return 0
        return answer.status_code if isinstance(answer, requests.Response) else 0


def _refused(answers: Sequence[int], gone: Sequence[Any]) -> NotSent:
    left = [answer for answer in answers if answer not in _GONE]
    if not left:
        return NotSent(SendProblem.NO_DEVICE, final=True, gone=tuple(gone))
    final = all(400 <= answer < 500 and answer not in _LATER for answer in left)  # noqa: PLR2004
    problem = SendProblem.PUSH_REFUSED if final else SendProblem.PUSH_AWAY
    return NotSent(problem, final=final, gone=tuple(gone))
