"""What stands on the sheet of a day, in Korean and English: no case, no note, no address of somebody's home."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from accounts.service import organisations
from dispatch.domain.live import StandbyState
from dispatch.service import notices
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import board_people as people_queries
from dispatch.store.queries import sheets as queries
from dispatch.store.queries import standbys as standby_queries
from dispatch.store.tables import Assignment, CounsellingSession, Standby
from foundation.database.work import UnitOfWork
from foundation.text.i18n import label, minutes_text, translate
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from interpreters.service import reach
from scheduling.service import sessions

_HEADS = (
    say("Time"),
    say("Language"),
    say("Mode"),
    say("Interpreter"),
    say("Place"),
    say("Counsellor"),
)


def facts_of(
    uow: UnitOfWork,
    day: date,
    organisation_id: UUID | None,
    listed: Sequence[CounsellingSession],
) -> dict[str, Any]:
    """The lines of these sessions as the page is set: everything as text."""
    served = _by_session(board_queries.assignments_of_day(uow.db, day))
    standbys = standby_queries.named_of_sessions(uow.db, [s.id for s in listed])
    people = {a.interpreter_id for s in listed for a in served.get(s.id, ())}
    people |= {standby.interpreter_id for standby in standbys.values()}
    rows = queries.people(uow.db, people)
    latin = people_queries.latin_names(uow.db, people)
    names = {who: _once(row.full_name, latin.get(who, "")) for who, row in rows.items()}
    numbers = reach.numbers_of(uow, rows.values())
    body = None
    if organisation_id is not None:
        body = next(
            (o for o in organisations.list_organisations(uow) if o.id == organisation_id), None
        )
    at = f"{uow.today:%Y-%m-%d} {local_clock(uow.now, uow.settings.zone):%H:%M}"
    everybody = _both(say("All organisations"))
    return {
        "title": f"{day:%Y-%m-%d} {_both(say('Day sheet'))}",
        "subtitle": everybody if body is None else _once(body.name, body.name_in("en")),
        "phones": _both(say("Centre: %(phone)s", phone=notices.centre_phone(uow))),
        "footer": _both(say("As of %(at)s. Destroy it after the day.", at=at)),
        "empty": _both(say("No sessions on this day.")),
        "nobody": _both(say("Unfilled")),
        "heads": [*(_both(head) for head in _HEADS), ""],
        "rows": [
            _row(
                uow,
                s,
                [
                    *(_person(names, numbers, a.interpreter_id) for a in served.get(s.id, ())),
                    *_standby(names, numbers, standbys.get(s.id)),
                ],
            )
            for s in listed
        ],
    }


def _both(words: LazyText | Enum) -> str:
    """Words in Korean and English: whoever holds the sheet reads one of them."""
    if isinstance(words, Enum):
        return _once(label(words, "ko"), label(words, "en"))
    return _once(translate(words, "ko"), translate(words, "en"))


def _once(korean: str, latin: str) -> str:
    return korean if latin in {"", korean} else f"{korean} · {latin}"


def _by_session(rows: Iterable[Assignment]) -> dict[object, list[Assignment]]:
    found: dict[object, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.session_id, []).append(row)
    return found


def _person(
    names: Mapping[InterpreterId, str], numbers: Mapping[InterpreterId, str], who: InterpreterId
) -> dict[str, str]:
    return {"name": names[who], "phone": numbers.get(who, ""), "role": ""}


def _standby(
    names: Mapping[InterpreterId, str],
    numbers: Mapping[InterpreterId, str],
    standby: Standby | None,
) -> list[dict[str, str]]:
    if standby is None:
        return []
    return [
        _person(names, numbers, standby.interpreter_id) | {"role": f"({_both(StandbyState.NAMED)})"}
    ]


def _row(
    uow: UnitOfWork, session: CounsellingSession, people: Sequence[dict[str, str]]
) -> dict[str, Any]:
    request, zone = session.request, uow.settings.zone
    is_there = session.modality is Modality.ON_SITE and session.site is not None
    start, end = (
        f"{local_clock(at, zone):%H:%M}" for at in (session.starts_at, sessions.end_of(session))
    )
    spoken = request.language_asked
    site = session.site if is_there else None
    room = f", {session.room}" if session.room and site is not None else ""
    return {
        "time": f"{start}–{end}",
        "length": minutes_text(session.minutes, "ko"),
        "what": _both(spoken) if isinstance(spoken, Language) else spoken,
        "reference": request.reference,
        "mode": _both(session.modality),
        "people": list(people),
        "place": "" if site is None else f"{site.name}{room}",
        # A place in no list may be somebody's home: its address stays in the app.
        "address": "" if site is None or site.unlisted else site.address,
        "counsellor": request.requester.full_name,
        "organisation": request.organisation.name,
        "phone": request.organisation.phone,
    }
