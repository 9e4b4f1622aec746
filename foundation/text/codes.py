"""Codes of cases, requests, people, organisations, places and courses: one rule of when two are the same."""

import re
from functools import lru_cache

from foundation.text.normalise import plain_signs

_AROUND_A_SEPARATOR = re.compile(r"\s*([-./])\s*")
_DASHES = re.compile(r"-{2,}")


@lru_cache(maxsize=4096)
def normal_code(text: str) -> str:
    """The one form in which a code is kept and compared: capital letters, plain digits, plain hyphens.

    Blanks beside a hyphen, dot or stroke mean nothing. Where a code has none of those, a blank stands for
    the hyphen: "ans 2026 0777" is ANS-2026-0777. Where it has both, it may be either and is left to be refused.
    """
    code = plain_signs(plain_signs(text).upper())
    code = _DASHES.sub("-", _AROUND_A_SEPARATOR.sub(r"\1", code))
    if " " in code and not any(sign in code for sign in "-./"):
        return code.replace(" ", "-")
    return code
