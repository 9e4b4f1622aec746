"""A file read as rows of a kind: which sheets and lines are taken, what each cell says, and every fault at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from foundation.tables import grid
from foundation.tables.columns import Column, Shape
from foundation.tables.grid import OpenedFile, Sheet, Unreadable
from foundation.tables.headers import (
    Header,
    count_known,
    find_header,
    is_whole,
    names,
    nothing_named,
    problems_of,
)
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Row, RowProblem
from foundation.tables.sheet_rows import SheetRows
from foundation.tables.text_tables import read_text_table
from foundation.tables.workbooks import ZIP, read_workbook
from foundation.text.codes import normal_code
from foundation.text.message import say
from foundation.text.normalise import folded

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ENDINGS = {"", ".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls"}
_SHOWN = 10
_RANGE = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")


@dataclass(kw_only=True)
class Reading:
    """What came out of a file: rows, what is wrong with it, and how it was understood.

    The rows are there also when something is wrong, so that the rest of them can be checked; only a
    file that could not be read at all is not `usable`. `missing` are columns that must be there and
    are not. A text file has an encoding and a separator; a workbook has sheets, taken and left.
    """

    rows: list[Row] = field(default_factory=list[Row])
    problems: list[RowProblem] = field(default_factory=list[RowProblem])
    doubts: list[RowProblem] = field(default_factory=list[RowProblem])
    columns: list[str] = field(default_factory=list[str])
    missing: frozenset[str] = frozenset()
    usable: bool = True
    encoding: str = ""
    separator: str = ""
    taken: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    hidden: list[str] = field(default_factory=list[str])


def read_rows(name: str, content: bytes, kind: ImportKind) -> Reading:
    """Read a CSV file (UTF-8, UTF-16 or that of Korean Excel; four separators) or an XLSX file."""
    try:
        return _read(kind, _grid(name, content, kind))
    except Unreadable as unreadable:
        problem = RowProblem(unreadable.line, "", unreadable.reason, unreadable.sheet)
        return Reading(problems=[problem], usable=False)


def kinds_that_fit(name: str, content: bytes, kinds: Sequence[ImportKind]) -> list[ImportKind]:
    """The kinds whose columns a file has: all that must be there, and none that the kind does not know."""
    try:
        found = _grid(name, content, *kinds)
    except Unreadable:
        return []
    return [
        kind
        for kind in kinds
        if any(
            header is not None and is_whole(kind, header)
            for header in (find_header(kind, sheet) for sheet in found.sheets)
        )
    ]


def _grid(name: str, content: bytes, *kinds: ImportKind) -> OpenedFile:
    if PurePath(name).suffix.lower() not in _ENDINGS:
        raise Unreadable(say("Only CSV and XLSX files can be read."))
    if content.startswith(OLD_EXCEL):
        raise Unreadable(
            say("This is an old or locked Excel file. Save it as .xlsx without a password.")
        )
    if content.startswith(ZIP):
        return read_workbook(content)
    return read_text_table(content, lambda cells: max(count_known(kind, cells) for kind in kinds))


def _read(kind: ImportKind, found: OpenedFile) -> Reading:
    filled = [sheet for sheet in found.sheets if sheet.lines]
    if not filled:
        raise Unreadable(say("The file is empty."))
    chosen = _chosen(kind, filled)
    reading = Reading(
        encoding=found.encoding,
        separator=found.separator,
        taken=[sheet.name for sheet, _ in chosen if sheet.name],
        left=[sheet.name for sheet in filled if all(sheet is not taken for taken, _ in chosen)],
        hidden=list(found.hidden_sheets),
    )
    for sheet, header in chosen:
        _take(kind, sheet, header, reading, sheet_name=sheet.name if len(chosen) > 1 else "")
    if len(reading.rows) > grid.MAX_ROWS:
        raise Unreadable(say("The file has more than %(n)s rows.", n=grid.MAX_ROWS))
    reading.problems += _repeated(kind, reading.rows)
    return reading


def _chosen(kind: ImportKind, sheets: Sequence[Sheet]) -> list[tuple[Sheet, Header | None]]:
    """The sheets to take: all with a whole header, such as one for each month, else the first that has any."""
    headers = [(sheet, find_header(kind, sheet)) for sheet in sheets]
    whole = [
        (sheet, header)
        for sheet, header in headers
        if header is not None and is_whole(kind, header)
    ]
    some = [(sheet, header) for sheet, header in headers if header is not None]
    return list(whole) or list(some[:1]) or [(sheets[0], None)]


def _take(
    kind: ImportKind, sheet: Sheet, header: Header | None, reading: Reading, *, sheet_name: str
) -> None:
    def on_sheet(problems: Sequence[RowProblem]) -> list[RowProblem]:
        return [RowProblem(p.line, p.column, p.reason, sheet_name) for p in problems]

    if header is None:
        reading.problems += on_sheet([nothing_named(kind, sheet.lines[0].number)])
        reading.usable = False
        return
    reading.columns += [
        column
        for column in header.named
        if column in kind.columns and column not in reading.columns
    ]
    reading.missing |= set(kind.required) - set(header.named)
    reading.problems += on_sheet(problems_of(kind, header))
    reading.doubts += on_sheet(_doubts_of_sheet(kind, sheet, header))
    merged = _merged_below(sheet, header)
    if merged:
        reason = say(
            "Cells are merged (%(cells)s). Undo the merging, fill in each cell and try again.",
            cells=", ".join(merged[:_SHOWN]),
        )
        reading.problems += on_sheet([RowProblem(header.line, "", reason)])
        # What stands in merged cells belongs to several lines: their faults would be beside the point.
        reading.usable = False
    rows = SheetRows(kind, sheet, header, sheet_name)
    reading.rows += rows.read()
    if not merged:
        reading.problems += on_sheet(rows.problems)
    reading.doubts += on_sheet(rows.doubts)


def _doubts_of_sheet(kind: ImportKind, sheet: Sheet, header: Header) -> list[RowProblem]:
    """What a reader should know of how a sheet was taken: lines above the header, what is hidden."""
    found: list[RowProblem] = []
    if header.place:
        reason = say("The columns are named in this line. What stands above it is passed over.")
        found.append(RowProblem(header.line, "", reason))
    hidden = [line for line in sheet.hidden_lines if line > header.line]
    if hidden:
        lines = ", ".join(str(line) for line in hidden[:_SHOWN])
        reason = say(
            "Hidden or filtered lines are not taken in: %(lines)s (%(n)s in all). Show them in the spreadsheet program if"
            " they belong to the list.",
            lines=lines,
            n=len(hidden),
        )
        found.append(RowProblem(hidden[0], "", reason))
    columns = [
        column
        for place, column in enumerate(header.columns)
        if column and place in sheet.hidden_columns
    ]
    if columns:
        reason = say("Hidden columns are taken in too: %(names)s", names=names(kind, columns))
        found.append(RowProblem(header.line, "", reason))
    return found


def _merged_below(sheet: Sheet, header: Header) -> list[str]:
    """The merged ranges that reach the header or the rows; a merged title above is harmless."""
    found: list[str] = []
    for first, cells in sheet.merged:
        parts = _RANGE.fullmatch(cells)
        last = int(parts[4]) if parts is not None and parts[4] else first
        if last >= header.line:
            found.append(cells)
    return found


def _repeated(kind: ImportKind, rows: list[Row]) -> list[RowProblem]:
    """Rows that mean the same thing as an earlier one."""
    first: dict[tuple[str, ...], Row] = {}
    found: list[RowProblem] = []
    described = {column.name: column for column in kind.described}
    unique = [(name, described.get(name)) for name in kind.unique]
    for row in rows if unique else []:
        key = tuple(_comparable(column, row[name]) for name, column in unique)
        known = first.setdefault(key, row) if any(key) else row
        if known is not row:
            reason = say("The same entry is already in line %(line)s.", line=known.line)
            if known.sheet != row.sheet:
                reason = say(
                    "The same entry is already in line %(line)s of sheet “%(sheet)s”.",
                    line=known.line,
                    sheet=known.sheet,
                )
            found.append(RowProblem(row.line, kind.unique[0], reason, row.sheet))
    return found


def _comparable(column: Column | None, cell: str) -> str:
    """A cell as rows are compared by it: codes and values of a list are the same however they are written."""
    if column is not None and column.words is not None:
        found = column.words.find(cell)
        return folded(cell) if found is None else str(found)
    if column is not None and column.shape is Shape.CODE:
        return normal_code(cell)
    return folded(cell)
