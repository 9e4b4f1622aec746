"""Open Badges 3.0 as signed JWT under did:web; the only file that speaks to openbadgeslib."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib import baking, ob3
from openbadgeslib.keys import public_jwk_from_pem

from foundation.config import Settings
from foundation.security.errors import Unavailable
from foundation.text.message import say

ALGORITHM = "EdDSA"
PURPOSE = "revocation"


@dataclass(frozen=True, kw_only=True)
class Award:
    """What a badge says: an achievement, its holder (a mailto: or URN), from when until when.

    `status_index` is the badge's bit in the status list at `status_url`.
    """

    id: str
    achievement_url: str
    name: str
    description: str
    criteria: str
    holder: str
    valid_from: datetime
    valid_until: datetime | None
    status_url: str
    status_index: int


class Badger:
    """Signs badges in the name of the office; needs an https address for its did:web."""

    def __init__(self, settings: Settings, issuer_name: str) -> None:
        """Unavailable where the office has no https address."""
        if not settings.base_url.startswith("https://"):
            raise Unavailable(
                say("Open Badges need the office's public https address (IEUM_BASE_URL).")
            )
        self.did = str(ob3.did_web_from_url(settings.base_url))
        self._issuer = ob3.Issuer(id=self.did, name=issuer_name, url=settings.base_url)
        self._keys = _keys(settings)

    def sign(self, award: Award) -> str:
        """The badge as a compact JWT (OB 3.0, section 8.2)."""
        credential = ob3.OpenBadgeCredential(
            issuer=self._issuer,
            recipient_id=award.holder,
            achievement=ob3.Achievement(
                id=award.achievement_url,
                name=award.name,
                description=award.description,
                criteria_narrative=award.criteria,
                achievement_type="Certification",
            ),
            id=award.id,
            issuance_date=award.valid_from,
            expiration_date=award.valid_until,
            credential_status=[ob3.status_entry(award.status_url, PURPOSE, award.status_index)],
        )
        return self._signed(credential.to_jwt_payload())

    def status_list(self, url: str, revoked: Iterable[int], now: datetime) -> str:
        """The signed list of badges that no longer stand (Bitstring Status List 1.0)."""
        listed = ob3.build_status_list_credential(self.did, url, PURPOSE, set(revoked), issued=now)
        claims = {"iss": self.did, "jti": url, "nbf": int(now.timestamp())}
        return self._signed(listed | claims)

    def did_document(self) -> dict[str, Any]:
        """What `did:web` resolves to: the public keys with which badges are checked, the present one first.

        A badge names its key, and those of before stay under their own names: it can be checked for as
        long as the old secret stands among the fallbacks.
        """
        found = {_name_of(jwk): jwk for jwk in map(_public_jwk, self._keys)}
        return ob3.build_did_document(self.did, list(found.items()))

    def _signed(self, claims: dict[str, Any]) -> str:
        """Claims as a JWT that carries its key and says what it is called in the DID document."""
        jwk = _public_jwk(self._keys[0])
        headers = {"jwk": jwk, "kid": f"{self.did}#{_name_of(jwk)}"}
        return jwt.encode(claims, self._keys[0], algorithm=ALGORITHM, headers=headers)


def bake(image: bytes, token: str, form: Literal["svg", "png"]) -> bytes:
    """A picture that carries a signed badge inside (OB 3.0, section 5.3): an element, or a chunk of text."""
    if form == "svg":
        return baking.bake_svg(
            image, token, element=baking.SVG_ELEMENT_OB3, namespace=baking.SVG_NS_OB3
        )
    return baking.bake_png(image, token, keyword=baking.ITXT_KEYWORD_OB3)


def _keys(settings: Settings) -> list[Ed25519PrivateKey]:
    """The key that signs now, and those that did before: of the settings, or derived from secret keys."""
    given = [
        bytes.fromhex(key) for key in (settings.badge_key, *settings.badge_key_fallbacks) if key
    ]
    secrets = (settings.secret_key, *settings.secret_key_fallbacks)
    derived = [hmac.digest(key.encode(), b"ieum open badges", hashlib.sha256) for key in secrets]
    # Where no key is set the derived one signs; an older key of the settings was replaced by it.
    ordered = [*given, *derived] if settings.badge_key else [derived[0], *given, *derived[1:]]
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in ordered]


def _public_jwk(key: Ed25519PrivateKey) -> dict[str, Any]:
    return public_jwk_from_pem(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


def _name_of(jwk: dict[str, Any]) -> str:
    """What a key is called: its thumbprint (RFC 7638), which never names another one."""
    asked = json.dumps({part: jwk[part] for part in ("crv", "kty", "x")}, separators=(",", ":"))
    digest = hashlib.sha256(asked.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
