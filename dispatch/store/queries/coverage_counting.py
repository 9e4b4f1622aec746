"""What the count of coverage reads and writes: which days have changed, their sessions, and what became of each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.ids import OrganisationId
from accounts.store.tables import Organisation
from dispatch.domain.coverage import ServedSlots
from dispatch.domain.states import TAKES_TIME
from dispatch.store.queries.reports import way_minutes
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    CoverageCount,
    CoverageDay,
    CoverageNeed,
    Offer,
    Site,
)
from foundation.database.many import write_new
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.domain.ids import SessionId
from scheduling.domain.states import RefusalCode, RequestState, SessionState
from scheduling.store.tables import Request

Sessions = CounsellingSession
_COUNTING = 0x1E0A


@dataclass(frozen=True, kw_only=True)
class NeedRow:
    """A session and its request, as far as they decide what the need counts as."""

    session_id: SessionId
    day: date
    starts_at: datetime
    state: SessionState
    cause: str
    no_show: str
    minutes: int
    modality: Modality
    city: str
    organisation_id: OrganisationId
    request_state: RequestState
    refusal: RefusalCode | None
    language: Language | None
    other_language: str
    domain: Domain
    tier: Tier
    team: int
    submitted_at: datetime


def lock_counting(db: Session) -> None:
    """Let nobody else count until the transaction ends; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_COUNTING)))


def find_last_count(db: Session) -> CoverageCount | None:
    """The last time that everything was brought up to date."""
    return db.scalar(
        sa.select(CoverageCount)
        .order_by(CoverageCount.began_at.desc(), CoverageCount.id.desc())
        .limit(1)
    )


def list_changed_days(db: Session, since: datetime | None, until: date) -> Sequence[date]:
    """The days up to one on which anything has changed since an instant, or ever; those that hold other sessions too."""
    queries: list[sa.Select[Any]] = [_days_with_another_number(until)]
    if since is None:
        queries.append(sa.select(Sessions.day).where(Sessions.day <= until))
        queries.append(sa.select(CoverageNeed.day))
    else:
        changed = sa.or_(Sessions.changed_at > since, Request.changed_at > since)
        bound = sa.or_(Assignment.created_at > since, Assignment.ended_at > since)
        queries += [
            sa.select(Sessions.day)
            .join(Request, Request.id == Sessions.request_id)
            .where(changed, Sessions.day <= until),
            sa.select(Sessions.day)
            .join(Assignment, Assignment.session_id == Sessions.id)
            .where(bound, Sessions.day <= until),
            # What was moved to another day has left this one.
            sa.select(CoverageNeed.day)
            .join(Sessions, Sessions.id == CoverageNeed.session_id)
            .where(Sessions.day != CoverageNeed.day),
            _days_of_another_city(),
        ]
    return sorted({day for query in queries for day in db.scalars(query.distinct())})


def _days_of_another_city() -> sa.Select[Any]:
    """Days whose sessions were counted for a city that their place or organisation is no longer in."""
    return (
        sa.select(CoverageNeed.day)
        .join(Sessions, Sessions.id == CoverageNeed.session_id)
        .join(Organisation, Organisation.id == CoverageNeed.organisation_id)
        .outerjoin(Site, Site.id == Sessions.site_id)
        .where(CoverageNeed.city != sa.func.coalesce(Site.city, Organisation.city))
    )


def _days_with_another_number(until: date) -> sa.Select[Any]:
    """Days whose sessions are more or fewer than those that were counted, erased ones left out."""
    there = (
        sa.select(Sessions.day, sa.func.count().label("n"))
        .where(Sessions.day <= until)
        .group_by(Sessions.day)
        .subquery()
    )
    counted = (
        sa.select(CoverageNeed.day, sa.func.count().label("n"))
        .group_by(CoverageNeed.day)
        .subquery()
    )
    return (
        sa.select(there.c.day)
        .outerjoin(counted, counted.c.day == there.c.day)
        .where(sa.func.coalesce(counted.c.n, 0) != there.c.n)
    )


def needs_of(db: Session, first: date, last: date, days: Collection[date]) -> Iterator[NeedRow]:
    """The sessions of some days between two, with what decides their fate."""
    query = (
        sa.select(
            Sessions.id.label("session_id"),
            Sessions.day,
            Sessions.starts_at,
            Sessions.state,
            Sessions.cause,
            Sessions.no_show,
            Sessions.minutes,
            Sessions.modality,
            sa.func.coalesce(Site.city, Organisation.city).label("city"),
            Request.organisation_id,
            Request.state.label("request_state"),
            Request.refusal,
            Request.language,
            Request.other_language,
            Request.domain,
            Request.tier,
            Request.team,
            Request.submitted_at,
        )
        .join(Request, Request.id == Sessions.request_id)
        .join(Organisation, Organisation.id == Request.organisation_id)
        .outerjoin(Site, Site.id == Sessions.site_id)
        .where(Sessions.day >= first, Sessions.day <= last)
    )
    for row in db.execute(query).mappings():
        if row["day"] in days:
            yield NeedRow(**row)


def served_of(db: Session, first: date, last: date) -> Mapping[UUID, ServedSlots]:
    """Who served the sessions between two days, by session."""

    def some(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    on_site = Sessions.modality == Modality.ON_SITE
    query = (
        sa.select(
            Sessions.id,
            sa.func.count(sa.distinct(Assignment.slot_no)),
            some(Assignment.other_language.is_not(None)),
            some(Assignment.lower_level.is_(True)),
            sa.func.max(Assignment.created_at),
            some(on_site),
            sa.func.sum(sa.case((on_site, way_minutes()), else_=0)),
        )
        .join(Assignment, Assignment.session_id == Sessions.id)
        .outerjoin(Offer, Offer.id == Assignment.offer_id)
        .where(Assignment.state.in_(TAKES_TIME), Sessions.day >= first, Sessions.day <= last)
        .group_by(Sessions.id)
    )
    return {
        session_id: ServedSlots(
            slots=int(slots),
            other_language=bool(other),
            lower_level=bool(lower),
            filled_at=filled_at,
            ways=int(ways),
            way_minutes=int(way),
        )
        for session_id, slots, other, lower, filled_at, ways, way in db.execute(query)
    }


def replace_days(
    db: Session,
    days: Collection[date],
    needs: Sequence[CoverageNeed],
    counts: Sequence[CoverageDay],
) -> None:
    """Write some days anew: what was counted of them before is gone, and so is what has moved to them."""
    for table in (CoverageNeed, CoverageDay):
        db.execute(sa.delete(table).where(table.day.in_(days)))
    ids = [each.session_id for each in needs]
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        db.execute(sa.delete(CoverageNeed).where(CoverageNeed.session_id.in_(part)))
    write_new(db, needs)
    write_new(db, counts)
