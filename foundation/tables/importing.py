"""Files taken in: what kinds there are, their rows as read, and storing them whole or not at all."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Overtaken
from foundation.security.permissions import Actor
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import Reading
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import say

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


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


def shifted(row: Row, kind: ImportKind, by: timedelta) -> Row:
    """The row with the dates of its date columns moved; what is no date is left for the check to name."""
    if not by:
        return row
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


def take_in(
    office: Office,
    actor: Actor,
    files: Sequence[tuple[ImportKind, Reading]],
    *,
    apply: bool = False,
) -> list[Report]:
    """Load files as they were read, in one transaction; what was wrong in reading them is told with the rest.

    Nothing is stored when anything is wrong anywhere. The rows are checked even then, so that one look
    shows every fault; what a fault of reading explains already is not told twice.
    """
    is_right = not any(read.problems for _, read in files)
    usable = [(kind, read.rows if read.usable else []) for kind, read in files]
    reports = run_imports(office, actor, usable, apply=apply and is_right)
    for report, (_, read) in zip(reports, files, strict=True):
        told = {(problem.sheet, problem.line, problem.column) for problem in read.problems}
        report.problems = read.problems + [
            problem
            for problem in report.problems
            if problem.column not in read.missing
            and (problem.sheet, problem.line, problem.column) not in told
        ]
        report.doubts = read.doubts + report.doubts
        report.rows = len(read.rows)
    return reports


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
    if len(files) == 1 and files[0][0].check is not None:
        # Judged without the write lock: others go on working, and it is taken only for what is right.
        reports = [_check(office, actor, *files[0])]
        if not apply or reports[0].problems:
            return reports
        reports = []
    try:
        with begin(office, actor) as uow:
            for kind, rows in files:
                reports.append(_load(uow, kind, rows))
            if not apply or any(report.problems for report in reports):
                raise _TakeBack
    except _TakeBack:
        return reports
    except (IntegrityError, Overtaken):
        reports[0].problems.append(_changed_meanwhile(files[0][1]))
        return reports
    for report in reports:
        report.applied = report.rows
    return reports


def _check(office: Office, actor: Actor, kind: ImportKind, rows: Sequence[Row]) -> Report:
    """Judge a file in a transaction that only reads."""
    report = Report(kind=kind.name, rows=len(rows))
    assert kind.check is not None
    with reading(office, actor) as uow:
        if kind.permission is not None:
            uow.require(kind.permission)
        for start in range(0, len(rows), kind.chunk):
            report.problems += kind.check(uow, rows[start : start + kind.chunk])
            uow.db.expunge_all()
    _count(report, rows)
    return report


def _count(report: Report, rows: Sequence[Row]) -> None:
    """Take over what the rows say of themselves."""
    for row in rows:
        report.doubts += row.doubts
        if row.outcome is not None:
            report.outcomes[row.outcome] += 1


def _load(uow: UnitOfWork, kind: ImportKind, rows: Sequence[Row]) -> Report:
    """Load a file within the transaction; the database's own refusal ends this file only."""
    if kind.permission is not None:
        uow.require(kind.permission)
    report = Report(kind=kind.name, rows=len(rows))
    for row in rows:
        row.doubts.clear()
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
    _count(report, rows)
    return report


def _changed_meanwhile(rows: Sequence[Row]) -> RowProblem:
    reason = say("Someone changed the same records meanwhile. Nothing was kept.")
    return RowProblem(rows[0].line if rows else 1, "", reason)
