"""Every way in which an assignment ends, and what each way brings with it."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from dispatch.domain.states import AssignmentState


class SlotAfter(Enum):
    """What becomes of the slot when its assignment has ended."""

    # Somebody has to be found: the state of the session is synced with its slots at once.
    EMPTY = "empty"
    # The caller gives it to somebody, or asks, in the same transaction, and then syncs the session.
    PASSED_ON = "passed on"
    # The session is cancelled or over.
    GONE = "gone"


class Party(StrEnum):
    """Whoever is notified that an assignment has ended; the requester learns it from the session."""

    INTERPRETER = "interpreter"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A way to end: into which state, the code of the reason in the audit trail, who is notified."""

    into: AssignmentState
    reason: str
    slot: SlotAfter
    notified: frozenset[Party] = frozenset()

    @property
    def is_early(self) -> bool:
        """Whether the session was not served: the time is free again, and so is the trainee's."""
        return self.into is not AssignmentState.COMPLETED


_INTERPRETER = frozenset({Party.INTERPRETER})
_COORDINATORS = frozenset({Party.COORDINATORS})

RELEASED = Ending(
    into=AssignmentState.RELEASED,
    reason="released",
    slot=SlotAfter.EMPTY,
    notified=_INTERPRETER,
)
MOVED_BY_PLAN = Ending(
    into=AssignmentState.RELEASED,
    reason="plan",
    slot=SlotAfter.EMPTY,
    notified=_INTERPRETER,
)
REPLACED = Ending(
    into=AssignmentState.RELEASED,
    reason="replaced",
    slot=SlotAfter.PASSED_ON,
    notified=_INTERPRETER,
)
# The question is open again, and whoever came second is asked again: nothing to write about.
ANSWER_UNDONE = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="answer undone",
    slot=SlotAfter.PASSED_ON,
)
GIVEN_BACK = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="given back",
    slot=SlotAfter.EMPTY,
    notified=_COORDINATORS,
)
ON_LEAVE = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="leave",
    slot=SlotAfter.EMPTY,
    notified=_COORDINATORS,
)
NO_LONGER_ELIGIBLE = Ending(
    into=AssignmentState.RELEASED,
    reason="no longer eligible",
    slot=SlotAfter.EMPTY,
    notified=_INTERPRETER | _COORDINATORS,
)
SESSION_CHANGED = Ending(
    into=AssignmentState.RELEASED,
    reason="session changed",
    slot=SlotAfter.PASSED_ON,
    notified=_INTERPRETER,
)
SESSION_CANCELLED = Ending(
    into=AssignmentState.CANCELLED,
    reason="session cancelled",
    slot=SlotAfter.GONE,
    notified=_INTERPRETER,
)
SERVED = Ending(
    into=AssignmentState.COMPLETED,
    reason="served",
    slot=SlotAfter.GONE,
)
