"""Figures of a period, grouped by the database.

Every question starts from the sessions of some days (`ix_counselling_session_day_state`) and reaches what belongs to
them by its id, so that none costs more as history outside of the days grows.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.ids import OrganisationId
from accounts.store.tables import Organisation
from dispatch.domain.causes import Cause
from dispatch.domain.claims import ClaimState
from dispatch.domain.reports import (
    FILLED_STATES,
    NOBODY_CAME,
    REFUSED_FOR_WANT,
    Dimension,
    ExtraCause,
    NeedFate,
    Tally,
)
from dispatch.domain.states import TAKES_TIME, OfferState
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    Interpreter,
    Offer,
    PayClaim,
    Site,
)
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.states import Attendee, RequestState, SessionState
from scheduling.store.tables import Request

Sessions = CounsellingSession
# Of these the notice is told: what was called off or never was the office's is left out.
STILL_WANTED = (NeedFate.FILLED.value, NeedFate.UNMET.value, NeedFate.OPEN.value)
SECONDS = 60
# Offers that somebody has answered, or let run out.
TOLD = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class ReportScope:
    """Of which days, whose, and narrowed to what."""

    first: date
    last: date
    only: Collection[UUID] | None = None
    language: Language | None = None
    domain: Domain | None = None


def fate_column() -> sa.ColumnElement[str]:
    """`fate_of` of dispatch/domain/reports.py as a column."""
    wanting = [code.value for code in REFUSED_FOR_WANT]
    return sa.case(
        (
            Request.state == RequestState.REFUSED,
            sa.case(
                (sa.cast(Request.refusal, sa.String).in_(wanting), NeedFate.UNMET.value),
                else_=NeedFate.NOT_OURS.value,
            ),
        ),
        (Request.state == RequestState.REFERRED, NeedFate.UNMET.value),
        (Sessions.state == SessionState.CANCELLED, NeedFate.CALLED_OFF.value),
        (Sessions.state.in_(FILLED_STATES), NeedFate.FILLED.value),
        (
            Sessions.state == SessionState.NOT_DELIVERED,
            sa.case(
                (Sessions.no_show.in_(NOBODY_CAME), NeedFate.UNMET.value),
                else_=NeedFate.FILLED.value,
            ),
        ),
        else_=NeedFate.OPEN.value,
    )


def cause_column() -> sa.ColumnElement[str]:
    """`unmet_cause` of dispatch/domain/reports.py as a column."""
    refused = [
        (Request.refusal == code, sa.literal(cause.value))
        for code, cause in REFUSED_FOR_WANT.items()
    ]
    return sa.case(
        *refused,
        (
            Sessions.no_show == Attendee.INTERPRETER.value,
            sa.literal(ExtraCause.INTERPRETER_ABSENT.value),
        ),
        (Sessions.cause != "", Sessions.cause),
        (Request.language.is_(None), sa.literal(Cause.NO_SUCH_LANGUAGE.value)),
        (Request.state == RequestState.REFERRED, sa.literal(ExtraCause.REFERRED.value)),
        else_=sa.literal(ExtraCause.NOT_SAID.value),
    )


def key_column(by: Dimension) -> sa.ColumnElement[str]:
    """What sessions are told apart by. A session without a place counts for the city of who asked."""
    columns: dict[Dimension, Any] = {
        Dimension.LANGUAGE: sa.func.coalesce(
            sa.cast(Request.language, sa.String), Request.other_language
        ),
        Dimension.DOMAIN: sa.cast(Request.domain, sa.String),
        Dimension.CITY: sa.func.coalesce(Site.city, Organisation.city),
        Dimension.MODALITY: sa.cast(Sessions.modality, sa.String),
        Dimension.ORGANISATION: Organisation.code,
    }
    return columns[by]


def within(scope: ReportScope, *columns: Any) -> sa.Select[Any]:
    """The sessions of a scope, with their requests, places and organisations."""
    query: Any = (
        sa.select(*columns)
        .select_from(Sessions)
        .join(Request, Request.id == Sessions.request_id)
        .join(Organisation, Organisation.id == Request.organisation_id)
        .outerjoin(Site, Site.id == Sessions.site_id)
        .where(Sessions.day >= scope.first, Sessions.day <= scope.last)
    )
    if scope.only is not None:
        own = [OrganisationId(each) for each in scope.only]
        query = query.where(Request.organisation_id.in_(own))
    if scope.language is not None:
        query = query.where(Request.language == scope.language)
    if scope.domain is not None:
        query = query.where(Request.domain == scope.domain)
    return query


def _rows(db: Session, query: Any) -> Any:
    """Rows of columns that are put together while the program runs."""
    return db.execute(query)


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _tally_columns() -> dict[str, sa.ColumnElement[int]]:
    fate = fate_column()
    filled = fate == NeedFate.FILLED.value
    return {
        "asked": sa.func.count(),
        "filled": _count(filled),
        "unmet": _count(fate == NeedFate.UNMET.value),
        "open": _count(fate == NeedFate.OPEN.value),
        "called_off": _count(fate == NeedFate.CALLED_OFF.value),
        "called_off_late": _count(
            sa.and_(fate == NeedFate.CALLED_OFF.value, Sessions.cancelled_late)
        ),
        "not_ours": _count(fate == NeedFate.NOT_OURS.value),
        "waited_in_vain": _count(sa.and_(filled, Sessions.state == SessionState.NOT_DELIVERED)),
        "minutes": sa.func.coalesce(sa.func.sum(sa.case((filled, Sessions.minutes), else_=0)), 0),
    }


def way_minutes() -> sa.ColumnElement[int]:
    """Minutes on the way there: as the offer said, else what the calendar keeps free for it."""
    kept = sa.extract("epoch", Assignment.starts_at) - sa.extract("epoch", Assignment.busy_from)
    return sa.func.coalesce(Offer.travel_minutes, sa.cast(kept / SECONDS, sa.Integer))


def _served_columns() -> dict[str, sa.ColumnElement[int]]:
    on_site = Sessions.modality == Modality.ON_SITE
    lower = sa.or_(Assignment.other_language.is_not(None), Assignment.lower_level)
    return {
        "downgraded": sa.func.count(sa.distinct(sa.case((lower, Sessions.id)))),
        "ways": _count(on_site),
        "way_minutes": sa.func.coalesce(sa.func.sum(sa.case((on_site, way_minutes()), else_=0)), 0),
    }


def _served(query: sa.Select[Any]) -> sa.Select[Any]:
    """A question narrowed to sessions that somebody serves or served, a row for each of them."""
    return (
        query.join(Assignment, Assignment.session_id == Sessions.id)
        .outerjoin(Offer, Offer.id == Assignment.offer_id)
        .where(Assignment.state.in_(TAKES_TIME))
    )


def tallies(db: Session, scope: ReportScope, by: Dimension) -> dict[str, Tally]:
    """What was asked for and what came of it, by a dimension."""
    key = key_column(by)
    found = defaultdict[str, dict[str, int]](dict)
    for columns, query in _both(scope, key.label("key")):
        for row in _rows(db, query.group_by(key)):
            found[row[0]] |= dict(zip(columns, map(int, row[1:]), strict=True))
    return {each: Tally(**counts) for each, counts in found.items()}


def total(db: Session, scope: ReportScope) -> Tally:
    """The same of everything together."""
    counts: dict[str, int] = {}
    for columns, query in _both(scope):
        counts |= dict(zip(columns, map(int, _rows(db, query).one()), strict=True))
    return Tally(**counts)


def _both(scope: ReportScope, *key: Any) -> list[tuple[list[str], sa.Select[Any]]]:
    asked, served = _tally_columns(), _served_columns()
    return [
        (list(asked), within(scope, *key, *asked.values())),
        (list(served), _served(within(scope, *key, *served.values()))),
    ]


def by_day(db: Session, scope: ReportScope) -> dict[date, Tally]:
    """Filled and unmet of each day."""
    fate = fate_column()
    query = within(
        scope,
        Sessions.day,
        sa.func.count(),
        _count(fate == NeedFate.FILLED.value),
        _count(fate == NeedFate.UNMET.value),
    ).group_by(Sessions.day)
    return {
        day: Tally(asked=asked, filled=filled, unmet=unmet)
        for day, asked, filled, unmet in _rows(db, query)
    }


def by_language_and_city(db: Session, scope: ReportScope) -> dict[tuple[str, str], Tally]:
    """Asked, filled and unmet of each language in each city."""
    fate, keys = fate_column(), (key_column(Dimension.LANGUAGE), key_column(Dimension.CITY))
    query = within(
        scope,
        *keys,
        sa.func.count(),
        _count(fate == NeedFate.FILLED.value),
        _count(fate == NeedFate.UNMET.value),
    ).group_by(*keys)
    return {
        (language, city): Tally(asked=asked, filled=filled, unmet=unmet)
        for language, city, asked, filled, unmet in _rows(db, query)
    }


def by_cause(db: Session, scope: ReportScope) -> dict[str, int]:
    """Unmet needs by the code of their cause."""
    query = within(scope, cause_column().label("cause")).where(
        fate_column() == NeedFate.UNMET.value
    )
    code = query.subquery().c.cause
    rows = _rows(db, sa.select(code, sa.func.count()).group_by(code))
    return {cause: int(count) for cause, count in rows}


def median_lead(db: Session, scope: ReportScope, by: Dimension | None) -> dict[str, Fraction]:
    """Minutes from asking to the start, in the middle; under "" of everything together."""
    lead = sa.extract("epoch", Sessions.starts_at) - sa.extract("epoch", Request.submitted_at)
    query = within(scope, _label(by), lead.label("x"))
    return medians(db, query.where(fate_column().in_(STILL_WANTED)))


def median_fill(db: Session, scope: ReportScope, by: Dimension | None) -> dict[str, Fraction]:
    """Minutes from asking until the last slot had somebody, in the middle, of the filled ones."""
    asked = sa.extract("epoch", Request.submitted_at)
    until = sa.func.max(sa.extract("epoch", Assignment.created_at))
    query = (
        _served(within(scope, _label(by), (until - asked).label("x")))
        .where(fate_column() == NeedFate.FILLED.value)
        .group_by(Sessions.id, Request.submitted_at)
    )
    return medians(db, query if by is None else query.group_by(key_column(by)))


def _label(by: Dimension | None) -> Any:
    return (sa.literal("") if by is None else key_column(by)).label("key")


def medians(db: Session, query: sa.Select[Any]) -> dict[str, Fraction]:
    """The middle of `x` for each `key`: the mean of the two in the middle of an even number."""
    values = query.subquery()
    place = sa.func.row_number().over(partition_by=values.c.key, order_by=values.c.x)
    count = sa.func.count().over(partition_by=values.c.key)
    ranked = sa.select(
        values.c.key, values.c.x, place.label("place"), count.label("count")
    ).subquery()
    twice = 2 * ranked.c.place
    chosen = sa.select(ranked.c.key, ranked.c.x).where(
        twice >= ranked.c.count, twice <= ranked.c.count + 2
    )
    found = defaultdict[str, list[Fraction]](list)
    for key, value in _rows(db, chosen):
        found[key].append(Fraction(int(value)))
    return {key: sum(values, Fraction(0)) / len(values) / SECONDS for key, values in found.items()}


def claimed_won(db: Session, scope: ReportScope) -> tuple[int, int]:
    """Won of the claims for work of the days, denied and dropped ones left out: all, and those approved."""
    approved = sa.case((PayClaim.state == ClaimState.APPROVED, PayClaim.won), else_=0)
    query = claims_of(
        scope,
        sa.func.coalesce(sa.func.sum(PayClaim.won), 0),
        sa.func.coalesce(sa.func.sum(approved), 0),
    )
    won, sure = _rows(db, query).one()
    return int(won), int(sure)


def claimed_by_organisation(
    db: Session, scope: ReportScope
) -> Sequence[tuple[OrganisationId, int, int, int]]:
    """The same for each organisation for which the work was: claims, won, won approved."""
    approved = sa.case((PayClaim.state == ClaimState.APPROVED, PayClaim.won), else_=0)
    query = claims_of(
        scope,
        PayClaim.organisation_id,
        sa.func.count(),
        sa.func.sum(PayClaim.won),
        sa.func.sum(approved),
    ).group_by(PayClaim.organisation_id)
    return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in _rows(db, query)]


def claims_of(scope: ReportScope, *columns: Any) -> sa.Select[Any]:
    """The claims for work of the days that count: denied and dropped ones are left out."""
    query: Any = sa.select(*columns).where(
        PayClaim.state.not_in((ClaimState.DENIED, ClaimState.DROPPED)),
        PayClaim.day >= scope.first,
        PayClaim.day <= scope.last,
    )
    if scope.only is not None:
        own = [OrganisationId(each) for each in scope.only]
        query = query.where(PayClaim.organisation_id.in_(own))
    return query


@dataclass(frozen=True, kw_only=True)
class PersonFigures:
    """What somebody served in the days, and how they answered what they were asked."""

    interpreter_id: UUID
    name: str
    sessions: int
    minutes: int
    way_minutes: int
    asked: int
    accepted: int


def by_interpreter(db: Session, scope: ReportScope) -> Sequence[PersonFigures]:
    """Everybody who served or was asked, whoever served most first."""
    served = _served(
        within(
            scope,
            Assignment.interpreter_id,
            sa.func.count(),
            sa.func.sum(Sessions.minutes),
            sa.func.sum(sa.case((Sessions.modality == Modality.ON_SITE, way_minutes()), else_=0)),
        )
    ).group_by(Assignment.interpreter_id)
    asked = (
        within(
            scope,
            Offer.interpreter_id,
            sa.func.count(),
            _count(Offer.state == OfferState.ACCEPTED),
        )
        .join(Offer, Offer.session_id == Sessions.id)
        .where(Offer.state.in_(TOLD))
        .group_by(Offer.interpreter_id)
    )
    did = {who: (int(n), int(m), int(w)) for who, n, m, w in _rows(db, served)}
    said = {who: (int(n), int(yes)) for who, n, yes in _rows(db, asked)}
    people = [*{*did, *said}]
    names: dict[Any, str] = {
        who: name
        for start in range(0, len(people), SECONDS * 10)
        for who, name in db.execute(
            sa.select(Interpreter.id, Interpreter.full_name).where(
                Interpreter.id.in_(people[start : start + SECONDS * 10])
            )
        )
    }
    found = [
        PersonFigures(
            interpreter_id=who,
            name=names[who],
            sessions=did.get(who, (0, 0, 0))[0],
            minutes=did.get(who, (0, 0, 0))[1],
            way_minutes=did.get(who, (0, 0, 0))[2],
            asked=said.get(who, (0, 0))[0],
            accepted=said.get(who, (0, 0))[1],
        )
        for who in people
    ]
    return sorted(found, key=lambda each: (-each.minutes, each.name))
