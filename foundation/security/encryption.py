"""Encryption of short secrets at rest: AES-GCM, key id in front, bound to its place."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class FieldCipher:
    """Encrypts with the first key; the older keys still decrypt."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Take keys as `id:64 hex digits`, newest first."""
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._keys = {name: bytes.fromhex(key) for name, key in (k.split(":", 1) for k in keys)}
        self._current = keys[0].split(":", 1)[0]

    def close(self, text: str, *place: object) -> str:
        """Encrypt `text` for one place, given as table, column and row id."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        encrypted = AESGCM(self._keys[self._current]).encrypt(nonce, text.encode(), _bound(place))
        return f"{self._current}:{base64.urlsafe_b64encode(nonce + encrypted).decode()}"

    def open(self, encrypted: str, *place: object) -> str:
        """Decrypt a text; ValueError when it was moved, changed or its key is gone."""
        name, _, body = encrypted.partition(":")
        if name not in self._keys:
            raise ValueError(f"encryption key {name!r} is not among the keys")
        raw = base64.urlsafe_b64decode(body)
        try:
            opened = AESGCM(self._keys[name]).decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(place)
            )
        except InvalidTag as error:
            raise ValueError("the encrypted text does not belong here") from error
        return opened.decode()


def _bound(place: tuple[object, ...]) -> bytes:
    return "|".join(str(part) for part in place).encode()
