"""What higher rooms of dispatch are told by lower ones."""

from dataclasses import dataclass

from foundation.database.events import Event
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
