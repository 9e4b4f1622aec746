"""Encryption of whole files: a key for each file, AES-GCM piece by piece, each piece bound to its file and its place.

A piece cannot be changed, moved, left out or taken from another file, and the end cannot be cut off. Without the key, which is
kept in the file's row and there only encrypted, nothing of it can be read again.
"""

import secrets
from collections.abc import Iterator
from io import BytesIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
MARK = b"IEUMFILE1\n"
PIECE = 64 * 1024
TAG_BYTES = 16


def new_key() -> bytes:
    """A key for one file."""
    return secrets.token_bytes(KEY_BYTES)


def encrypt(content: bytes, key: bytes, place: bytes) -> bytes:
    """A file closed with its key, for one place."""
    pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)] or [b""]
    cipher = AESGCM(key)
    closed = [
        cipher.encrypt(_nonce(number, is_last=number == len(pieces) - 1), piece, place)
        for number, piece in enumerate(pieces)
    ]
    return MARK + b"".join(closed)


def decrypt(closed: bytes, key: bytes, place: bytes) -> bytes:
    """A file opened again; ValueError when it was changed, cut, moved or the key is another."""
    if not closed.startswith(MARK):
        raise ValueError("this is no file of ours")
    cipher = AESGCM(key)
    try:
        return b"".join(
            cipher.decrypt(_nonce(number, is_last=is_last), piece, place)
            for number, piece, is_last in _pieces(closed[len(MARK) :])
        )
    except InvalidTag as error:
        raise ValueError("the file was changed, or does not belong here") from error


def _pieces(closed: bytes) -> Iterator[tuple[int, bytes, bool]]:
    stream, size = BytesIO(closed), PIECE + TAG_BYTES
    count = max(1, -(-len(closed) // size))
    for number in range(count):
        yield number, stream.read(size), number == count - 1


def _nonce(number: int, *, is_last: bool) -> bytes:
    """Each key closes one file only, so that the number of a piece is enough."""
    return number.to_bytes(11, "big") + bytes([is_last])
