"""Compound files (HWP, and Word, Excel or PowerPoint of old or behind a password); the only file that speaks olefile.

The format of HWP 5 is published by Hancom: a header of flags, sections of records, and the text of a
paragraph in records of one kind, with controls of one or eight places in it.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

import olefile

from foundation.files.faults import FileFault, FileRefused
from foundation.files.scripts import inflated, is_empty_script

SIGNATURE = b"HWP Document File"
FLAGS_AT = 36
PACKED, PASSWORD, PROTECTED, CERTIFICATE, RIGHTS = 1 << 0, 1 << 1, 1 << 4, 1 << 8, 1 << 10
PARAGRAPH_TEXT = 67
LONG_RECORD = 0xFFF
NO_MORE = 0xFFFFFFFF
MOST_UNPACKED = 100 * 1024 * 1024
# Controls of one place; all others below the space take eight.
SHORT_CONTROLS = {0, 10, 13, *range(24, 32)}
LONG_CONTROL = 8
OLD_STREAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")


class Compound:
    """An opened compound file."""

    def __init__(self, content: bytes) -> None:
        """Open it; FileRefused when it is damaged."""
        try:
            self._file: Any = olefile.OleFileIO(BytesIO(content))
            self.names = ["/".join(path) for path in cast("list[list[str]]", self._file.listdir())]
        except Exception as error:  # whatever the library trips over: the file is damaged
            raise FileRefused(FileFault.BROKEN) from error

    def read(self, name: str) -> bytes:
        """The bytes of one stream."""
        try:
            return self._file.openstream(name).read()
        except Exception as error:
            raise FileRefused(FileFault.BROKEN) from error


def compound_kind(content: bytes) -> None:
    """Refuse every compound file that is no HWP document, and say what it is."""
    names = Compound(content).names
    if "EncryptedPackage" in names:
        raise FileRefused(FileFault.PASSWORD)
    if any(name in names for name in OLD_STREAMS):
        raise FileRefused(FileFault.OLD_OFFICE)
    if "FileHeader" not in names:
        raise FileRefused(FileFault.UNKNOWN)


def read_hwp(content: bytes) -> str:
    """The text of an HWP document; FileRefused when it is locked, damaged, or could act."""
    document = Compound(content)
    header = document.read("FileHeader")
    if not header.startswith(SIGNATURE) or len(header) < FLAGS_AT + 4:
        raise FileRefused(FileFault.BROKEN)
    (flags,) = struct.unpack_from("<I", header, FLAGS_AT)
    if flags & (PASSWORD | PROTECTED | CERTIFICATE | RIGHTS):
        raise FileRefused(FileFault.PASSWORD)
    if any(name.lower().endswith(".ole") for name in document.names):
        raise FileRefused(FileFault.ACTIVE)
    is_packed = bool(flags & PACKED)
    if "Scripts/DefaultJScript" in document.names:
        _check_script(_opened(document, "Scripts/DefaultJScript", is_packed=is_packed))
    sections = sorted(name for name in document.names if name.startswith("BodyText/Section"))
    if not sections:
        raise FileRefused(FileFault.BROKEN)
    texts = [
        text
        for name in sections
        for text in _paragraphs(_opened(document, name, is_packed=is_packed))
    ]
    return "\n".join(texts)


def _opened(document: Compound, name: str, *, is_packed: bool) -> bytes:
    raw = document.read(name)
    if not is_packed:
        return raw
    try:
        return inflated(raw, MOST_UNPACKED)
    except ValueError as error:
        heavy = str(error) == "too large"
        raise FileRefused(FileFault.TOO_HEAVY if heavy else FileFault.BROKEN) from error


def _check_script(raw: bytes) -> None:
    """Two scripts stand in the stream, each behind its length; what follows are lengths of nothing."""
    place = 0
    while place + 4 <= len(raw):
        (length,) = struct.unpack_from("<I", raw, place)
        place += 4
        if length == NO_MORE:
            break
        script = raw[place : place + 2 * length]
        place += 2 * length
        if not is_empty_script(script):
            raise FileRefused(FileFault.SCRIPT)


def _paragraphs(raw: bytes) -> Iterator[str]:
    place = 0
    while place + 4 <= len(raw):
        (head,) = struct.unpack_from("<I", raw, place)
        place += 4
        kind, size = head & 0x3FF, head >> 20
        if size == LONG_RECORD:
            if place + 4 > len(raw):
                break
            (size,) = struct.unpack_from("<I", raw, place)
            place += 4
        if kind == PARAGRAPH_TEXT:
            yield _text_of(raw[place : place + size])
        place += size


def _text_of(record: bytes) -> str:
    signs = struct.unpack_from(f"<{len(record) // 2}H", record)
    kept: list[int] = []
    place = 0
    while place < len(signs):
        sign = signs[place]
        if sign >= ord(" "):
            kept.append(sign)
            place += 1
        else:
            kept.append(ord(" "))
            place += 1 if sign in SHORT_CONTROLS else LONG_CONTROL
    return struct.pack(f"<{len(kept)}H", *kept).decode("utf-16-le", "replace")
