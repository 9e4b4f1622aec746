"""What stands on the other side in tests: a gateway and a push service that speak HTTP on this computer."""

import base64
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from requests.structures import CaseInsensitiveDict

from foundation.messages.gateway import KEY, SIGNATURE, TIMESTAMP, signature

SECRET = "a-secret-shared-with-the-gateway-7f3a"
Answer = tuple[int, bytes]


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: CaseInsensitiveDict[str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Service:
    """A service on this computer; `answer` says what it answers."""

    answer: Callable[[Received], Answer]
    received: list[Received] = field(default_factory=list[Received])
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(answer: Callable[[Received], Answer]) -> Generator[Service]:
    """A service while the test runs."""
    service = Service(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            request = Received(self.path, CaseInsensitiveDict(self.headers.items()), body)
            service.received.append(request)
            status, said = service.answer(request)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            if 300 <= status < 400:
                self.send_header("Location", f"{service.url}/elsewhere")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class GatewayDouble:
    """A gateway that verifies the signature and sends each id once."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, Any]] = {}

    def __call__(self, request: Received) -> Answer:
        """Take a message, as docs/messages.md says."""
        stamp = request.headers[TIMESTAMP]
        right = signature(SECRET, stamp, request.body)
        if request.headers[SIGNATURE] != right or request.headers[KEY] != "ieum-test":
            return 401, b"{}"
        told = request.json
        assert request.headers["Idempotency-Key"] == told["id"]
        self.sent.setdefault(told["id"], told)
        return 202, json.dumps({"reference": f"g-{told['id'][:8]}", "status": "accepted"}).encode()


class Phone:
    """A browser that takes notifications, and can read what is encrypted for it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"sixteen octets!!"

    def subscription(self, endpoint: str) -> dict[str, Any]:
        """What it gives to whoever may write to it."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": endpoint,
            "keys": {"p256dh": _encoded(point), "auth": _encoded(self._auth)},
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """What a notification says."""
        opened = http_ece.decrypt(  # pyright: ignore[reportUnknownMemberType]  untyped library
            body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
        )
        found: dict[str, Any] = json.loads(opened)
        return found


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
