"""The API of requests and their sessions: file, read, list, cancel. The same services as the pages, the same rules."""

from datetime import date, datetime, time
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from accounts.domain.ids import OrganisationId, SiteId
from foundation.web.api.cursors import part_of
from foundation.web.api.door import ApiRoom, opens, refuse_other_state, state
from foundation.web.api.shapes import ApiShape, ListPart, PageAsked
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.filters import RequestFilters
from scheduling.domain.needs import RequestNeed
from scheduling.domain.scopes import REQUESTS_READ, REQUESTS_WRITE
from scheduling.domain.states import (
    CancelReason,
    RequestState,
    SessionState,
    Strictness,
)
from scheduling.service import reading as requests_read
from scheduling.service import requests, sessions
from scheduling.service.reading import CounsellingSession

bp = ApiRoom("requests_api", __name__, "Requests")
LONGEST = 1000


class SessionShape(ApiShape):
    """The session of a request. Times are instants; `day` is the day in Seoul."""

    id: UUID
    state: SessionState
    day: date
    starts_at: datetime
    ends_at: datetime
    earliest_start_at: datetime
    latest_start_at: datetime
    minutes: int
    modality: Modality
    site: UUID | None
    room: str
    cause: str
    """Why nobody served it, once that is known."""


class RequestShape(ApiShape):
    """A request for an interpreter, with its session. Notes and links are left out: they are for whoever serves it."""

    id: UUID
    reference: str
    state: RequestState
    organisation: UUID
    case_code: str
    language: Language | None
    fallback_language: Language | None
    domain: Domain
    tier: Tier
    priority: int
    team: int
    modalities: list[Modality]
    submitted_at: datetime
    session: SessionShape


class NewRequestShape(ApiShape):
    """A request to be filed. What may be left out is decided as on the page."""

    organisation: UUID
    case_code: str = Field(default="", max_length=LONGEST)
    language: Language
    fallback_language: Language | None = None
    domain: Domain
    tier: Tier | None = None
    priority: int | None = None
    modalities: list[Modality] = Field(min_length=1, max_length=3)
    """What the service user accepts, the first wish first."""
    site: UUID | None = None
    room: str = Field(default="", max_length=LONGEST)
    day: date
    start: time
    """The wished start, on the clock in Seoul."""
    earliest: time | None = None
    latest: time | None = None
    minutes: int
    team: int | None = None
    gender: Gender | None = None
    gender_strictness: Strictness | None = None
    note: str = Field(default="", max_length=LONGEST)
    meeting_link: str = Field(default="", max_length=LONGEST)
    lower_level_agreed: bool | None = None

    def need(self) -> RequestNeed:
        """The wish as the service takes it."""
        given = self.model_dump(exclude={"organisation", "site", "modalities"})
        return RequestNeed(
            organisation_id=OrganisationId(self.organisation),
            site_id=None if self.site is None else SiteId(self.site),
            modalities=tuple(self.modalities),
            **given,
        )


class CancelShape(ApiShape):
    """Why a request is called off."""

    reason: CancelReason | None = None


class RequestsAsked(PageAsked):
    """Which requests are wanted."""

    state: RequestState | None = None
    session_state: SessionState | None = None
    language: Language | None = None
    first_day: date | None = None
    last_day: date | None = None


@bp.get("/requests")
@opens(REQUESTS_READ)
@bp.asks(RequestsAsked)
@bp.answers(ListPart[RequestShape])
def list_requests(asked: RequestsAsked) -> ResponseReturnValue:
    """Requests that the owner of the token may read, in the order of their days."""
    filters = RequestFilters(
        request_states=None if asked.state is None else [asked.state],
        session_states=None if asked.session_state is None else [asked.session_state],
        language=asked.language,
        first_day=asked.first_day,
        last_day=asked.last_day,
    )
    with reading() as uow:
        keys = (CounsellingSession.starts_at, CounsellingSession.id)
        query = requests_read.select_sessions(uow, filters)
        rows, following = part_of(uow.db, query, keys, cursor=asked.cursor, limit=asked.limit)
        items = [_shape(session) for session in rows]
    return state(ListPart[RequestShape](items=items, next=following))


@bp.post("/requests")
@opens(REQUESTS_WRITE, 409)
@bp.takes(NewRequestShape)
@bp.answers(RequestShape, 201)
def file_request(wanted: NewRequestShape) -> ResponseReturnValue:
    """File a request. It is approved at once unless only a coordinator can settle something; `state` says which."""
    with unit_of_work() as uow:
        filed = requests.place(uow, wanted.need())
        shape = _shape(requests_read.get_session_of(uow, filed.id))
    response = state(shape, 201)
    response.headers["Location"] = url_for(".show_request", request_id=shape.id)
    return response


@bp.get("/requests/<uuid:request_id>")
@opens(REQUESTS_READ)
@bp.answers(RequestShape)
def show_request(request_id: UUID) -> ResponseReturnValue:
    """One request with its session."""
    with reading() as uow:
        return state(_shape(requests_read.get_session_of(uow, request_id)))


@bp.post("/requests/<uuid:request_id>/cancel")
@opens(REQUESTS_WRITE, 409, 412)
@bp.takes(CancelShape)
@bp.answers(RequestShape)
def cancel_request(request_id: UUID, wanted: CancelShape) -> ResponseReturnValue:
    """Call a request off. Whoever holds its session is told."""
    with unit_of_work() as uow:
        refuse_other_state(_shape(requests_read.get_session_of(uow, request_id)))
        requests.cancel(uow, request_id, wanted.reason)
        return state(_shape(requests_read.get_session_of(uow, request_id)))


def _shape(session: CounsellingSession) -> RequestShape:
    request = session.request
    return RequestShape(
        id=request.id,
        reference=request.reference,
        state=request.state,
        organisation=request.organisation_id,
        case_code=request.case_code,
        language=request.language,
        fallback_language=request.fallback_language,
        domain=request.domain,
        tier=request.tier,
        priority=request.priority,
        team=request.team,
        modalities=[Modality(each) for each in request.modalities],
        submitted_at=request.submitted_at,
        session=SessionShape(
            id=session.id,
            state=session.state,
            day=session.day,
            starts_at=session.starts_at,
            ends_at=sessions.end_of(session),
            earliest_start_at=session.earliest_start_at,
            latest_start_at=session.latest_start_at,
            minutes=session.minutes,
            modality=session.modality,
            site=session.site_id,
            room=session.room,
            cause=session.cause,
        ),
    )
