"""Files of availability and exceptions: each row checked, problems by row and column."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowProblem
from foundation.tables.weekdays import WEEKDAY_WORDS
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import (
    DatedTime,
    ExceptionReason,
    WeeklyTime,
    overlap_wording,
    reason_against_times,
)
from scheduling.domain.events import LeaveTaken
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service.availability import (
    add_dated,
    add_weekly,
    check_dated,
    dated_time,
    leave_of,
    weekly_time,
)
from scheduling.service.import_columns import AVAILABILITY_COLUMNS, EXCEPTION_COLUMNS
from scheduling.store.queries import availability as queries

_COLUMNS = {"starts": "from", "ends": "to"}


def load_availability(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Add weekly times; one that overlaps another of the file or of the database is a problem."""
    uow.require(SchedulingPermission.AVAILABILITY_CHANGE_ANY)
    problems: list[RowProblem] = []
    people = queries.interpreters_by_code(uow.db, codes_in(rows, "interpreter"))
    known: dict[InterpreterId, list[WeeklyTime]] = defaultdict(list)
    for stored in queries.list_weekly(uow.db, list(people.values())):
        known[stored.interpreter_id].append(weekly_time(stored))
    for row in rows:
        cells = RowParser(row, problems)
        interpreter_id = _interpreter(cells, people)
        part = _weekly(cells, uow.today)
        if not cells.ok or interpreter_id is None:
            continue
        if _is_known(part, known[interpreter_id], stated_first_day=bool(row["first_day"])):
            continue  # the same file may come again
        clash = next((other for other in known[interpreter_id] if other.overlaps(part)), None)
        if clash is not None:
            cells.problem("from", overlap_wording(clash, part))
            continue
        known[interpreter_id].append(part)
        add_weekly(uow, interpreter_id, [part])
    if not problems:
        uow.record("availability.imported", rows=len(rows))
    return problems


def _interpreter(cells: RowParser, people: dict[str, InterpreterId]) -> InterpreterId | None:
    code = cells.code("interpreter", required=True)
    if code and code not in people:
        cells.problem("interpreter", say("There is no interpreter “%(code)s”.", code=code))
    return people.get(code)


def _weekly(cells: RowParser, today: date) -> WeeklyTime:
    weekday = cells.one_of("weekday", WEEKDAY_WORDS)
    part = WeeklyTime(
        weekday=weekday or 0,
        starts=cells.clock("from"),
        ends=cells.end_clock("to"),
        first_day=cells.optional_day("first_day") or today,
        last_day=cells.optional_day("last_day"),
    )
    reason = reason_against_times(part.starts, part.ends)
    if cells.ok and reason is not None:
        cells.problem("to", reason)
    if cells.ok and part.last_day is not None and part.last_day < part.first_day:
        cells.problem("last_day", say("The last day comes before the first day."))
    return part


def _is_known(part: WeeklyTime, others: list[WeeklyTime], *, stated_first_day: bool) -> bool:
    # Without a first day it means from now on, whenever that was said first.
    return any(
        part == (other if stated_first_day else replace(other, first_day=part.first_day))
        for other in others
        if other.first_day <= part.first_day
    )


def load_exceptions(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Add exceptions and leaves, and tell the upper packages about time off."""
    uow.require(SchedulingPermission.AVAILABILITY_CHANGE_ANY)
    problems: list[RowProblem] = []
    people = queries.interpreters_by_code(uow.db, codes_in(rows, "interpreter"))
    away: list[LeaveTaken] = []
    known = {
        (row.interpreter_id, dated_time(row))
        for row in queries.list_exceptions(uow.db, list(people.values()), uow.today)
    }
    for row in rows:
        cells = RowParser(row, problems)
        interpreter_id = _interpreter(cells, people)
        dated, reason = _dated(cells, uow)
        if not cells.ok or interpreter_id is None or (interpreter_id, dated) in known:
            continue
        known.add((interpreter_id, dated))
        add_dated(uow, interpreter_id, dated, reason)
        if not dated.available:
            away.append(leave_of(interpreter_id, dated))
    if not problems:
        uow.record("availability.exceptions_imported", rows=len(rows))
        for event in away:
            uow.announce(event)
    return problems


def _dated(cells: RowParser, uow: UnitOfWork) -> tuple[DatedTime, ExceptionReason]:
    first_day = cells.day("first_day")
    dated = DatedTime(
        first_day=first_day,
        last_day=cells.optional_day("last_day") or first_day,
        starts=cells.optional_clock("from"),
        ends=cells.optional_end_clock("to"),
        available=cells.yes("available"),
    )
    reason = cells.optional_member("reason", ExceptionReason) or ExceptionReason.OTHER
    problems = check_dated(uow, dated).found if cells.ok else {}
    if problems:
        cells.take(Refused("", problems), _COLUMNS)
    return dated, reason


AVAILABILITY = ImportKind(
    name="availability",
    required=names_of(AVAILABILITY_COLUMNS, needed=True),
    optional=names_of(AVAILABILITY_COLUMNS, needed=False),
    described=AVAILABILITY_COLUMNS,
    dates=("first_day", "last_day"),
    label=say("Weekly availability"),
    permission=SchedulingPermission.AVAILABILITY_CHANGE_ANY,
    load=load_availability,
)
EXCEPTIONS = ImportKind(
    name="exceptions",
    required=names_of(EXCEPTION_COLUMNS, needed=True),
    optional=names_of(EXCEPTION_COLUMNS, needed=False),
    described=EXCEPTION_COLUMNS,
    dates=("first_day", "last_day"),
    label=say("Leave and exceptions"),
    permission=SchedulingPermission.AVAILABILITY_CHANGE_ANY,
    load=load_exceptions,
)
