"""Which line of a sheet names its columns, which columns it names, and what is wrong with that."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.tables.columns import is_counter
from foundation.tables.grid import LOOKED_AT, MAX_COLUMNS, Line, Sheet
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import RowProblem
from foundation.tables.spreadsheet import plain
from foundation.text.i18n import translate
from foundation.text.message import Named, say
from foundation.text.normalise import normalise_text

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Header:
    """The line that names the columns: where it stands among the lines, and what each of its cells means.

    A column is the name of one of the kind's, a heading that it does not know, "" without any, or None
    for one that only counts lines.
    """

    place: int
    line: int
    columns: tuple[str | None, ...]

    @property
    def named(self) -> list[str]:
        """The columns that have a heading and say something."""
        return [column for column in self.columns if column]


def column_of(kind: ImportKind, cell: str) -> str | None:
    """The column that a heading means, else the heading itself; None for one that only counts lines."""
    heading = normalise_text(plain(cell.strip()))
    found = kind.headings.find(heading)
    if found is None and is_counter(heading):
        return None
    return found or heading.casefold().replace(" ", "_")


def count_known(kind: ImportKind, cells: Sequence[str]) -> int:
    """How many columns of the kind a line names."""
    known = frozenset(kind.columns)
    return len({column_of(kind, cell) for cell in cells[:MAX_COLUMNS] if cell} & known)


def find_header(kind: ImportKind, sheet: Sheet) -> Header | None:
    """The first line that names all columns which must be there, else the one that names most; None without any."""
    best, most = None, 0
    for place, line in enumerate(sheet.lines[:LOOKED_AT]):
        header = _header(kind, place, line)
        known = len(set(header.named) & set(kind.columns))
        if set(kind.required) <= set(header.named):
            return header
        if known > most:
            best, most = header, known
    return best if most > 1 or most * 2 >= len(kind.required) else None


def _header(kind: ImportKind, place: int, line: Line) -> Header:
    columns = [column_of(kind, cell) for cell in line.cells]
    while columns and columns[-1] == "":
        columns.pop()
    return Header(place, line.number, tuple(columns))


def is_whole(kind: ImportKind, header: Header) -> bool:
    """Whether nothing is wrong with a header."""
    return not problems_of(kind, header)


def problems_of(kind: ImportKind, header: Header) -> list[RowProblem]:
    """What is wrong with a header: columns that are missing, unknown or there twice."""
    line = header.line
    if len(header.columns) > MAX_COLUMNS:
        too_many = say("The file has more than %(n)s columns.", n=MAX_COLUMNS)
        return [RowProblem(line, "", too_many)]
    found = [
        RowProblem(line, column, say("This column is missing."))
        for column in kind.required
        if column not in header.columns
    ]
    for place, column in enumerate(header.columns):
        if column and column in header.columns[:place]:
            found.append(RowProblem(line, column, say("This column appears twice.")))
        elif column and column not in kind.columns:
            reason = say(
                "Unknown column. Possible columns: %(known)s",
                known=names(kind, kind.columns),
            )
            found.append(RowProblem(line, column[:_LONGEST_SHOWN], reason))
    return found


def nothing_named(kind: ImportKind, line: int) -> RowProblem:
    """The problem of a sheet in which no line names the columns."""
    reason = say(
        "No line names the columns. One line above the rows must hold: %(known)s",
        known=names(kind, kind.required),
    )
    return RowProblem(line, "", reason)


def names(kind: ImportKind, columns: Sequence[str]) -> Named:
    """Columns as their reader calls them."""
    return Named(
        lambda language: ", ".join(translate(kind.heading_of(name), language) for name in columns)
    )
