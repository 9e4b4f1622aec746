"""The reader's own dates of training, for a calendar that shows them beside other things."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from training.domain.permissions import TrainingPermission
from training.service.people import learners
from training.store.queries import own_dates as queries


class OwnDateKind(StrEnum):
    """What somebody comes to."""

    CLASS = "class"
    SITTING = "sitting"


@dataclass(frozen=True, kw_only=True)
class OwnDate:
    """A class or a sitting: `ends_at` is None where only the beginning is fixed, `path` its page."""

    kind: OwnDateKind
    starts_at: datetime
    ends_at: datetime | None
    title: str
    title_en: str
    path: str


def list_own(uow: UnitOfWork, interpreter_id: InterpreterId, span: Span) -> list[OwnDate]:
    """The classes and sittings of the reader, who is this interpreter, within a span."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    found: dict[object, OwnDate] = {}
    for meeting in queries.list_other_classes(uow.db, interpreter_id, span.start, span.end):
        found[meeting.id] = _class(meeting, "")
    if learner is not None:
        attended = queries.list_classes_attended(uow.db, learner.id, span.start, span.end)
        for meeting, enrolment_id in attended:
            found[meeting.id] = _class(meeting, f"/learn/{enrolment_id}")
        for attempt in queries.list_sittings(uow.db, learner.id, span.start, span.end):
            found[attempt.id] = OwnDate(
                kind=OwnDateKind.SITTING,
                starts_at=attempt.planned_at,
                ends_at=None,
                title=attempt.instrument.title,
                title_en=attempt.instrument.title_en,
                path=f"/assessments/{attempt.id}",
            )
    return sorted(found.values(), key=lambda date: date.starts_at)


def _class(meeting: queries.ClassMeeting, path: str) -> OwnDate:
    return OwnDate(
        kind=OwnDateKind.CLASS,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        title_en=meeting.title,
        path=path,
    )
