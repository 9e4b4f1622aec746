"""The yearly dataset for planners and researchers: which tables it holds, by which codes, and what they mean."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.cities import CITIES
from dispatch.domain.causes import Cause
from dispatch.domain.coverage import FILLED, Daypart, PartlyBecause
from dispatch.domain.reports import ExtraCause
from dispatch.domain.suppression import (
    Cell,
    CountTable,
    Places,
    PublishedTable,
    TooFewToPublish,
    is_small,
    protect,
    with_sums,
)
from foundation.text.i18n import label, register_labels, translate
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality

ALL, OTHER = "all", "other"


class DatasetOutcome(StrEnum):
    """What the dataset tells apart: filled, in full or in part, and not filled; of causes, in part by itself."""

    COVERED = "covered"
    IN_PART = "in_part"
    NOT_COVERED = "not_covered"


class DatasetTable(StrEnum):
    """The tables, each of which says something else of the same needs."""

    LANGUAGE_CITY = "language_city"
    FIELD = "field"
    MODE = "mode"
    PART_OF_DAY = "part_of_day"
    CAUSE = "cause"


@dataclass(frozen=True)
class _Shape:
    """The columns of a table, those of the counted days that they come from, and which sums are never withheld."""

    columns: tuple[str, ...]
    counted: tuple[str, ...]
    kept: Places


# The tables have nothing in common but how many were covered and how many were not: those are never withheld, and so
# nothing that one table withholds is found by another.
SHAPES: Mapping[DatasetTable, _Shape] = {
    DatasetTable.LANGUAGE_CITY: _Shape(
        ("language", "city", "outcome"), ("language", "city", "outcome"), frozenset({2})
    ),
    DatasetTable.FIELD: _Shape(("field", "outcome"), ("domain", "outcome"), frozenset({1})),
    DatasetTable.MODE: _Shape(("mode", "outcome"), ("modality", "outcome"), frozenset({1})),
    DatasetTable.PART_OF_DAY: _Shape(
        ("part_of_day", "outcome"), ("daypart", "outcome"), frozenset({1})
    ),
    DatasetTable.CAUSE: _Shape(("outcome", "cause"), ("outcome", "cause"), frozenset({0})),
}
COLUMNS = (
    "year",
    "table",
    "language",
    "city",
    "field",
    "mode",
    "part_of_day",
    "cause",
    "outcome",
    "sessions",
    "withheld",
)
COLUMN_MEANINGS: Mapping[str, LazyText] = {
    "year": say("Calendar year in which the session would have begun"),
    "table": say("Which table the line belongs to; lines of one table add up"),
    "language": say("Language that was asked for; all: every language together"),
    "city": say("City of the place; by phone or video that of the organisation; all: every city"),
    "field": say("Field of the counselling; all: every field"),
    "mode": say("On site, by video or by phone; all: every mode"),
    "part_of_day": say("Part of the day in which it begins, in Korea; all: the whole day"),
    "cause": say("Why it was not covered, or in part only; all: every cause"),
    "outcome": say("Covered (in full or in part) or not covered; all: both"),
    "sessions": say("Number of sessions; empty where withheld. What has no line is 0"),
    "withheld": say(
        "1: fewer than 5, or withheld so that none of these can be found by subtracting; else 0"
    ),
}


def _coded(table: DatasetTable, column: str, value: object) -> str:
    """The code that a counted value is published by; what people typed is published as `other`."""
    if column == "language":
        return str(value) if value in {*Language} else OTHER
    if column == "city":
        return str(value) if value in CITIES else OTHER
    if column != "outcome":
        return str(value)
    if value not in FILLED:
        return DatasetOutcome.NOT_COVERED.value
    is_cause = table is DatasetTable.CAUSE
    return DatasetOutcome.IN_PART.value if is_cause else DatasetOutcome.COVERED.value


def tables_of(
    counted: Mapping[DatasetTable, Mapping[tuple[object, ...], int]],
) -> Mapping[DatasetTable, PublishedTable]:
    """Every table that can be published, with what is withheld; a table of too few is left out."""
    found: dict[DatasetTable, PublishedTable] = {}
    for name, counts in counted.items():
        shape, together = SHAPES[name], defaultdict[Cell, int](int)
        for key, count in counts.items():
            pairs = zip(shape.columns, key, strict=True)
            together[tuple(_coded(name, column, value) for column, value in pairs)] += count
        told = _of_enough(together) if name is DatasetTable.CAUSE else together
        try:
            if told:
                found[name] = protect(CountTable(counts=told, kept=frozenset({shape.kept})))
        except TooFewToPublish:
            continue
    return found


def _of_enough(causes: Mapping[Cell, int]) -> dict[Cell, int]:
    """The causes of those outcomes of which there are enough to say how many there are."""
    sums = with_sums(causes)
    return {cell: count for cell, count in causes.items() if not is_small(sums[cell[0], None])}


def lines_of(year: int, name: DatasetTable, table: PublishedTable) -> Iterator[list[str]]:
    """The lines of a table, in the order of `COLUMNS`; sums come before what they are of."""
    columns = SHAPES[name].columns
    for cell in sorted({*table.cells, *table.withheld}, key=_order):
        values = dict(zip(columns, (value or ALL for value in cell), strict=True))
        is_withheld = cell in table.withheld
        yield [
            str(year),
            name.value,
            *(values.get(column, "") for column in COLUMNS[2:-2]),
            "" if is_withheld else str(table.cells[cell]),
            "1" if is_withheld else "0",
        ]


def _order(cell: Cell) -> tuple[str, ...]:
    return tuple(value or "" for value in cell)


def codes() -> Iterator[tuple[str, str, str, str]]:
    """Every code: its column, itself, and what it means in English and Korean."""
    kinds = (
        ("language", Language),
        ("field", Domain),
        ("mode", Modality),
        ("part_of_day", Daypart),
        ("cause", Cause),
        ("cause", ExtraCause),
        ("cause", PartlyBecause),
    )
    for column, kind in kinds:
        for member in kind:
            yield column, str(member.value), label(member, "en"), label(member, "ko")
    for city in CITIES.values():
        yield "city", city.code, city.name_en, city.name
    for outcome in DatasetOutcome:
        yield "outcome", outcome.value, label(outcome, "en"), label(outcome, "ko")
    for column in COLUMNS[2:-2]:
        yield column, ALL, translate(_EVERYTHING, "en"), translate(_EVERYTHING, "ko")
    for column in ("language", "city"):
        yield column, OTHER, translate(_ANOTHER, "en"), translate(_ANOTHER, "ko")


_EVERYTHING, _ANOTHER = say("Everything"), say("Another one")
register_labels(
    {
        DatasetOutcome.COVERED: say("Covered, in full or in part"),
        DatasetOutcome.IN_PART: say("Covered in part"),
        DatasetOutcome.NOT_COVERED: say("Not covered"),
        DatasetTable.LANGUAGE_CITY: say("Language and city"),
        DatasetTable.FIELD: say("Field"),
        DatasetTable.MODE: say("Mode"),
        DatasetTable.PART_OF_DAY: say("Part of the day"),
        DatasetTable.CAUSE: say("Cause"),
    }
)
