"""What rooms above are told about slots."""

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
