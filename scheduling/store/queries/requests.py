"""Questions about requests and their sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from accounts.domain.ids import OrganisationId, UserId
from accounts.domain.roles import Role
from accounts.store.tables import Organisation, Site, User
from foundation.text.codes import normal_code
from interpreters.domain.qualifications import Modality
from scheduling.domain.filters import RequestFilters, SearchTerms
from scheduling.domain.ids import RequestId, SeriesId, SessionId
from scheduling.domain.needs import RequestNeed
from scheduling.domain.requests import LONGEST
from scheduling.domain.states import LIVE, OPEN, SessionState
from scheduling.store.tables import CounsellingSession, Request, Series

# The name of the lock under which references are given out.
_REFERENCES = 7203948


def _loaded() -> tuple[ORMOption, ...]:
    asked = joinedload(CounsellingSession.request)
    return (
        asked.joinedload(Request.organisation),
        asked.joinedload(Request.requester),
        joinedload(CounsellingSession.site).joinedload(Site.organisation),
    )


def find_by_request(db: Session, request_id: UUID) -> CounsellingSession | None:
    """The session of a request, with everything that is shown of it."""
    return db.scalar(
        sa.select(CounsellingSession)
        .where(CounsellingSession.request_id == RequestId(request_id))
        .options(*_loaded())
    )


def find_session(db: Session, session_id: UUID) -> CounsellingSession | None:
    """A session by id, with everything that is shown of it."""
    return db.scalar(
        sa.select(CounsellingSession)
        .where(CounsellingSession.id == SessionId(session_id))
        .options(*_loaded())
    )


def list_without_room(
    db: Session,
    now: datetime,
    until: datetime,
    states: Collection[SessionState],
    limit: int,
) -> Sequence[CounsellingSession]:
    """Sessions by video that begin before `until`, not long ago, for which no link and no room is kept."""
    return db.scalars(
        sa.select(CounsellingSession)
        .where(
            CounsellingSession.starts_at > now - timedelta(minutes=LONGEST),
            CounsellingSession.starts_at <= until,
            CounsellingSession.modality == Modality.VIDEO,
            CounsellingSession.encrypted_meeting_link == "",
            CounsellingSession.encrypted_video_room == "",
            CounsellingSession.state.in_(states),
        )
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
        .limit(limit)
        .options(joinedload(CounsellingSession.request))
    ).all()


def list_sessions_by_id(db: Session, ids: Collection[UUID]) -> Sequence[CounsellingSession]:
    """Sessions by id, in order of time."""
    return db.scalars(
        sa.select(CounsellingSession)
        .where(CounsellingSession.id.in_(ids))
        .options(*_loaded())
        .order_by(CounsellingSession.starts_at)
    ).all()


def select_sessions(
    filters: RequestFilters, served: sa.Select[SessionId] | None = None
) -> sa.Select[CounsellingSession]:
    """The sessions that a list shows, in order of time; a search finds those of `served` too."""
    query = (
        sa.select(CounsellingSession)
        .join(Request, CounsellingSession.request_id == Request.id)
        .options(*_loaded())
    )
    query = query.where(*_conditions(filters))
    if filters.search is not None:
        query = query.where(_meant(filters.search, served))
    start = CounsellingSession.starts_at
    order = start.desc() if filters.newest_first else start.asc()
    return query.order_by(order, Request.reference)


def _conditions(filters: RequestFilters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.organisations is not None:
        found.append(Request.organisation_id.in_(filters.organisations))
    if filters.requester_id is not None:
        found.append(Request.requester_id == UserId(filters.requester_id))
    if filters.request_states is not None:
        found.append(Request.state.in_(filters.request_states))
    if filters.session_states is not None:
        found.append(CounsellingSession.state.in_(filters.session_states))
    if filters.language is not None:
        found.append(Request.language == filters.language)
    if filters.priority is not None:
        found.append(Request.priority == int(filters.priority))
    return [*found, *_when(filters)]


def _meant(terms: SearchTerms, served: sa.Select[SessionId] | None) -> sa.ColumnElement[bool]:
    named = sa.or_(
        Organisation.name.icontains(terms.organisation, autoescape=True),
        Organisation.name_en.icontains(terms.organisation, autoescape=True),
    )
    return sa.or_(
        Request.reference.in_(terms.references),
        Request.case_code == terms.case_code,
        Request.organisation_id.in_(sa.select(Organisation.id).where(named)),
        *([] if served is None else [CounsellingSession.id.in_(served)]),
    )


def list_same(db: Session, need: RequestNeed, starts_at: datetime) -> Sequence[CounsellingSession]:
    """Sessions of the organisation in that language that begin then, or that day for the same case."""
    likeness = [CounsellingSession.starts_at == starts_at]
    if need.case_code:
        likeness.append(
            sa.and_(CounsellingSession.day == need.day, Request.case_code == need.case_code)
        )
    return db.scalars(
        sa.select(CounsellingSession)
        .join(Request, CounsellingSession.request_id == Request.id)
        .where(
            # The day first: it is indexed, and the instant lies in it.
            CounsellingSession.day == need.day,
            CounsellingSession.state.in_(LIVE),
            Request.state.in_(OPEN),
            Request.organisation_id == need.organisation_id,
            Request.language == need.language,
            Request.other_language == need.other_language,
            sa.or_(*likeness),
        )
        .options(*_loaded())
        .order_by(CounsellingSession.starts_at)
    ).all()


def _when(filters: RequestFilters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.first_day is not None:
        found.append(CounsellingSession.day >= filters.first_day)
        # Said of the instant too, in whatever zone: lists in order of time then begin where the days do.
        first = datetime.combine(filters.first_day, time(0), UTC)
        found.append(CounsellingSession.starts_at >= first - timedelta(days=1))
    if filters.last_day is not None:
        found.append(CounsellingSession.day <= filters.last_day)
    if filters.begins_after is not None:
        found.append(CounsellingSession.starts_at > filters.begins_after)
    if filters.begun_by is not None:
        found.append(CounsellingSession.starts_at <= filters.begun_by)
    return found


def list_sessions(db: Session, filters: RequestFilters) -> Sequence[CounsellingSession]:
    """The same, all of them."""
    return db.scalars(select_sessions(filters)).all()


def list_of_series(db: Session, series_id: SeriesId) -> Sequence[CounsellingSession]:
    """Every occurrence of a series, in order of time."""
    return db.scalars(
        sa.select(CounsellingSession)
        .join(Request, CounsellingSession.request_id == Request.id)
        .where(Request.series_id == series_id)
        .options(*_loaded())
        .order_by(CounsellingSession.starts_at)
    ).all()


def lock_references(db: Session) -> None:
    """Let nobody else take a number until the transaction ends; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_REFERENCES)))


