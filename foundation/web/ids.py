"""Ids as forms and addresses send them: text that anybody may have changed."""

from uuid import UUID

from wtforms import Field

from foundation.security.errors import DomainError, NotFound, refuse
from foundation.text.message import say


def find_id(text: str | None) -> UUID | None:
    """The id that a text is, or None."""
    try:
        return UUID(text or "")
    except (ValueError, AttributeError):
        return None


def chosen_id(field: Field) -> UUID:
    """The id that was chosen in a field; none, or one that is no id, is refused beside the field."""
    return get_id(field.data, refuse(field.short_name, say("Choose one of the options.")))


def get_id(text: str | None, otherwise: DomainError | None = None) -> UUID:
    """The id that a text is; anything else is refused as `otherwise` says, as not found if it says nothing."""
    found = find_id(text)
    if found is None:
        raise otherwise or NotFound()
    return found
