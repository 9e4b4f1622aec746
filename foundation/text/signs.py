"""Signs that no name has: pictures and symbols, which no font of a document draws either."""

import unicodedata

from foundation.text.message import LazyText, say


def reason_against_signs(name: str) -> LazyText | None:
    """Why a text is no name, naming the first sign that does not belong in one; None when all do."""
    for sign in name:
        if unicodedata.category(sign) in {"So", "Cn", "Co"}:
            return say("A name cannot have the sign %(sign)s.", sign=sign)
    return None
