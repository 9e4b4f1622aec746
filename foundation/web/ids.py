"""Ids as forms and addresses send them: text that anybody may have changed."""

from uuid import UUID

from foundation.security.errors import DomainError, NotFound


def find_id(text: str | None) -> UUID | None:
    """The id that a text is, or None."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def get_id(text: str | None, otherwise: DomainError | None = None) -> UUID:
    """The id that a text is; anything else is refused as `otherwise` says, as not found if it says nothing."""
    found = find_id(text)
    if found is None:
        raise otherwise or NotFound()
    return found
