"""What the dataset of a year is counted from, and those that are published."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, defer, joinedload

from dispatch.domain.coverage import FILLED, Covered
from dispatch.store.tables import CoverageDataset, CoverageDay

DECIDED = (*FILLED, Covered.NOT)


def count_by(
    db: Session, year: int, columns: Sequence[str], *, causes: bool
) -> Mapping[tuple[object, ...], int]:
    """The decided needs of a year by some columns; of causes only those that have one."""
    keys: list[Any] = [getattr(CoverageDay, name) for name in columns]
    query = sa.select(*keys, sa.func.sum(CoverageDay.sessions)).where(
        CoverageDay.day >= date(year, 1, 1),
        CoverageDay.day <= date(year, 12, 31),
        CoverageDay.outcome.in_(DECIDED),
    )
    if causes:
        query = query.where(CoverageDay.cause != "")
    rows: Any = db.execute(query.group_by(*keys))
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def list_years(db: Session) -> Sequence[tuple[int, int]]:
    """Years of which anything is counted, the newest first, with how many sessions."""
    year = sa.extract("year", CoverageDay.day)
    query = sa.select(year, sa.func.sum(CoverageDay.sessions)).where(
        CoverageDay.outcome.in_(DECIDED)
    )
    rows: Any = db.execute(query.group_by(year).order_by(year.desc()))
    return [(int(found), int(count)) for found, count in rows]


def list_published(db: Session) -> Sequence[CoverageDataset]:
    """Those that are published, without their contents, the newest first."""
    return db.scalars(
        sa.select(CoverageDataset)
        .order_by(CoverageDataset.year.desc())
        .options(joinedload(CoverageDataset.published_by), defer(CoverageDataset.content))
    ).all()


def publish(db: Session, values: Mapping[str, Any]) -> bool:
    """Keep the dataset of a year; False when it was published before."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(CoverageDataset)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["year"])
        .returning(CoverageDataset.year)
    )
    return db.scalar(statement) is not None
