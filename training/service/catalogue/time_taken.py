"""Whose time a class takes: asked before it is saved, and announced when it is, by the same function."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span, subtract
from interpreters.domain.ids import InterpreterId
from training.domain.cohorts import SHOWN
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.events import ClassTimesTaken
from training.store.queries import class_times as queries
from training.store.tables import ClassMeeting, Cohort

TimeTaken = Mapping[InterpreterId, Sequence[Span]]


def by_class(
    uow: UnitOfWork,
    cohort: Cohort,
    span: Span,
    trainer_id: UUID | None,
    *,
    weeks: int = 1,
    before: ClassMeeting | None = None,
) -> TimeTaken:
    """Whose time a class of a cohort takes, on so many weeks; of one that is changed, only what is new to them."""
    spans = [_moved(span, week) for week in range(weeks)]
    holes: list[Span] = []
    if before is not None and before.status is not MeetingStatus.CANCELLED:
        holes = [Span(before.starts_at, before.ends_at)]
    added = subtract(spans, holes)
    found: dict[InterpreterId, Sequence[Span]] = {}
    if cohort.status is not CohortStatus.CANCELLED:
        found = dict.fromkeys(queries.list_in_cohort(uow.db, cohort.id), added)
    if trainer_id is not None and cohort.status in SHOWN:
        who = queries.find_on_roster(uow.db, trainer_id)
        stays = before is not None and before.trainer_id == trainer_id
        if who is not None:
            found[who] = added if stays else spans
    return {who: spans for who, spans in found.items() if spans}


def _moved(span: Span, weeks: int) -> Span:
    later = timedelta(days=7 * weeks)
    return Span(span.start + later, span.end + later)


def by_seat(uow: UnitOfWork, cohort_id: UUID, interpreter_id: InterpreterId | None) -> TimeTaken:
    """The time of the classes to come of a cohort, for somebody who gets a seat in it."""
    if interpreter_id is None:
        return {}
    spans = [Span(*times) for times in queries.list_coming(uow.db, cohort_id, uow.now)]
    return {interpreter_id: spans} if spans else {}


def announce(uow: UnitOfWork, taken: TimeTaken) -> None:
    """Tell the upper packages whose time is taken."""
    if taken:
        uow.announce(ClassTimesTaken(tuple((who, tuple(spans)) for who, spans in taken.items())))