def last_reference(db: Session, prefix: str) -> str | None:
    """The highest reference that begins with `prefix`."""
    length = sa.func.length(Request.reference)
    return db.scalar(
        sa.select(Request.reference)
        .where(Request.reference.startswith(prefix, autoescape=True))
        .order_by(length.desc(), Request.reference.desc())
        .limit(1)
    )


def sessions_by_reference(
    db: Session, references: Collection[str]
) -> dict[str, CounsellingSession]:
    """The sessions of the requests with these numbers, with everything that is shown of them."""
    found = db.scalars(
        sa.select(CounsellingSession)
        .join(Request, CounsellingSession.request_id == Request.id)
        .where(Request.reference.in_(references))
        .options(*_loaded())
    )
    return {session.request.reference: session for session in found}


def find_series(db: Session, organisation_id: UUID, label: str) -> Series | None:
    """A series of an organisation by its label."""
    return db.scalar(
        sa.select(Series).where(
            Series.organisation_id == OrganisationId(organisation_id), Series.label == label
        )
    )


def organisations_by_code(db: Session) -> dict[str, OrganisationId]:
    """Ids of organisations by their code in its one form."""
    rows = db.execute(sa.select(Organisation.code, Organisation.id))
    return {normal_code(row.code): row.id for row in rows}


def sites_by_code(db: Session) -> dict[str, Site]:
    """Places by their code in its one form."""
    listed = db.scalars(sa.select(Site).where(~Site.unlisted))
    return {normal_code(site.code): site for site in listed}


def find_site(db: Session, site_id: UUID) -> Site | None:
    """A place by id, with its organisation."""
    return db.scalar(
        sa.select(Site).where(Site.id == site_id).options(joinedload(Site.organisation))
    )


@dataclass(frozen=True)
class Requester:
    """An account, and what its owner is in which organisation."""

    id: UserId
    active: bool
    roles: frozenset[tuple[OrganisationId, Role]]


def requesters_by_email(db: Session, emails: Collection[str]) -> dict[str, Requester]:
    """Accounts by address."""
    rows = db.scalars(
        sa.select(User).where(User.email.in_(emails)).options(selectinload(User.memberships))
    )
    return {
        user.email: Requester(
            user.id, user.active, frozenset((m.organisation_id, m.role) for m in user.memberships)
        )
        for user in rows
    }
