"""Names on the board in the reader's language; looked up hundreds of times a page, so kept."""

from enum import Enum
from typing import Any

from accounts.domain.cities import CITIES
from foundation.text.i18n import label
from foundation.web.translation import language
from interpreters.domain.qualifications import Modality


class Labels:
    """The names of states, languages and fields, each translated once: `labels[member]`."""

    def __init__(self) -> None:
        """Remember the reader's language."""
        self._language = language()
        # By kind too: members of two text enumerations with the same value are equal.
        self._names: dict[tuple[type[Enum], Enum], str] = {}

    def __getitem__(self, member: Enum) -> str:
        """The name, looked up the first time."""
        key = type(member), member
        if key not in self._names:
            self._names[key] = label(member, self._language)
        return self._names[key]


def city_of(session: Any) -> str:
    """The city where a session is held, or whose organisation holds it by phone or video."""
    site = session.site if session.modality is Modality.ON_SITE else None
    code = session.request.organisation.city if site is None else site.city
    return CITIES[code].name_in(language())


def place_of(session: Any) -> str:
    """The place of a session, or the organisation that holds it by phone or video."""
    if session.modality is Modality.ON_SITE and session.site is not None:
        return session.site.name_in(language())
    return session.request.organisation.name_in(language())
