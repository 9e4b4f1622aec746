"""Every way in which an assignment ends, and what each way brings with it."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from dispatch.domain.eligibility import RuleCode
from dispatch.domain.news import News
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
    """Whoever is notified that an assignment has ended; the requester learns it from the session.

    Coordinators are told by the `news` of the ending.
    """

    INTERPRETER = "interpreter"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A way to end: into which state, the code of the reason in the audit trail, who is notified."""

    into: AssignmentState
    reason: str
    slot: SlotAfter
    notified: frozenset[Party] = frozenset()
    news: News | None = None

    @property
    def is_early(self) -> bool:
        """Whether the session was not served: the time is free again, and so is the trainee's."""
        return self.into is not AssignmentState.COMPLETED


_INTERPRETER = frozenset({Party.INTERPRETER})

RELEASED = Ending(
    into=AssignmentState.RELEASED,
    reason="released",
    slot=SlotAfter.EMPTY,
    notified=_INTERPRETER,
)
# The letters of a plan wait until it can no longer be taken back: the plan writes them.
MOVED_BY_PLAN = Ending(
    into=AssignmentState.RELEASED,
    reason="plan",
    slot=SlotAfter.PASSED_ON,
)
REPLACED = Ending(
    into=AssignmentState.RELEASED,
    reason="replaced",
    slot=SlotAfter.PASSED_ON,
    notified=_INTERPRETER,
)
# The question is open again, and whoever came second is asked again.
ANSWER_UNDONE = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="answer undone",
    slot=SlotAfter.PASSED_ON,
    news=News.ANSWER_UNDONE,
)
GIVEN_BACK = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="given back",
    slot=SlotAfter.EMPTY,
    news=News.GIVEN_BACK,
)
# On the day itself, too late to be given back in the usual way.
DROPPED_OUT = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="dropped out",
    slot=SlotAfter.EMPTY,
    news=News.DROPPED_OUT,
)
ON_LEAVE = Ending(
    into=AssignmentState.WITHDRAWN,
    reason="leave",
    slot=SlotAfter.EMPTY,
    notified=_INTERPRETER,
    news=News.ON_LEAVE,
)
NO_LONGER_ELIGIBLE = Ending(
    into=AssignmentState.RELEASED,
    reason="no longer eligible",
    slot=SlotAfter.EMPTY,
    notified=_INTERPRETER,
    news=News.LOST_OTHER,
)
# What somebody lost, by the rule that speaks against them now.
_LOST = {
    RuleCode.STANDING: News.LOST_STANDING,
    RuleCode.CERTIFICATION: News.LOST_CERTIFICATION,
    RuleCode.VETTING: News.LOST_VETTING,
    RuleCode.RESTRICTION: News.LOST_RESTRICTION,
}
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
# They were there, and somebody else did not come.
WAITED_IN_VAIN = Ending(
    into=AssignmentState.COMPLETED,
    reason="waited in vain",
    slot=SlotAfter.GONE,
)
DID_NOT_COME = Ending(
    into=AssignmentState.NO_SHOW,
    reason="did not come",
    slot=SlotAfter.GONE,
)


def no_longer_eligible(rule: RuleCode) -> Ending:
    """The ending of somebody whom a rule forbids now; the letters say which."""
    return replace(NO_LONGER_ELIGIBLE, news=_LOST.get(rule, News.LOST_OTHER))
