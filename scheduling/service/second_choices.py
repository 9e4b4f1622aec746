"""What of a session is not as its requester wished for first, though accepted beforehand: mode, start, language."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.store.tables import CounsellingSession


def second_choices(
    session: CounsellingSession,
    zone: ZoneInfo,
    *,
    modality: Modality | None = None,
    starts_at: datetime | None = None,
    language: Language | None = None,
) -> tuple[LazyText, ...]:
    """It in words, for whoever plans or interprets; nothing where all is as wished for first.

    Mode and start are those that the session has, unless given; `language` is another than asked for.
    """
    return tuple(_said(session, zone, modality, starts_at, language))


def _said(
    session: CounsellingSession,
    zone: ZoneInfo,
    modality: Modality | None,
    starts_at: datetime | None,
    language: Language | None,
) -> Iterator[LazyText]:
    way, wished = modality or session.modality, _first_mode(session)
    if way is not wished:
        yield say(
            "%(modality)s instead of %(wished)s (accepted by the requester)",
            modality=way,
            wished=wished,
        )
    start = starts_at or session.starts_at
    # A call begins when it is taken: nobody wished for a minute.
    if start != session.wished_start and not session.on_demand:
        yield say(
            "Starts at %(clock)s instead of %(wished)s (accepted by the requester)",
            clock=local_clock(start, zone),
            wished=local_clock(session.wished_start, zone),
        )
    if language is not None:
        yield say("In %(language)s (alternative language)", language=language)


def said_to_requester(
    session: CounsellingSession, zone: ZoneInfo, language: Language | None = None
) -> tuple[LazyText, ...]:
    """The same to the requester herself, about the session as it stands."""
    found: list[LazyText] = []
    wished = _first_mode(session)
    if session.modality is not wished:
        found.append(
            say(
                "%(modality)s instead of %(wished)s, as you accepted.",
                modality=session.modality,
                wished=wished,
            )
        )
    if session.starts_at != session.wished_start and not session.on_demand:
        found.append(
            say(
                "Starts at %(clock)s instead of %(wished)s, as you accepted.",
                clock=local_clock(session.starts_at, zone),
                wished=local_clock(session.wished_start, zone),
            )
        )
    if language is not None:
        found.append(say("In %(language)s, as you accepted.", language=language))
    return tuple(found)


def _first_mode(session: CounsellingSession) -> Modality:
    ranked = session.request.modalities
    return Modality(ranked[0]) if ranked else session.modality
