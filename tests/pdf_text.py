"""Reading a PDF's text back as a reader's copy and paste would, for tests of what is printed."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.DOTALL)
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)"
    rb"|/ActualText<([0-9A-F]+)>>>BDC|\b(BDC)\b|\b(EMC)\b",
    re.DOTALL,
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """Every text of a PDF made by Typst, in the order in which it is drawn; runs parted by spaces."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = {name: _signs(objects, int(ref)) for name, ref in _fonts(objects)}
    drawn: list[str] = []
    for body in objects.values():
        content = _stream(body)
        if b"BT" in content and b"begincmap" not in content:
            drawn += _drawn(content, fonts)
    return "".join(drawn)


def _drawn(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> Iterator[str]:
    """What a page draws: glyph by glyph, or the text that a span of glyphs stands for."""
    font: dict[bytes, str] = {}
    spans: list[bool] = []
    for name, string, actual, begins, ends in _SHOWN.findall(content):
        if name:
            font = fonts[name]
        elif actual:
            yield bytes.fromhex(actual.decode()).decode("utf-16").lstrip("\ufeff")
            spans.append(True)
        elif begins:
            spans.append(False)
        elif ends and spans:
            spans.pop()
        elif string and not any(spans):
            codes = _unescaped(string)
            yield from (font.get(codes[at : at + 2], "?") for at in range(0, len(codes), 2))


def _fonts(objects: dict[int, bytes]) -> list[tuple[bytes, bytes]]:
    return [
        pair
        for body in objects.values()
        for block in re.findall(rb"/Font<<(.*?)>>", body, re.DOTALL)
        for pair in re.findall(rb"/(f\d+) (\d+) 0 R", block)
    ]


def _signs(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    """The glyphs of a font as text, from its ToUnicode map."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found is not None
    listed = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _stream(objects[int(found[1])]))
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in listed
        if len(text) >= 4
    }


def _stream(body: bytes) -> bytes:
    head, found, rest = body.partition(b"stream")
    if not found:
        return b""
    raw = rest.lstrip(b"\r\n").rpartition(b"endstream")[0]
    return zlib.decompressobj().decompress(raw) if b"FlateDecode" in head else raw


def _unescaped(string: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code.isdigit() else _ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, string, flags=re.DOTALL)
