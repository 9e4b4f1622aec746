"""Documents: their kinds and states, numbers that cannot be guessed, names shown in part."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from foundation.text.i18n import register_labels
from foundation.text.message import say

# Crockford's base 32: no I, L, O or U, so that nothing is misread aloud.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 10  # 80 bits, 16 signs
SERIAL_BYTES = 5  # 40 bits, 8 signs
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_WHOLE_NAME_WORDS = 3
_SHORTEST_MASKED = 3


class DocumentKind(StrEnum):
    """What a document says of its holder."""

    CERTIFICATE = "certificate"
    COMPLETION = "completion"
    TRANSCRIPT = "transcript"
    APPOINTMENT = "appointment"
    ACTIVITY = "activity"


# What the office gives out beside what was learned: it can be revoked by itself.
OFFICE_PAPERS = frozenset({DocumentKind.APPOINTMENT, DocumentKind.ACTIVITY})


class DocumentStatus(StrEnum):
    """Issued once, never edited, never deleted."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class Verdict(StrEnum):
    """What the public is told first about a document."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    APPOINTED_LATER = "appointed_later"
    APPOINTMENT_OVER = "appointment_over"


def crockford(random: bytes) -> str:
    """Random bytes as base 32; five bits a sign."""
    number, signs = int.from_bytes(random), list[str]()
    for _ in range(len(random) * 8 // 5):
        number, rest = divmod(number, 32)
        signs.append(CROCKFORD[rest])
    return "".join(reversed(signs))


def serial_number(issuer: str, year: int, about: str, random: bytes) -> str:
    """The number printed on a document, such as GG-2026-L3LAB-7K2M-9QXW."""
    drawn = crockford(random)
    return f"{issuer}-{year}-{about.replace('-', '')}-{drawn[:4]}-{drawn[4:]}"


def code_as_typed(text: str) -> str:
    """A verification code as it is kept, whatever hyphens, spaces or misread signs were typed."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_MISREAD)


def serial_as_typed(text: str) -> str:
    """A serial number as it is kept."""
    return "-".join(re.findall(r"[0-9A-Z]+", text.upper()))


def code_in_groups(code: str) -> str:
    """A verification code as people read it: four signs at a time."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def masked(name: str) -> str:
    """A name shown in part: enough to compare, too little to learn."""
    words = name.split()
    if len(words) >= _WHOLE_NAME_WORDS:
        return f"{words[0]} * {words[-1]}"
    if len(words) > 1:
        return f"{words[0]} {words[1][:1]}*"
    if len(name) >= _SHORTEST_MASKED:
        return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
    return f"{name[:1]}*" if name else ""


def is_same_name(typed: str, names: Iterable[str]) -> bool:
    """Whether what was typed is one of the printed names, without regard to case, form or spaces."""
    wanted = _plain_name(typed)
    return bool(wanted) and any(wanted == _plain_name(name) for name in names)


def _plain_name(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(
        sign for sign in folded if sign.isalnum() or unicodedata.category(sign)[0] == "M"
    )


def digest_of(printed: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of everything printed."""
    text = json.dumps(printed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


register_labels(
    {
        DocumentKind.CERTIFICATE: say("Certificate"),
        DocumentKind.COMPLETION: say("Statement of completion"),
        DocumentKind.TRANSCRIPT: say("Transcript"),
        DocumentKind.APPOINTMENT: say("Appointment letter"),
        DocumentKind.ACTIVITY: say("Confirmation of activity"),
    }
)
register_labels(
    {
        DocumentStatus.ISSUED: say("Valid document"),
        DocumentStatus.SUPERSEDED: say("Document replaced by a newer one"),
        DocumentStatus.REVOKED: say("Document revoked"),
    }
)
register_labels(
    {
        Verdict.VALID: say("This document is valid"),
        Verdict.NOT_YET: say("This certification has not begun yet"),
        Verdict.EXPIRED: say("This certification has expired"),
        Verdict.SUSPENDED: say("This certification is suspended at present"),
        Verdict.REVOKED: say("This document has been revoked"),
        Verdict.SUPERSEDED: say("This document was replaced by a newer one"),
        Verdict.APPOINTED_LATER: say("This appointment has not begun yet"),
        Verdict.APPOINTMENT_OVER: say("This appointment has ended"),
    }
)
