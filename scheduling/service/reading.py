"""Reading requests: who may see which, lists, and a stored request as the need it came from."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import OrganisationId
from foundation.database.audit import AuditEntry, list_entries
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.times.zones import local_clock
from interpreters.domain.qualifications import Modality
from scheduling.domain.filters import RequestFilters
from scheduling.domain.ids import SessionId
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.store.queries import availability as people_queries
from scheduling.store.queries import requests as queries
from scheduling.store.queries.availability import Interpreter
from scheduling.store.tables import CounsellingSession, Request

# What every stored note is bound to; the column has another name since, the stored notes have not.
HISTORY_LENGTH = 40
NOTE_PLACE = ("request", "sealed_note")
_LINK_PLACE = ("counselling_session", "meeting_link")
_ROOM_PLACE = ("counselling_session", "video_room")
_ADDRESS_PLACE = ("counselling_session", "address")


def get_session_of(uow: UnitOfWork, request_id: UUID) -> CounsellingSession:
    """The session of a request that the actor may read; a foreign one looks missing."""
    _require_reading(uow)
    found = queries.find_by_request(uow.db, request_id)
    if found is None or not may_read(uow, found.request):
        raise NotFound
    return found


def history(uow: UnitOfWork, session: CounsellingSession) -> Sequence[AuditEntry]:
    """What happened to a request and its session, newest first; the caller has checked who reads it."""
    subjects = (str(session.request_id), str(session.id))
    found = [
        e for each in subjects for e in list_entries(uow.db, subject=each, limit=HISTORY_LENGTH)
    ]
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def may_read(uow: UnitOfWork, request: Request) -> bool:
    """Whether the request belongs to an organisation of the actor, or the actor reads all."""
    if uow.may(SchedulingPermission.REQUEST_READ_ANY):
        return True
    return request.organisation_id in uow.actor.organisations_for(
        SchedulingPermission.REQUEST_READ_OWN
    )


def may_change(uow: UnitOfWork, request: Request) -> bool:
    """Whether the actor may change or cancel it: a requester of its organisation, or the centre."""
    if uow.may(SchedulingPermission.REQUEST_DECIDE):
        return True
    return request.organisation_id in uow.actor.organisations_for(
        SchedulingPermission.REQUEST_PLACE
    )


def own_organisations(uow: UnitOfWork) -> Sequence[OrganisationId]:
    """The organisations that the actor may place requests for by being a member."""
    return [
        OrganisationId(o) for o in uow.actor.organisations_for(SchedulingPermission.REQUEST_PLACE)
    ]


def may_ask_for_all(uow: UnitOfWork) -> bool:
    """Whether the actor may place requests for every organisation."""
    return uow.may(SchedulingPermission.REQUEST_DECIDE)


def list_of_series(uow: UnitOfWork, request: Request) -> Sequence[CounsellingSession]:
    """Every occurrence of the series that a request belongs to, in order of time."""
    if request.series_id is None or not may_read(uow, request):
        return []
    return queries.list_of_series(uow.db, request.series_id)


def select_sessions(
    uow: UnitOfWork, filters: RequestFilters, served: sa.Select[SessionId] | None = None
) -> sa.Select[CounsellingSession]:
    """The question behind a list, narrowed to what the actor may read; a page reads a part of it."""
    _require_reading(uow)
    if uow.may(SchedulingPermission.REQUEST_READ_ANY):
        return queries.select_sessions(filters, served)
    own = uow.actor.organisations_for(SchedulingPermission.REQUEST_READ_OWN)
    wanted = own if filters.organisations is None else own & set(filters.organisations)
    return queries.select_sessions(replace(filters, organisations=wanted), served)


def read_note(uow: UnitOfWork, request: Request) -> str:
    """The note for the interpreter, opened. The caller has checked who reads it."""
    if not request.encrypted_note:
        return ""
    return uow.cipher.open(request.encrypted_note, *NOTE_PLACE, request.id)


def read_meeting_link(uow: UnitOfWork, session: CounsellingSession) -> str:
    """The link or number of a session, opened. The caller has checked who reads it."""
    if not session.encrypted_meeting_link:
        return ""
    return uow.cipher.open(session.encrypted_meeting_link, *_LINK_PLACE, session.id)


def seal_meeting_link(uow: UnitOfWork, session: CounsellingSession, link: str) -> str:
    """A link as it is stored with its session."""
    return uow.cipher.close(link, *_LINK_PLACE, session.id) if link else ""


def read_video_room(uow: UnitOfWork, session: CounsellingSession) -> str:
    """The name of its room on the office's video server, opened; "" before there is one."""
    if not session.encrypted_video_room:
        return ""
    return uow.cipher.open(session.encrypted_video_room, *_ROOM_PLACE, session.id)


def keep_video_room(uow: UnitOfWork, session: CounsellingSession, name: str) -> None:
    """Keep the name of its room, encrypted."""
    session.encrypted_video_room = uow.cipher.close(name, *_ROOM_PLACE, session.id)


def read_address(uow: UnitOfWork, session: CounsellingSession) -> str:
    """The address of a session at a place in no list, opened. The caller has checked who reads it."""
    if not session.encrypted_address:
        return ""
    return uow.cipher.open(session.encrypted_address, *_ADDRESS_PLACE, session.id)


def seal_address(uow: UnitOfWork, session: CounsellingSession, address: str) -> str:
    """An address as it is stored with its session."""
    return uow.cipher.close(address, *_ADDRESS_PLACE, session.id) if address else ""


def list_named(uow: UnitOfWork, request: Request) -> tuple[list[Interpreter], list[Interpreter]]:
    """The people a request names as wanted, and as unwanted."""
    ids = [UUID(each) for each in (*request.preferred, *request.excluded)]
    people = people_queries.list_people(uow.db, ids)
    return (
        [p for p in people if str(p.id) in request.preferred],
        [p for p in people if str(p.id) in request.excluded],
    )


def need_of(uow: UnitOfWork, session: CounsellingSession) -> RequestNeed:
    """The need that a stored request states, as it would be given again."""
    request, zone = session.request, uow.settings.zone
    elsewhere = session.site if session.site is not None and session.site.unlisted else None
    return RequestNeed(
        organisation_id=request.organisation_id,
        case_code=request.case_code,
        language=request.language,
        other_language=request.other_language,
        fallback_language=request.fallback_language,
        domain=request.domain,
        tier=request.tier,
        priority=request.priority,
        modalities=tuple(Modality(m) for m in request.modalities),
        site_id=session.site_id if elsewhere is None else None,
        other_city=None if elsewhere is None else elsewhere.city,
        address=read_address(uow, session),
        room=session.room,
        day=session.day,
        start=local_clock(session.starts_at, zone),
        earliest=local_clock(session.earliest_start_at, zone),
        latest=local_clock(session.latest_start_at, zone),
        minutes=session.minutes,
        team=request.team,
        gender=request.gender,
        gender_strictness=request.gender_strictness,
        preferred=tuple(request.preferred),
        excluded=tuple(request.excluded),
        note=read_note(uow, request),
        trainee_welcome=request.trainee_welcome,
        meeting_link=read_meeting_link(uow, session),
        lower_level_agreed=request.lower_level_agreed,
    )


def _require_reading(uow: UnitOfWork) -> None:
    if not uow.may(SchedulingPermission.REQUEST_READ_ANY):
        uow.require(SchedulingPermission.REQUEST_READ_OWN)
