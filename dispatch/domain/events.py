"""What higher rooms of dispatch are told by lower ones."""

from dataclasses import dataclass

from dispatch.domain.endings import SlotAfter
from dispatch.domain.ids import AssignmentId, TranslationJobId
from foundation.database.events import Event
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId

Slot = tuple[SessionId, int]


@dataclass(frozen=True)
class SlotsMoved(Event):
    """Something has become of the questions about some slots: answered, ended, open again, or a slot is taken.

    Their sessions are locked.
    """

    slots: frozenset[Slot]


@dataclass(frozen=True)
class PlaceGivenBack(Event):
    """An interpreter has withdrawn from a session: somebody else is wanted for their place."""

    session_id: SessionId


@dataclass(frozen=True)
class AssignmentEnded(Event):
    """An assignment ended before its session did; what becomes of the slot is said."""

    assignment_id: AssignmentId
    session_id: SessionId
    slot_no: int
    interpreter_id: InterpreterId
    slot: SlotAfter


@dataclass(frozen=True)
class TranslationToPay(Event):
    """A translation was accepted, or called off after something was handed in for it."""

    job_id: TranslationJobId


@dataclass(frozen=True)
class OutcomeSettled(Event):
    """What a session came to stands: reported by both sides alike, decided, or assumed after some days.

    It may be told again when it was corrected.
    """

    session_id: SessionId


@dataclass(frozen=True)
class SessionOver(Event):
    """A session that somebody served has ended by its time; what both sides report decides what it came to."""

    session_id: SessionId
