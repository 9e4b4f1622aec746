"""Class times that block calendars: of cohorts, and of classes elsewhere that a file brings."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError, refuse
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import say
from foundation.times.hours import ends_next_day, hours_span
from foundation.times.spans import Span, merge
from interpreters.domain.ids import InterpreterId
from training.domain.permissions import TrainingPermission
from training.service.catalogue import time_taken
from training.service.catalogue.class_columns import CLASS_COLUMNS
from training.store.queries import class_times as queries
from training.store.tables import ClassMeeting, ClassPlace


def class_spans(
    uow: UnitOfWork, interpreter_ids: Collection[InterpreterId], span: Span
) -> dict[InterpreterId, list[Span]]:
    """When each of these people is in a class, within a span: one query.

    Asked by upper packages, which have checked who acts.
    """
    found: dict[InterpreterId, list[Span]] = defaultdict(list)
    for person, start, end in queries.list_places(uow.db, interpreter_ids, span.start, span.end):
        found[person].append(Span(start, end))
    return {person: merge(found[person]) for person in interpreter_ids}


def book(uow: UnitOfWork, interpreter_id: InterpreterId, title: str, span: Span) -> bool:
    """Put somebody into a class, which is made when it is new. False when they were in it already."""
    uow.require(TrainingPermission.CLASS_PLAN)
    meeting = queries.find_meeting(uow.db, title, span.start)
    if meeting is None:
        meeting = ClassMeeting(title=title, starts_at=span.start, ends_at=span.end)
        uow.db.add(meeting)
        uow.db.flush()
        uow.record("class.planned", subject=meeting.id)
    elif meeting.ends_at != span.end:
        raise refuse("to", say("The class “%(title)s” has another end already.", title=title))
    if uow.db.get(ClassPlace, (meeting.id, interpreter_id)) is not None:
        return False
    uow.db.add(ClassPlace(meeting_id=meeting.id, interpreter_id=interpreter_id))
    uow.db.flush()
    uow.record("class.joined", subject=meeting.id, interpreter=interpreter_id)
    time_taken.announce(uow, {interpreter_id: [span]})
    return True


def _title(cells: RowParser) -> str:
    cells.text("title", required=True)
    return cells.free_text("title", longest=120)


def load_classes(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Book every row of a file of class times."""
    uow.require(TrainingPermission.CLASS_PLAN)
    problems: list[RowProblem] = []
    people = queries.interpreters_by_code(uow.db, codes_in(rows, "interpreter"))
    for row in rows:
        cells = RowParser(row, problems)
        title = _title(cells)
        code = cells.code("interpreter", required=True)
        if code and code not in people:
            cells.problem("interpreter", say("There is no interpreter “%(code)s”.", code=code))
        day, starts, ends = cells.day("day"), cells.clock("from"), cells.end_clock("to")
        span = hours_span(day, starts, ends, uow.settings.zone)
        if cells.ok and (span is None or ends_next_day(starts, ends)):
            cells.problem("to", say("It ends before it starts."))
        if not cells.ok or span is None:
            continue
        try:
            is_new = book(uow, people[code], title, span)
            cells.did(RowOutcome.NEW if is_new else RowOutcome.UNCHANGED)
        except DomainError as error:
            cells.take(error)
    return problems


CLASSES = ImportKind(
    name="classes",
    required=names_of(CLASS_COLUMNS, needed=True),
    described=CLASS_COLUMNS,
    dates=("day",),
    label=say("Class times"),
    permission=TrainingPermission.CLASS_PLAN,
    load=load_classes,
)
