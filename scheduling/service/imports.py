"""Files of availability and exceptions: each row checked, problems by row and column."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowOutcome, RowProblem
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
from scheduling.store.tables import WeeklyAvailability

_REPLACED = "weekly times replaced by a file"
_COLUMNS = {"starts": "from", "ends": "to"}


def load_availability(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Add weekly times; one that overlaps another of the file or of the database is a problem.

    Rows that say so replace what is held of their person, from their first day on.
    """
    uow.require(SchedulingPermission.AVAILABILITY_CHANGE_ANY)
    problems: list[RowProblem] = []
    people = queries.interpreters_by_code(uow.db, codes_in(rows, "interpreter"))
    wanted: dict[InterpreterId, list[_WeeklyRow]] = defaultdict(list)
    for row in rows:
        cells = RowParser(row, problems)
        interpreter_id = _interpreter(cells, people)
        part = _weekly(cells, uow.today)
        replaces = cells.yes("replaces", empty=False)
        if cells.ok and interpreter_id is not None:
            wanted[interpreter_id].append(_WeeklyRow(cells, part, replaces))
    held: dict[InterpreterId, list[WeeklyAvailability]] = defaultdict(list)
    for stored in queries.list_weekly(uow.db, list(wanted)):
        held[stored.interpreter_id].append(stored)
    for interpreter_id, of_person in wanted.items():
        _end_what_is_replaced(uow, interpreter_id, held[interpreter_id], of_person)
        known = [weekly_time(stored) for stored in held[interpreter_id]]
        for each in of_person:
            _add_weekly(uow, interpreter_id, known, each)
    if not problems:
        uow.record("availability.imported", rows=len(rows))
    return problems


@dataclass(frozen=True)
class _WeeklyRow:
    """A row of weekly times, read."""

    cells: RowParser
    part: WeeklyTime
    replaces: bool

    def is_among(self, others: Sequence[WeeklyTime]) -> bool:
        """Whether it is held already: the same file may come again."""
        # Without a first day it means from now on, whenever that was said first.
        stated = bool(self.cells.row["first_day"])
        return any(
            self.part == (other if stated else replace(other, first_day=self.part.first_day))
            for other in others
            if other.first_day <= self.part.first_day
        )


def _add_weekly(
    uow: UnitOfWork, interpreter_id: InterpreterId, known: list[WeeklyTime], row: _WeeklyRow
) -> None:
    if row.is_among(known):
        row.cells.did(RowOutcome.UNCHANGED)
        return
    clash = next((other for other in known if other.overlaps(row.part)), None)
    if clash is not None:
        row.cells.problem("from", overlap_wording(clash, row.part))
        return
    known.append(row.part)
    add_weekly(uow, interpreter_id, [row.part])
    row.cells.did(RowOutcome.NEW)


def _end_what_is_replaced(
    uow: UnitOfWork,
    interpreter_id: InterpreterId,
    held: list[WeeklyAvailability],
    rows: Sequence[_WeeklyRow],
) -> None:
    """End what is held and not said again, the day before the first of the rows; name how many that are.

    What was before today stays as it was. `held` is left with what still holds.
    """
    done = cast("set[InterpreterId]", uow.read_once.setdefault(_REPLACED, set[InterpreterId]()))
    if interpreter_id in done or not any(row.replaces for row in rows):
        return
    done.add(interpreter_id)
    first_day = max(uow.today, min(row.part.first_day for row in rows))
    ending = [
        stored
        for stored in held
        if (stored.last_day is None or stored.last_day >= first_day)
        and not any(row.is_among([weekly_time(stored)]) for row in rows)
    ]
    for stored in ending:
        if stored.first_day >= first_day:
            uow.db.delete(stored)
            held.remove(stored)
        else:
            stored.last_day = first_day - timedelta(days=1)
    uow.db.flush()
    if ending:
        text = say(
            "Weekly times of this person that end before %(day)s: %(n)s",
            day=first_day,
            n=len(ending),
        )
        rows[0].cells.doubt("replaces", text)


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


def load_exceptions(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Add exceptions and leaves, and tell the upper packages about time off."""
    uow.require(SchedulingPermission.AVAILABILITY_CHANGE_ANY)
    problems: list[RowProblem] = []
    people = queries.interpreters_by_code(uow.db, codes_in(rows, "interpreter"))
    away: list[LeaveTaken] = []
    known = {
        (row.interpreter_id, dated_time(row)): row
        for row in queries.list_exceptions(uow.db, list(people.values()), uow.today)
    }
    for row in rows:
        cells = RowParser(row, problems)
        interpreter_id = _interpreter(cells, people)
        dated, reason = _dated(cells, uow)
        if not cells.ok or interpreter_id is None:
            continue
        held = known.get((interpreter_id, dated))
        if held is None:
            known[interpreter_id, dated] = add_dated(
                uow, interpreter_id, dated, reason or ExceptionReason.OTHER
            )
            cells.did(RowOutcome.NEW)
            if not dated.available:
                away.append(leave_of(interpreter_id, dated))
        elif reason not in {None, held.reason}:
            held.reason = reason or held.reason
            cells.did(RowOutcome.CHANGED)
        else:
            cells.did(RowOutcome.UNCHANGED)
    if not problems:
        uow.record("availability.exceptions_imported", rows=len(rows))
        for event in away:
            uow.announce(event)
    return problems


def _dated(cells: RowParser, uow: UnitOfWork) -> tuple[DatedTime, ExceptionReason | None]:
    first_day = cells.day("first_day")
    dated = DatedTime(
        first_day=first_day,
        last_day=cells.optional_day("last_day") or first_day,
        starts=cells.optional_clock("from"),
        ends=cells.optional_end_clock("to"),
        available=cells.yes("available"),
    )
    reason = cells.optional_member("reason", ExceptionReason)
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
