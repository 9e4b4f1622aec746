"""The one check that every free text passes before it is kept: reasons, notes, comments."""

from foundation.security.errors import refuse
from foundation.text.personal import reason_against, reason_against_numbers


def check_free_text(field: str, text: str) -> None:
    """Refuse a text that holds somebody's number or name, beside the field it was typed in."""
    reason = reason_against(text)
    if reason is not None:
        raise refuse(field, reason)


def check_numbers(field: str, text: str) -> None:
    """Refuse a text that names somebody on purpose, when it holds a number of theirs too."""
    reason = reason_against_numbers(text)
    if reason is not None:
        raise refuse(field, reason)
