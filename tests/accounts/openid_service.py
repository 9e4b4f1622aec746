"""A sign-in service (OpenID Connect) on loopback: it signs in whom the test says, and can be made to lie."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "ieum", "a secret of the service"


@dataclass
class OpenIdService:
    """What the service says of itself and of whoever signs in; a test may change all of it."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    lies: dict[str, Any] = field(default_factory=dict[str, Any])
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing_key: RSAKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    now: int = 0

    def sign_in(self, address: str) -> str:
        """What the browser is sent back to, once somebody has signed in at `address`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': asked['state']})}"

    def known(self) -> dict[str, str]:
        """What it publishes."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
        }

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """What a code is exchanged for; None when it is not ours or was used."""
        asked = self.asked.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or proof != asked["code_challenge"]:
            return None
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "exp": self.now + 300,
            "iat": self.now,
            "nonce": asked["nonce"],
            **self.claims,
            **self.lies,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, said, self.signing_key or self.key)
        return {"access_token": "none", "token_type": "Bearer", "id_token": signed}


@contextmanager
def an_openid_service() -> Generator[OpenIdService]:
    """A service that runs while the block does."""
    service = OpenIdService()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named by the library
            del format, args

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            keys = KeySet([service.key]).as_dict(private=False)
            pages = {"/.well-known/openid-configuration": service.known(), "/keys": keys}
            self._say(pages.get(path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(service.token({k: v[0] for k, v in parse_qs(body).items()}))

        def _say(self, what: object) -> None:
            body = json.dumps(what if what is not None else {"error": "invalid_grant"}).encode()
            self.send_response(200 if what is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()
