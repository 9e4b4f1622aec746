"""What pages ask of the counted days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.coverage import FILLED, Covered
from dispatch.domain.coverage_asked import NeedsWanted
from dispatch.domain.reports import Tally
from dispatch.store.queries.reports import medians
from dispatch.store.tables import CounsellingSession, CoverageDay, CoverageNeed
from interpreters.domain.qualifications import Domain, Modality
from scheduling.store.tables import Request

Counted = type[CoverageDay] | type[CoverageNeed]


@dataclass(frozen=True, kw_only=True)
class CoverageScope:
    """Of which days, whose, and narrowed to what; `only` None means of all organisations."""

    first: date
    last: date
    only: Collection[UUID] | None = None
    domain: Domain | None = None
    modality: Modality | None = None


def within(scope: CoverageScope, table: Counted) -> list[sa.ColumnElement[bool]]:
    """What a scope asks of either table."""
    found = [table.day >= scope.first, table.day <= scope.last]
    if scope.only is not None:
        found.append(table.organisation_id.in_(scope.only))
    if scope.domain is not None:
        found.append(table.domain == scope.domain)
    if scope.modality is not None:
        found.append(table.modality == scope.modality)
    return found


def _tally_columns() -> tuple[Any, ...]:
    """What `_tally_of` reads, in its order."""
    day = CoverageDay

    def counted(*outcomes: Covered) -> Any:
        return sa.func.sum(sa.case((day.outcome.in_(outcomes), day.sessions), else_=0))

    return (
        sa.func.sum(day.sessions),
        counted(*FILLED),
        counted(Covered.NOT),
        counted(Covered.OPEN),
        counted(Covered.CALLED_OFF),
        counted(Covered.NOT_OURS),
        counted(Covered.PARTLY),
        sa.func.sum(sa.case((day.outcome.in_(FILLED), day.minutes), else_=0)),
        sa.func.sum(day.ways),
        sa.func.sum(day.way_minutes),
    )


def _tally_of(row: Sequence[Any]) -> Tally:
    names = "asked", "filled", "unmet", "open", "called_off", "not_ours", "downgraded"
    values = zip((*names, "minutes", "ways", "way_minutes"), row, strict=True)
    return Tally(**{name: int(value or 0) for name, value in values})


def tallies(db: Session, scope: CoverageScope, *by: str) -> Mapping[tuple[Any, ...], Tally]:
    """What was asked for and what came of it, by some columns of the counted days.

    `downgraded` are all that were covered in part.
    """
    keys: list[Any] = [getattr(CoverageDay, name) for name in by]
    query = sa.select(*keys, *_tally_columns()).where(*within(scope, CoverageDay)).group_by(*keys)
    rows: Any = db.execute(query)
    return {tuple(row[: len(keys)]): _tally_of(row[len(keys) :]) for row in rows}


def median_fills(db: Session, scope: CoverageScope, since: date) -> Mapping[str, Fraction]:
    """Minutes from asking until the last slot had somebody, in the middle, of the filled ones.

    Under "now" since a day of the scope, under "before" until then.
    """
    need = CoverageNeed
    when = sa.case((need.day >= since, "now"), else_="before")
    query: Any = sa.select(when.label("key"), need.fill_seconds.label("x"))
    return medians(db, query.where(*within(scope, need), need.fill_seconds.is_not(None)))


def select_needs(scope: CoverageScope, wanted: NeedsWanted) -> sa.Select[CoverageNeed]:
    """The needs behind a number, in order of time, with everything that a list of them shows."""
    need = CoverageNeed
    query = (
        sa.select(need)
        .join(CounsellingSession, CounsellingSession.id == need.session_id)
        .where(*within(scope, need))
    )
    for column, value in (
        (need.language, wanted.language),
        (need.city, wanted.city),
        (need.level, wanted.level),
        (need.daypart, wanted.daypart),
        (need.cause, wanted.cause),
    ):
        if value:
            query = query.where(column == value)
    if wanted.outcomes:
        query = query.where(need.outcome.in_(wanted.outcomes))
    if wanted.weekday is not None:
        # The database counts from Sunday.
        query = query.where(sa.extract("dow", need.day) == (wanted.weekday + 1) % 7)
    if wanted.on_the_way:
        query = query.where(need.ways > 0)
    session = joinedload(need.session)
    return query.order_by(CounsellingSession.starts_at, need.session_id).options(
        session.joinedload(CounsellingSession.request).joinedload(Request.organisation)
    )
