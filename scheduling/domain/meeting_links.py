"""How a session by phone or video is joined: an https link, or a number to dial with its access code."""

import re
from urllib.parse import urlsplit

from foundation.text.message import LazyText, say
from interpreters.domain.qualifications import Modality

LONGEST_LINK = 500
REMOTE = frozenset({Modality.PHONE, Modality.VIDEO})
# A telephone number, and behind a comma or a word what is dialled then: 02-123-4567, 123456#
_NUMBER = re.compile(r"\+?[\d(][\d() -]{5,24}(?:[,;/ ][\w가-힣#*:,;/ -]{1,60})?")
_FEWEST_DIGITS = 7
_NEITHER = say("Enter a link that begins with https://, or a phone number.")


def is_link(text: str) -> bool:
    """Whether it is opened in a browser; anything else is a number to dial."""
    return text.lower().startswith("https://")


def dialled(text: str) -> str:
    """What a telephone dials of it: the number alone, without its access code."""
    number = re.match(r"[+\d() -]*", text)
    return re.sub(r"[() -]", "", number.group() if number else "")


def reason_against(text: str) -> LazyText | None:
    """Why nobody could join with it, or None. Nothing given is fine: it may follow."""
    if not text:
        return None
    if len(text) > LONGEST_LINK:
        return say("Use at most %(n)s characters.", n=LONGEST_LINK)
    if is_link(text):
        return None if _is_plain_address(text) else _NEITHER
    digits = sum(sign.isdecimal() for sign in text)
    is_number = _NUMBER.fullmatch(text) is not None and digits >= _FEWEST_DIGITS
    return None if is_number else _NEITHER


def _is_plain_address(text: str) -> bool:
    """A host with a dot and no name or password before it: what a reader sees is where it leads."""
    if not text.isascii() or not text.isprintable() or any(sign in text for sign in ' "<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    names = host.split(".")
    return "@" not in parts.netloc and len(names) > 1 and all(names)
