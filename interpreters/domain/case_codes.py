"""Codes of cases: what an office calls a case instead of naming somebody."""

import re

from foundation.text.message import LazyText, say
from foundation.text.personal import reason_against

LONGEST_CASE = 40
# Capital letters (at most four together) and digits, with hyphens, dots and strokes between; no name looks so.
_PART = r"(?:[A-Z]{1,4}\d{0,10}|\d{1,10})"
_CODE = re.compile(rf"{_PART}(?:[-./]{_PART})*")


def reason_against_case_code(code: str) -> LazyText | None:
    """Why a text is no code of a case; None for one that is, and for none at all."""
    if not code:
        return None
    if len(code) > LONGEST_CASE:
        return say("Use at most %(n)s characters.", n=LONGEST_CASE)
    if not _CODE.fullmatch(code) or not any(sign.isdigit() for sign in code):
        return say(
            "Enter the case code, such as ANS-2026-0401: up to four capital letters together, digits, hyphens, dots. No name."
        )
    return reason_against(code)
