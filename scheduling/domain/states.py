"""The lives of requests and of counselling sessions."""

from enum import IntEnum, StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.words import register_words


class RequestState(StrEnum):
    """Where a stated need stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    REFUSED = "refused"
    REFERRED = "referred"
    CANCELLED = "cancelled"


class SessionState(StrEnum):
    """Where the concrete event stands. Only dispatch moves it between requested, planned and staffed."""

    REQUESTED = "requested"
    PLANNED = "planned"
    STAFFED = "staffed"
    IN_PROGRESS = "in_progress"
    HELD = "held"
    CANCELLED = "cancelled"
    NOT_DELIVERED = "not_delivered"


# A session that still wants interpreters, or has them and has not begun.
LIVE = frozenset({SessionState.REQUESTED, SessionState.PLANNED, SessionState.STAFFED})


class Attendee(StrEnum):
    """Who takes part in a session, and may be late or absent."""

    SERVICE_USER = "service_user"
    INTERPRETER = "interpreter"
    COUNSELLOR = "counsellor"


class RefusalCode(StrEnum):
    """Why the centre does not take a request."""

    NOT_A_COUNSELLING = "not_a_counselling"
    NO_SUCH_LANGUAGE = "no_such_language"
    TOO_LATE = "too_late"
    DUPLICATE = "duplicate"
    OTHER_BODY = "other_body"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why a request is called off."""

    NOT_NEEDED = "not_needed"
    DID_NOT_COME = "did_not_come"
    OTHER_TIME = "other_time"
    OWN_INTERPRETER = "own_interpreter"
    MISTAKE = "mistake"
    OTHER = "other"


class Strictness(StrEnum):
    """Whether a wish must be met."""

    REQUIRED = "required"
    PREFERRED = "preferred"


class Priority(IntEnum):
    """How urgent: 1 danger to life or health ... 4 daily life."""

    DANGER = 1
    MAJOR = 2
    WORK = 3
    DAILY = 4


R, S = RequestState, SessionState
REQUEST_MOVES: dict[RequestState, frozenset[RequestState]] = {
    R.DRAFT: frozenset({R.SUBMITTED, R.CANCELLED}),
    R.SUBMITTED: frozenset({R.APPROVED, R.INCOMPLETE, R.REFUSED, R.REFERRED, R.CANCELLED}),
    R.INCOMPLETE: frozenset({R.SUBMITTED, R.CANCELLED, R.REFUSED}),
    R.APPROVED: frozenset({R.REFUSED, R.CANCELLED, R.REFERRED}),
    R.REFUSED: frozenset(),
    R.REFERRED: frozenset(),
    R.CANCELLED: frozenset(),
}

# Requests that may still come to something.
OPEN = frozenset({R.SUBMITTED, R.INCOMPLETE, R.APPROVED})

register_labels(
    {
        R.DRAFT: say("Being written"),
        R.SUBMITTED: say("Awaiting approval"),
        R.INCOMPLETE: say("Needs more information"),
        R.APPROVED: say("Approved"),
        R.REFUSED: say("Refused"),
        R.REFERRED: say("Referred"),
        R.CANCELLED: say("Cancelled"),
    }
)
# Apart: members of two StrEnums with the same value are one and the same key of a dictionary.
register_labels(
    {
        S.REQUESTED: say("Looking for an interpreter"),
        S.PLANNED: say("Awaiting answer"),
        S.STAFFED: say("Confirmed"),
        S.IN_PROGRESS: say("In progress"),
        S.HELD: say("Took place"),
        S.CANCELLED: say("Cancelled"),
        S.NOT_DELIVERED: say("Did not take place"),
        RefusalCode.NOT_A_COUNSELLING: say("Not a counselling session"),
        RefusalCode.NO_SUCH_LANGUAGE: say("Language not available"),
        RefusalCode.TOO_LATE: say("Requested too late"),
        RefusalCode.DUPLICATE: say("Duplicate"),
        RefusalCode.OTHER_BODY: say("Another organisation is responsible"),
        RefusalCode.OTHER: say("Another reason"),
        Strictness.REQUIRED: say("Required"),
        Strictness.PREFERRED: say("Preferred"),
        Priority.DANGER: say("1 · Danger to life or health"),
        Priority.MAJOR: say("2 · Major life event"),
        Priority.WORK: say("3 · Work and education"),
        Priority.DAILY: say("4 · Daily life"),
    }
)
register_labels(
    {
        CancelReason.NOT_NEEDED: say("No interpreter is needed any more"),
        CancelReason.DID_NOT_COME: say("The service user cannot come"),
        CancelReason.OTHER_TIME: say("It is held at another time"),
        CancelReason.OWN_INTERPRETER: say("Somebody else interprets"),
        CancelReason.MISTAKE: say("Requested by mistake"),
        CancelReason.OTHER: say("Another reason"),
    }
)
register_labels(
    {
        Attendee.SERVICE_USER: say("Service user"),
        Attendee.INTERPRETER: say("Interpreter"),
        Attendee.COUNSELLOR: say("Counsellor"),
    }
)
register_words(
    {
        Strictness.REQUIRED: "반드시, 꼭, Must, Only",
        Strictness.PREFERRED: "선호, 희망, 우대, 가능하면, Gladly, If possible",
        Priority.DANGER: "P1, 1순위, 긴급, 위급, Danger",
        Priority.MAJOR: "P2, 2순위, Major",
        Priority.WORK: "P3, 3순위, Work",
        Priority.DAILY: "P4, 4순위, 일반, Daily",
    }
)
