"""Files taken in: what kinds there are, their rows as read, and storing them whole or not at all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePath

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import Actor
from foundation.tables import spreadsheet
from foundation.tables.columns import Column, Shape, is_counter
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.tables.spreadsheet import Unreadable
from foundation.text.codes import normal_code
from foundation.text.i18n import translate
from foundation.text.message import LazyText, Named, say
from foundation.text.normalise import folded, normalise_text

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_ENDINGS = {"", ".csv", ".txt", ".xlsx", ".xlsm", ".xls"}


@dataclass(frozen=True)
class Reading:
    """What came out of a file: rows, or what is wrong with the file itself."""

    rows: list[Row]
    problems: list[RowProblem]


@dataclass(kw_only=True)
class Report:
    """How an import went: `applied` rows are in the database, all of the file or (after a dry run) none."""

    kind: str
    rows: int
    applied: int = 0
    problems: list[RowProblem] = field(default_factory=list[RowProblem])
    doubts: list[RowProblem] = field(default_factory=list[RowProblem])
    outcomes: Counter[RowOutcome] = field(default_factory=Counter[RowOutcome])

    @property
    def knows_outcomes(self) -> bool:
        """Whether each row has said what it did."""
        return self.outcomes.total() == self.rows


def read_rows(name: str, content: bytes, kind: ImportKind) -> Reading:
    """Read a CSV file (UTF-8, with or without mark, or cp949) or an XLSX file."""
    problems: list[RowProblem] = []
    rows: list[Row] = []
    try:
        if PurePath(name).suffix.lower() not in _ENDINGS:
            raise Unreadable(say("Only CSV and XLSX files can be read."))
        lines = spreadsheet.read_lines(content)
        header = [_column_name(kind, cell) for cell in next(lines).cells]
        problems += _problems_of_header(kind, header)
        if not problems:
            rows.extend(_rows(kind, header, lines, problems))
            problems += _repeated(kind, rows)
    except Unreadable as unreadable:
        problems.append(RowProblem(unreadable.line, "", unreadable.reason))
    return Reading(rows, problems)


def _column_name(kind: ImportKind, cell: str) -> str | None:
    """The column that a heading means, else the heading itself; None for one that only counts lines."""
    heading = normalise_text(spreadsheet.plain(cell.strip()))
    found = kind.headings.find(heading)
    if found is None and is_counter(heading):
        return None
    return found or heading.casefold().replace(" ", "_")


def _problems_of_header(kind: ImportKind, header: list[str | None]) -> list[RowProblem]:
    if len(header) > spreadsheet.MAX_COLUMNS:
        too_many = say("The file has more than %(n)s columns.", n=spreadsheet.MAX_COLUMNS)
        return [RowProblem(1, "", too_many)]
    found = [
        RowProblem(1, column, say("This column is missing."))
        for column in kind.required
        if column not in header
    ]
    known = Named(
        lambda language: ", ".join(
            translate(kind.heading_of(name), language) for name in kind.columns
        )
    )
    for place, column in enumerate(header):
        if column is None:
            continue
        if not column:
            found.append(RowProblem(1, "", say("Column %(n)s has no name.", n=place + 1)))
        elif column in header[:place]:
            found.append(RowProblem(1, column, say("This column stands twice.")))
        elif column not in kind.columns:
            reason = say("There is no such column. These are known: %(known)s", known=known)
            found.append(RowProblem(1, column[:60], reason))
    return found


def _rows(
    kind: ImportKind,
    header: list[str | None],
    lines: Iterator[spreadsheet.Line],
    problems: list[RowProblem],
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
        cells: dict[str, str] = {}
        for column, written in zip(header, line.cells, strict=True):
            if column is None:
                continue
            cell = _on_one_line(written) if column in kind.lists else written
            reason = _reason_against(cell)
            if reason is not None:
                problems.append(RowProblem(line.number, column, reason))
            cells[column] = normalise_text(spreadsheet.plain(cell.strip()))
        yield Row(line.number, cells)


def _on_one_line(cell: str) -> str:
    """A list of which each value stands on a line of its own, with semicolons between them."""
    return "; ".join(line for line in cell.splitlines() if line.strip())


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
    described = {column.name: column for column in kind.described}
    unique = [(name, described.get(name)) for name in kind.unique]
    for row in rows if unique else []:
        key = tuple(_comparable(column, row[name]) for name, column in unique)
        if any(key) and first.setdefault(key, row.line) != row.line:
            reason = say("The same stands in line %(line)s already.", line=first[key])
            found.append(RowProblem(row.line, kind.unique[0], reason))
    return found


def _comparable(column: Column | None, cell: str) -> str:
    """A cell as rows are compared by it: codes and values of a list are the same however they are written."""
    if column is not None and column.words is not None:
        found = column.words.find(cell)
        return folded(cell) if found is None else str(found)
    if column is not None and column.shape is Shape.CODE:
        return normal_code(cell)
    return folded(cell)


def shifted(row: Row, kind: ImportKind, by: timedelta) -> Row:
    """The row with the dates of its date columns moved; what is no date is left for the check to name."""
    cells = dict(row.cells)
    for column in kind.dates:
        cells[column] = _DAY.sub(lambda found: _moved(found.group(), by), row[column])
    return Row(row.line, {column: cells[column] for column in row.cells}, row.sheet)


def _moved(text: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(text) + by).isoformat()
    except (ValueError, OverflowError):
        return text


class _TakeBack(Exception):
    """Rolls everything back: it was only tried, or something is wrong."""


def run_import(
    office: Office, actor: Actor, kind: ImportKind, rows: Sequence[Row], *, apply: bool = False
) -> Report:
    """Load the rows of a file in one transaction: all of them or none.

    Without `apply` everything is tried and rolled back.
    """
    return run_imports(office, actor, [(kind, rows)], apply=apply)[0]


def run_imports(
    office: Office,
    actor: Actor,
    files: Sequence[tuple[ImportKind, Sequence[Row]]],
    *,
    apply: bool = False,
) -> list[Report]:
    """Load several files in their order, in one transaction: all of them or none.

    A file sees what those before it brought. All are tried, even when something is wrong in one, so
    that everything is told at once. Without `apply` all is rolled back.
    """
    reports: list[Report] = []
    try:
        with begin(office, actor) as uow:
            for kind, rows in files:
                reports.append(_load(uow, kind, rows))
            if not apply or any(report.problems for report in reports):
                raise _TakeBack
    except _TakeBack:
        return reports
    except (IntegrityError, StaleDataError):
        reports[0].problems.append(_changed_meanwhile(files[0][1]))
        return reports
    for report in reports:
        report.applied = report.rows
    return reports


def _load(uow: UnitOfWork, kind: ImportKind, rows: Sequence[Row]) -> Report:
    """Load a file within the transaction; the database's own refusal ends this file only."""
    if kind.permission is not None:
        uow.require(kind.permission)
    report = Report(kind=kind.name, rows=len(rows))
    try:
        with uow.db.begin_nested():
            for start in range(0, len(rows), kind.chunk):
                chunk = rows[start : start + kind.chunk]
                found = kind.load(uow, chunk)
                report.problems += found
                uow.db.flush()  # so that the database's own checks speak in a dry run too
                if not found:
                    uow.db.expunge_all()  # the next chunk reads anew; memory stays that of one
    except (IntegrityError, StaleDataError):
        report.problems.append(_changed_meanwhile(rows))
    for row in rows:
        report.doubts += row.doubts
        if row.outcome is not None:
            report.outcomes[row.outcome] += 1
    return report


def _changed_meanwhile(rows: Sequence[Row]) -> RowProblem:
    reason = say("Someone changed the same records meanwhile. Nothing was kept.")
    return RowProblem(rows[0].line if rows else 1, "", reason)
