"""Tables from files: rows that know their line, problems by row and column, and importing in chunks."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePath

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import Actor, Permission
from foundation.tables import spreadsheet
from foundation.tables.spreadsheet import Unreadable
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_ENDINGS = {"", ".csv", ".txt", ".xlsx", ".xlsm", ".xls"}
# Whoever waits for SQLite's write lock looks again after at most a tenth of a second: let them in.
_PAUSE_SECONDS = 0.12


@dataclass(frozen=True)
class Row:
    """A row of a file: its line (the header is 1) and its cells by column name, stripped."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell; empty when the file does not have that optional column."""
        return self.cells.get(column, "")

    def __contains__(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self.cells


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell, and why. Without a column it is the line as a whole."""

    line: int
    column: str
    reason: LazyText


@dataclass(frozen=True, kw_only=True)
class ImportKind:
    """A kind of file that can be imported.

    `load(uow, rows)` does everything for one chunk of rows in the caller's transaction and returns
    the problems; the caller rolls the chunk back when there are any (`foundation.tables.row_parser.Cells` reads
    the cells and collects them). `dates` are the columns that
    `--first-monday` shifts. No two rows may agree in all `unique` columns. `chunk` is how many rows
    are one transaction: all of them or none. With a `permission` the file can be imported in the
    browser, where `label` names it and `endpoint` is the page that shows what was imported.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    chunk: int = 1000
    label: LazyText | None = None
    permission: Permission | None = None
    endpoint: str = ""
    load: Callable[[UnitOfWork, Sequence[Row]], list[RowProblem]]

    @property
    def file_name(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it knows."""
        return (*self.required, *self.optional)


@dataclass(frozen=True)
class Reading:
    """What came out of a file: rows, or what is wrong with the file itself."""

    rows: list[Row]
    problems: list[RowProblem]


@dataclass(kw_only=True)
class Report:
    """How an import went: `applied` rows are in the database (none after a dry run)."""

    kind: str
    rows: int
    applied: int = 0
    problems: list[RowProblem] = field(default_factory=list[RowProblem])


def read_rows(name: str, content: bytes, kind: ImportKind) -> Reading:
    """Read a CSV file (UTF-8, with or without mark, or cp949) or an XLSX file."""
    problems: list[RowProblem] = []
    rows: list[Row] = []
    try:
        if PurePath(name).suffix.lower() not in _ENDINGS:
            raise Unreadable(say("Only CSV and XLSX files can be read."))
        lines = spreadsheet.read_lines(content)
        header = [_column_name(cell) for cell in next(lines).cells]
        problems += _problems_of_header(kind, header)
        if not problems:
            rows.extend(_rows(header, lines, problems))
            problems += _repeated(kind, rows)
    except Unreadable as unreadable:
        problems.append(RowProblem(unreadable.line, "", unreadable.reason))
    return Reading(rows, problems)


def _column_name(cell: str) -> str:
    return normalise_text(spreadsheet.plain(cell.strip())).casefold().replace(" ", "_")


def _problems_of_header(kind: ImportKind, header: list[str]) -> list[RowProblem]:
    if len(header) > spreadsheet.MAX_COLUMNS:
        too_many = say("The file has more than %(n)s columns.", n=spreadsheet.MAX_COLUMNS)
        return [RowProblem(1, "", too_many)]
    found = [
        RowProblem(1, column, say("This column is missing."))
        for column in kind.required
        if column not in header
    ]
    known = ", ".join(kind.columns)
    for place, column in enumerate(header):
        if not column:
            found.append(RowProblem(1, "", say("Column %(n)s has no name.", n=place + 1)))
        elif column in header[:place]:
            found.append(RowProblem(1, column, say("This column stands twice.")))
        elif column not in kind.columns:
            reason = say("There is no such column. These are known: %(known)s", known=known)
            found.append(RowProblem(1, column[:60], reason))
    return found


def _rows(
    header: list[str], lines: Iterator[spreadsheet.Line], problems: list[RowProblem]
) -> Iterator[Row]:
    for line in lines:
        if len(line.cells) != len(header):
            reason = say(
                "This line has %(has)s cells, but the first line has %(header)s.",
                has=len(line.cells),
                header=len(header),
            )
            problems.append(RowProblem(line.number, "", reason))
            continue
        for column, cell in zip(header, line.cells, strict=True):
            reason = _reason_against(cell)
            if reason is not None:
                problems.append(RowProblem(line.number, column, reason))
        texts = (normalise_text(spreadsheet.plain(cell.strip())) for cell in line.cells)
        yield Row(line.number, dict(zip(header, texts, strict=True)))


def _reason_against(cell: str) -> LazyText | None:
    if len(cell) > spreadsheet.MAX_CELL:
        return say("This cell is longer than %(n)s characters.", n=spreadsheet.MAX_CELL)
    if "\n" in cell.strip():
        # No column of ours holds two lines; mostly a lone quotation mark has swallowed some rows.
        return say("This cell goes over several lines. Is a quotation mark missing?")
    return None


def _repeated(kind: ImportKind, rows: list[Row]) -> list[RowProblem]:
    """Rows that mean the same thing as an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    found: list[RowProblem] = []
    for row in rows if kind.unique else []:
        key = tuple(row[column].casefold() for column in kind.unique)
        if any(key) and first.setdefault(key, row.line) != row.line:
            reason = say("The same stands in line %(line)s already.", line=first[key])
            found.append(RowProblem(row.line, kind.unique[0], reason))
    return found


def shifted(row: Row, kind: ImportKind, by: timedelta) -> Row:
    """The row with the dates of its date columns moved; what is no date is left for the check to name."""
    cells = dict(row.cells)
    for column in kind.dates:
        cells[column] = _DAY.sub(lambda found: _moved(found.group(), by), row[column])
    return Row(row.line, {column: cells[column] for column in row.cells})


def _moved(text: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(text) + by).isoformat()
    except (ValueError, OverflowError):
        return text


class _TakeBack(Exception):
    """Rolls a chunk back: it was only tried, or has problems."""


def run_import(
    office: Office, actor: Actor, kind: ImportKind, rows: Sequence[Row], *, apply: bool = False
) -> Report:
    """Load the rows chunk by chunk, each in a transaction of its own: all of its rows or none.

    Without `apply` everything is tried and rolled back.
    """
    report = Report(kind=kind.name, rows=len(rows))
    for start in range(0, len(rows), kind.chunk):
        if start and office.engine.dialect.name == "sqlite":
            time.sleep(_PAUSE_SECONDS)
        chunk = rows[start : start + kind.chunk]
        found = _load_chunk(office, actor, kind, chunk, apply=apply)
        report.problems += found
        if apply and not found:
            report.applied += len(chunk)
    return report


def _load_chunk(
    office: Office, actor: Actor, kind: ImportKind, chunk: Sequence[Row], *, apply: bool
) -> list[RowProblem]:
    found: list[RowProblem] = []
    try:
        with begin(office, actor) as uow:
            if kind.permission is not None:
                uow.require(kind.permission)
            found = kind.load(uow, chunk)
            if not found:
                uow.db.flush()  # so that the database's own checks speak in a dry run too
            if found or not apply:
                raise _TakeBack
    except _TakeBack:
        return found
    except (IntegrityError, StaleDataError):
        reason = say("Someone changed the same records meanwhile. Nothing of these rows was kept.")
        return [RowProblem(chunk[0].line, "", reason)]
    return found
