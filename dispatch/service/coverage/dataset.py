"""The yearly dataset for planners and researchers: counts without persons, looked at before, published once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from accounts.service import organisations
from dispatch.domain.coverage_dataset import (
    COLUMN_MEANINGS,
    COLUMNS,
    SHAPES,
    DatasetTable,
    codes,
    lines_of,
    tables_of,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.suppression import PublishedTable
from dispatch.store.queries import coverage_dataset as queries
from dispatch.store.tables import CoverageDataset
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused
from foundation.tables import spreadsheet
from foundation.text.i18n import day_text, translate
from foundation.text.message import say

P = DispatchPermission
TOO_LITTLE = say("There is too little of this year to publish anything of it.")
# Files of an archive say when they were made; these are of no moment.
_OF_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class DatasetYear:
    """A year of which anything is counted: how many needs were decided, and its dataset once that is published."""

    year: int
    sessions: int
    published: CoverageDataset | None
    # whether it is over, so that nothing of it changes any more
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class DatasetPreview:
    """What would be published: each table with its lines, in the order of `COLUMNS`."""

    year: int
    tables: Mapping[DatasetTable, Sequence[Mapping[str, str]]]

    @property
    def lines(self) -> Sequence[Mapping[str, str]]:
        """All lines."""
        return [line for some in self.tables.values() for line in some]

    def withheld(self, name: DatasetTable) -> int:
        """How many lines of a table are withheld."""
        return sum(line["withheld"] == "1" for line in self.tables[name])


def see_years(uow: UnitOfWork) -> Sequence[DatasetYear]:
    """Every year that there is anything of, the newest first."""
    uow.require(P.SEE_COVERAGE)
    published = {each.year: each for each in queries.list_published(uow.db)}
    return [
        DatasetYear(
            year=year,
            sessions=count,
            published=published.get(year),
            is_over=year < uow.today.year,
        )
        for year, count in queries.list_years(uow.db)
    ]


def preview(uow: UnitOfWork, year: int) -> DatasetPreview:
    """What would be published of a year as it stands, no table where there is too little of it; nothing is kept."""
    uow.require(P.SEE_COVERAGE)
    tables = _tables(uow, year)
    return DatasetPreview(
        year=year,
        tables={
            name: [dict(zip(COLUMNS, line, strict=True)) for line in lines_of(year, name, table)]
            for name, table in tables.items()
        },
    )


def names_in(language: str) -> Mapping[tuple[str, str], str]:
    """What each code of each column is called."""
    return {
        (column, code): korean if language == "ko" else english
        for column, code, english, korean in codes()
    }


def publish(uow: UnitOfWork, year: int) -> None:
    """Publish the dataset of a year that is over, once and for all; Conflict for whoever comes second."""
    uow.require(P.DATASET_PUBLISH)
    if year not in {counted for counted, _ in queries.list_years(uow.db)}:
        raise Refused(TOO_LITTLE)
    if year >= uow.today.year:
        first = day_text(date(year + 1, 1, 1), uow.actor.language, year=True)
        raise Refused(
            say(
                "The year is not over. It can be published from %(day)s on, and only once.",
                day=first,
            )
        )
    seen = preview(uow, year)
    if not seen.tables:
        raise Refused(TOO_LITTLE)
    withheld = sum(map(seen.withheld, seen.tables))
    is_first = queries.publish(
        uow.db,
        {
            "year": year,
            "published_at": uow.now,
            "published_by_id": uow.actor.user_id,
            "content": spreadsheet.write_csv(
                COLUMNS, [list(line.values()) for line in seen.lines]
            ).decode("utf-8-sig"),
            "cells": len(seen.lines),
            "withheld": withheld,
        },
    )
    if not is_first:
        raise Conflict(say("Somebody else has published this year already."))
    uow.record(
        "coverage.dataset_published",
        subject=year,
        year=year,
        rows=len(seen.lines),
        withheld=withheld,
    )


def give(uow: UnitOfWork, year: int) -> bytes:
    """A published dataset with its data dictionary and its licence, in one archive; noted in the trail."""
    uow.require(P.SEE_COVERAGE)
    kept = uow.db.get(CoverageDataset, year)
    if kept is None:
        raise NotFound
    uow.record("coverage.dataset_downloaded", subject=year, year=year)
    files = {
        f"coverage-{year}.csv": kept.content.encode("utf-8-sig"),
        "dictionary.csv": _dictionary(),
        "licence.txt": _licence(uow, year).encode(),
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _OF_NO_MOMENT), content, ZIP_DEFLATED)
    return out.getvalue()


def _tables(uow: UnitOfWork, year: int) -> Mapping[DatasetTable, PublishedTable]:
    return tables_of(
        {
            name: queries.count_by(uow.db, year, shape.counted, causes=name is DatasetTable.CAUSE)
            for name, shape in SHAPES.items()
        }
    )


def _dictionary() -> bytes:
    """Every column and every code, in English and Korean."""
    columns = [
        (name, "", translate(text, "en"), translate(text, "ko"))
        for name, text in COLUMN_MEANINGS.items()
    ]
    return spreadsheet.write_csv(("column", "code", "english", "korean"), [*columns, *codes()])


def _licence(uow: UnitOfWork, year: int) -> str:
    centre = organisations.find_centre(uow)
    return "\n\n".join(
        translate(
            say(
                "Coverage of interpreting in %(year)s. Source: %(name)s."
                " Licence: Creative Commons Attribution 4.0 International (CC BY 4.0),"
                " https://creativecommons.org/licenses/by/4.0/. Name the source when you use it."
                " The numbers are counts; nobody may try to find persons behind them.",
                year=year,
                name="" if centre is None else centre.name_in(language),
            ),
            language,
        )
        for language in ("ko", "en")
    )
