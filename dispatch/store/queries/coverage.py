"""What pages ask of the counted days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.coverage import FILLED, Covered
from dispatch.domain.reports import Tally
from dispatch.store.tables import CoverageDay, CoverageNeed
from interpreters.domain.qualifications import Domain, Modality

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


def tally_columns() -> tuple[Any, ...]:
    """What `tally_of` reads, in its order."""
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


def tally_of(row: Any) -> Tally:
    """The counts of a row of `tally_columns`."""
    names = "asked", "filled", "unmet", "open", "called_off", "not_ours", "downgraded"
    values = zip((*names, "minutes", "ways", "way_minutes"), row, strict=True)
    return Tally(**{name: int(value or 0) for name, value in values})


def total(db: Session, scope: CoverageScope) -> Tally:
    """Everything of a scope together."""
    query = sa.select(*tally_columns()).where(*within(scope, CoverageDay))
    return tally_of(db.execute(query).one())


def tallies(db: Session, scope: CoverageScope, *by: str) -> Mapping[tuple[Any, ...], Tally]:
    """The same by some columns of the counted days."""
    keys: list[Any] = [getattr(CoverageDay, name) for name in by]
    query = sa.select(*keys, *tally_columns()).where(*within(scope, CoverageDay)).group_by(*keys)
    rows: Any = db.execute(query)
    return {tuple(row[: len(keys)]): tally_of(row[len(keys) :]) for row in rows}
