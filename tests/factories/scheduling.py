"""Requests, sessions and free time."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from accounts.domain.roles import Role
from accounts.store.tables import Organisation, Site, User
from foundation.database.work import UnitOfWork
from foundation.times.zones import to_utc
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import (
    Domain,
    Modality,
    usual_tier,
)
from interpreters.store.tables import Interpreter
from scheduling.domain.states import RequestState, SessionState
from scheduling.store.tables import CounsellingSession, Request, WeeklyAvailability
from tests.factories.accounts import a_site, a_user, an_organisation
from tests.factories.numbers import numbers


def a_request(
    uow: UnitOfWork,
    *,
    organisation: Organisation | None = None,
    requester: User | None = None,
    language: str = "vi",
    domain: str = "general",
    modalities: Sequence[str] = ("on_site",),
    **values: Any,
) -> Request:
    """An approved request for one Vietnamese interpreter on site; `values` set any other column."""
    body = organisation or an_organisation(uow)
    person = requester or a_user(uow, Role.COUNSELLOR, body)
    columns: dict[str, Any] = {
        "reference": f"R-{next(numbers):04}",
        "organisation_id": body.id,
        "requester_id": person.id,
        "state": RequestState.APPROVED,
        "language": Language(language),
        "domain": Domain(domain),
        "tier": usual_tier(Domain(domain)),
        "priority": 3,
        "team": 1,
        "modalities": list(modalities),
        "submitted_at": uow.now,
        "changed_at": uow.now,
        **values,
    }
    request = Request(**columns)
    request.organisation, request.requester = body, person
    uow.db.add(request)
    uow.db.flush()
    return request


def a_session(
    uow: UnitOfWork,
    request: Request | None = None,
    *,
    day: date | None = None,
    start: str = "10:00",
    earliest: str = "",
    latest: str = "",
    minutes: int = 60,
    site: Site | None = None,
    **values: Any,
) -> CounsellingSession:
    """A session on `day` (tomorrow unless given) in the office's zone, at a place of the requester's.

    Times are HH:MM. `values` that `a_request` knows go to the request, the rest to the session.
    """
    asked = {name: values.pop(name) for name in list(values) if name in _ASKED}
    need = request or a_request(uow, **asked)
    local = day or uow.today + timedelta(days=1)
    zone = uow.settings.zone
    moments = [
        to_utc(local, time.fromisoformat(clock), zone)
        for clock in (start, earliest or start, latest or start)
    ]
    modality = Modality(values.pop("modality", need.modalities[0]))
    place = site
    if place is None and Modality.ON_SITE in need.modalities:
        place = a_site(uow, organisation=need.organisation)
    columns: dict[str, Any] = {
        "request_id": need.id,
        "state": SessionState.REQUESTED,
        "day": local,
        "starts_at": moments[0],
        "earliest_start_at": moments[1],
        "latest_start_at": moments[2],
        "minutes": minutes,
        "modality": modality,
        "site_id": None if place is None else place.id,
        "changed_at": uow.now,
        **values,
    }
    session = CounsellingSession(**columns)
    session.request, session.site = need, place
    uow.db.add(session)
    uow.db.flush()
    return session


# What of a_session's values belongs to the request that asks for it.
_ASKED = frozenset(
    {"organisation", "requester", "language", "domain", "modalities", "reference", "series_id"}
    | {"case_code", "fallback_language", "tier", "priority", "team", "gender", "gender_strictness"}
    | {"preferred", "excluded", "submitted_at", "trainee_welcome", "lower_level_agreed"}
)


def available(
    uow: UnitOfWork,
    interpreter: Interpreter,
    *,
    weekdays: Sequence[int] = range(7),
    starts: str = "09:00",
    ends: str = "18:00",
    **values: Any,
) -> None:
    """Let an interpreter be free every week on `weekdays` (0 is Monday) from `starts` to `ends`."""
    for weekday in weekdays:
        columns: dict[str, Any] = {"first_day": uow.today - timedelta(days=28), **values}
        uow.db.add(
            WeeklyAvailability(
                interpreter_id=interpreter.id,
                weekday=weekday,
                starts=time.fromisoformat(starts),
                ends=time.fromisoformat(ends),
                **columns,
            )
        )
    uow.db.flush()
