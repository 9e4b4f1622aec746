"""The lives of plan runs, offers and assignments."""

from enum import StrEnum

from dispatch.solver.problem.pins import PinRule
from foundation.text.i18n import register_labels
from foundation.text.message import say


class RunState(StrEnum):
    """Where a plan run stands; `stale` means the situation moved on while it was made."""

    QUEUED = "queued"
    SOLVING = "solving"
    DONE = "done"
    FAILED = "failed"
    STALE = "stale"
    SENT = "sent"
    DROPPED = "dropped"


class SendingState(StrEnum):
    """Where a sending of a draft, or of a part of one, stands.

    Asked for, it waits for its job; refused, some of its changes no longer fitted and nobody was told.
    """

    ASKED = "asked"
    SENT = "sent"
    REFUSED = "refused"
    CALLED_OFF = "called_off"
    TAKEN_BACK = "taken_back"


class EngineEnd(StrEnum):
    """How an engine ended that did not hand in its last plan: by an error, from outside, or by our patience."""

    CRASHED = "crashed"
    KILLED = "killed"
    HUNG = "hung"


class RunKind(StrEnum):
    """A plan looks for the best; a repair changes as little as it can."""

    PLAN = "plan"
    REPAIR = "repair"


class PlaceState(StrEnum):
    """Where a trainee's place beside her mentor stands; the first two block her calendar."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    DONE = "done"


class OverrideState(StrEnum):
    """Where an override that needs two people stands."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ChangeKind(StrEnum):
    """What a draft does to one slot."""

    KEPT = "kept"
    NEW = "new"
    MOVED = "moved"
    TAKEN = "taken"


class OfferState(StrEnum):
    """Where a question to one candidate stands. Silence is never a yes."""

    DRAFT = "draft"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


OPEN_OFFERS = frozenset({OfferState.SENT, OfferState.VIEWED})


class AssignmentState(StrEnum):
    """Where an interpreter bound to a slot stands; until it has ended it blocks the calendar."""

    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


# The slot is theirs for certain: agreed, or they are there already.
SETTLED = frozenset({AssignmentState.CONFIRMED, AssignmentState.CHECKED_IN})
BLOCKING = SETTLED | {AssignmentState.HELD}
# What was served earlier in the day or week still counts towards somebody's hours.
TAKES_TIME = BLOCKING | {AssignmentState.COMPLETED}
# An assignment that has ended never comes back; whoever serves after all gets another one.
ENDED = frozenset(
    {
        AssignmentState.RELEASED,
        AssignmentState.WITHDRAWN,
        AssignmentState.CANCELLED,
        AssignmentState.COMPLETED,
        AssignmentState.NO_SHOW,
    }
)


class DeclineReason(StrEnum):
    """Why somebody says no; giving one is optional and has no consequence."""

    BUSY = "busy"
    TOO_FAR = "too_far"
    NOT_CONFIDENT = "not_confident"
    KNOWS_SERVICE_USER = "knows_service_user"
    OTHER = "other"


class CallOutcome(StrEnum):
    """What came of a telephone call about an offer."""

    NO_ANSWER = "no_answer"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class ReturnReason(StrEnum):
    """Why somebody gives back what they had accepted; the coordinators read it."""

    ILL = "ill"
    FAMILY = "family"
    OTHER_DUTY = "other_duty"
    NOT_CONFIDENT = "not_confident"
    KNOWS_SERVICE_USER = "knows_service_user"
    OTHER = "other"


Of, A = OfferState, AssignmentState
register_labels(
    {
        RunState.QUEUED: say("Waiting to start"),
        RunState.SOLVING: say("Making a draft"),
        RunState.DONE: say("Draft ready"),
        RunState.FAILED: say("Failed"),
        RunState.STALE: say("Out of date"),
        RunState.SENT: say("Sent"),
        RunState.DROPPED: say("Discarded"),
        ChangeKind.KEPT: say("Unchanged"),
        ChangeKind.NEW: say("New"),
        ChangeKind.MOVED: say("Changed"),
        ChangeKind.TAKEN: say("Removed"),
        EngineEnd.CRASHED: say(
            "Stopped early: the search ended with an error. Make the draft again."
        ),
        EngineEnd.KILLED: say(
            "Stopped early: the computer ended the search, perhaps for want of memory."
            " Make the draft again, or one of fewer days."
        ),
        EngineEnd.HUNG: say("Stopped early: the search no longer responded. Make the draft again."),
    }
)
# Apart: members of two StrEnums with the same value are one and the same key of a dictionary.
register_labels(
    {
        Of.DRAFT: say("Draft"),
        Of.SENT: say("Awaiting answer"),
        Of.VIEWED: say("Seen, no answer yet"),
        Of.ACCEPTED: say("Accepted"),
        Of.DECLINED: say("Declined"),
        Of.EXPIRED: say("Deadline passed"),
        Of.SUPERSEDED: say("Somebody else accepted"),
        Of.WITHDRAWN: say("Withdrawn"),
    }
)
register_labels(
    {
        A.HELD: say("Held"),
        A.CONFIRMED: say("Confirmed"),
        A.RELEASED: say("Released"),
        A.WITHDRAWN: say("Interpreter withdrew"),
        A.CANCELLED: say("Cancelled"),
        A.CHECKED_IN: say("Arrived"),
        A.COMPLETED: say("Completed"),
        A.NO_SHOW: say("Did not come"),
        DeclineReason.BUSY: say("I am busy at that time"),
        DeclineReason.TOO_FAR: say("It is too far"),
        DeclineReason.NOT_CONFIDENT: say("I am not confident in this field"),
        DeclineReason.KNOWS_SERVICE_USER: say("I know the service user"),
        DeclineReason.OTHER: say("Another reason"),
    }
)
register_labels(
    {
        CallOutcome.NO_ANSWER: say("Called, no answer"),
        CallOutcome.ACCEPTED: say("Accepted by phone"),
        CallOutcome.DECLINED: say("Declined by phone"),
        CallOutcome.TAKEN_BACK: say("Recorded by mistake"),
    }
)
register_labels(
    {
        OverrideState.ASKED: say("Awaiting second approval"),
        OverrideState.AGREED: say("Approved by two people"),
        OverrideState.REFUSED: say("Refused"),
        OverrideState.WITHDRAWN: say("Withdrawn"),
    }
)
register_labels(
    {
        ReturnReason.ILL: say("I am ill"),
        ReturnReason.FAMILY: say("Family matters"),
        ReturnReason.OTHER_DUTY: say("Another commitment came up"),
        ReturnReason.NOT_CONFIDENT: say("I am not confident in this field"),
        ReturnReason.KNOWS_SERVICE_USER: say("I know the service user"),
        ReturnReason.OTHER: say("Another reason"),
    }
)
# Why pinned assignments cannot all hold, in the words of the office.
register_labels(
    {
        PinRule.NOT_A_CANDIDATE: say("no longer suitable"),
        PinRule.NOT_FREE: say("not free then"),
        PinRule.TEAM: say("the rest of the team cannot be found"),
        PinRule.DAY_CAP: say("more time than allowed on the day"),
        PinRule.WEEK_CAP: say("more time than allowed in the week"),
        PinRule.STRAIN_CAP: say("more sessions about violence than allowed on the day"),
        PinRule.TOO_CLOSE: say("too little time between them"),
        PinRule.SAME_TIME: say("at the same time"),
        PinRule.SEVERAL: say("several rules at once"),
    }
)
