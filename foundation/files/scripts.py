"""Scripts of Hancom documents: every new document carries one, and it does nothing."""

import re
import zlib

COMMENTS = re.compile(r"/\*.*?\*/|//[^\r\n]*", re.DOTALL)
# What Hancom writes into every document: names for its own objects, and functions without a body.
IDLE = re.compile(
    r"\s*(var\s+\w+(\s*=\s*\w+(\.\w+)*)?\s*;?|function\s+\w+\s*\([\w\s,]*\)\s*\{\s*\})\s*"
)
LONGEST = 256 * 1024


def is_empty_script(raw: bytes) -> bool:
    """Whether a script does nothing: comments, names, and functions without a body."""
    if len(raw) > LONGEST:
        return False
    text = COMMENTS.sub("", _decoded(raw)).replace("\0", "").strip()
    place = 0
    while place < len(text):
        found = IDLE.match(text, place)
        if found is None or found.end() == place:
            return False
        place = found.end()
    return True


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    if encoding != "utf-16" and b"\0" in raw:
        encoding = "utf-16-le"
    # What cannot be read is no script that does nothing.
    return raw.decode(encoding, "replace")


def inflated(raw: bytes, most: int) -> bytes:
    """A stream of a Hancom document unpacked, up to so many bytes; ValueError beyond, or when it is damaged."""
    opener = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = opener.decompress(raw, most + 1)
    except zlib.error as error:
        raise ValueError("damaged") from error
    if len(found) > most:
        raise ValueError("too large")
    return found
