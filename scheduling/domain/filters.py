"""What a list of requests is narrowed to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from interpreters.domain.languages import Language
from scheduling.domain.states import Priority, RequestState, SessionState


@dataclass(frozen=True, kw_only=True)
class SearchTerms:
    """What a typed text may mean; whatever fits one of these is found."""

    references: Collection[str]
    case_code: str
    # part of its name
    organisation: str


@dataclass(frozen=True, kw_only=True)
class RequestFilters:
    """What a list of requests is narrowed to; None does not narrow."""

    organisations: Collection[UUID] | None = None
    requester_id: UUID | None = None
    request_states: Collection[RequestState] | None = None
    session_states: Collection[SessionState] | None = None
    language: Language | None = None
    priority: Priority | None = None
    search: SearchTerms | None = None
    first_day: date | None = None
    last_day: date | None = None
    begins_after: datetime | None = None
    begun_by: datetime | None = None
    newest_first: bool = False
