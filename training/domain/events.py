"""What upper packages are told about training."""

from dataclasses import dataclass
from uuid import UUID

from foundation.database.events import Event
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from training.domain.courses import CohortStatus


@dataclass(frozen=True)
class ClassTimesTaken(Event):
    """People of the roster are in a class, or teach it, in these spans from now on."""

    taken: tuple[tuple[InterpreterId, tuple[Span, ...]], ...]


@dataclass(frozen=True)
class CohortMoved(Event):
    """A cohort has moved on: announced, begun, closed, called off."""

    cohort_id: UUID
    status: CohortStatus


@dataclass(frozen=True)
class MentorshipEnded(Event):
    """A pair has ended: the trainee no longer sits beside this mentor."""

    mentorship_id: UUID
