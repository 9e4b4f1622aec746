"""A passkey in software, for tests without a browser: what a phone would answer, signed with a key of its own."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

# user present, user verified, credential data
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
SIDE = 32


@dataclass
class SoftPasskey:
    """One key for one site; `origin` is where the page is."""

    origin: str = "http://localhost"
    verifies: bool = True
    uses: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: str) -> str:
        """Answer what a page asks when a passkey is added."""
        asked = json.loads(options)
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(SIDE), -3: public.y.to_bytes(SIDE)}
        named = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        told = self._told(asked["rp"]["id"], WITH_KEY) + named
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        return self._answer(
            clientDataJSON=self._said("webauthn.create", asked), attestationObject=made
        )

    def get(self, options: str) -> str:
        """Answer what a page asks when somebody signs in."""
        asked = json.loads(options)
        self.uses += 1
        said, told = self._said("webauthn.get", asked), self._told(asked["rpId"])
        signed = self.key.sign(told + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=told, signature=signed)

    def _said(self, kind: str, asked: dict[str, Any]) -> bytes:
        challenge = bytes_to_base64url(base64url_to_bytes(asked["challenge"]))
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _told(self, site: str, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.id)
        told = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})
