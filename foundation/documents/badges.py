"""Open Badges 3.0 as signed JWT under did:web; the only file that speaks to openbadgeslib."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from openbadgeslib import baking, ob3
from openbadgeslib.keys import public_jwk_from_pem

from foundation.config import Settings
from foundation.security.errors import Unavailable
from foundation.text.message import say

ALGORITHM = "EdDSA"
FRAGMENT = "key-1"
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
        self._key = _signing_key(settings)

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
        return str(ob3.OB3Signer(self._private_pem(), ALGORITHM).sign(credential))

    def status_list(self, url: str, revoked: Iterable[int], now: datetime) -> str:
        """The signed list of badges that no longer stand (Bitstring Status List 1.0)."""
        listed = ob3.build_status_list_credential(self.did, url, PURPOSE, set(revoked), issued=now)
        claims = {"iss": self.did, "jti": url, "nbf": int(now.timestamp())}
        return str(ob3.OB3Signer(self._private_pem(), ALGORITHM).sign_payload(listed | claims))

    def did_document(self) -> dict[str, Any]:
        """What `did:web` resolves to: the public key with which badges are checked."""
        public = self._key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        jwk = public_jwk_from_pem(public)
        return ob3.build_did_document(self.did, [(FRAGMENT, jwk)])

    def _private_pem(self) -> bytes:
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def bake(image: bytes, token: str, form: Literal["svg", "png"]) -> bytes:
    """A picture that carries a signed badge inside (OB 3.0, section 5.3): an element, or a chunk of text."""
    if form == "svg":
        return baking.bake_svg(
            image, token, element=baking.SVG_ELEMENT_OB3, namespace=baking.SVG_NS_OB3
        )
    return baking.bake_png(image, token, keyword=baking.ITXT_KEYWORD_OB3)


def _signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The configured Ed25519 seed (64 hex digits), else one derived from the secret key."""
    if settings.badge_key:
        seed = bytes.fromhex(settings.badge_key)
    else:
        seed = hmac.digest(settings.secret_key.encode(), b"ieum open badges", hashlib.sha256)
    return Ed25519PrivateKey.from_private_bytes(seed)
