"""Names on the board in the reader's language; looked up hundreds of times a page, so kept."""

from datetime import datetime
from enum import Enum
from typing import Any

from accounts.domain.cities import CITIES
from foundation.text.i18n import label
from foundation.web.filters import spoken_clock
from foundation.web.translation import gettext, language
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


def live_words(assignment: Any, now: datetime) -> str:
    """How far somebody has come on the day, and how near the start is: for whoever is about to call."""
    parts: list[str] = []
    left = int((assignment.starts_at - now).total_seconds() // 60)
    if assignment.began_at is not None:
        return gettext("begun at %(clock)s", clock=spoken_clock(assignment.began_at))
    if assignment.arrived_at is not None:
        return gettext("there since %(clock)s", clock=spoken_clock(assignment.arrived_at))
    if left >= 0:
        parts.append(gettext("starts in %(n)s min", n=left))
    else:
        parts.append(gettext("should have begun %(n)s min ago", n=-left))
    if assignment.late_minutes:
        parts.append(gettext("said: %(n)s min late", n=assignment.late_minutes))
    elif assignment.set_out_at is not None:
        parts.append(
            gettext("on the way since %(clock)s", clock=spoken_clock(assignment.set_out_at))
        )
    elif assignment.session.modality is Modality.ON_SITE:
        parts.append(gettext("not yet on the way"))
    else:
        parts.append(gettext("not ready yet"))
    return ", ".join(parts)
