"""Who has a seat, who waits, and in which order seats are given."""

from enum import IntEnum, StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class EnrolmentStatus(StrEnum):
    """The life of an application for a cohort."""

    APPLIED = "applied"
    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    OFFER_EXPIRED = "offer_expired"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ATTENDING = "attending"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    DROPPED = "dropped"


class SeatOfferStatus(StrEnum):
    """The life of the offer of a seat that came free."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class PriorityClass(IntEnum):
    """Published with every course: in this order, then by the time of joining, seats are offered."""

    NEEDED_LANGUAGE = 1
    NEXT_STEP = 2
    NETWORK = 3
    OPEN = 4


E = EnrolmentStatus
# These hold a numbered seat, an open offer included. Those who finished keep theirs.
SEAT_HOLDING = frozenset(
    {E.OFFERED, E.CONFIRMED, E.ATTENDING, E.COMPLETED, E.NOT_COMPLETED, E.DROPPED}
)
# One person has at most one of these in a cohort.
LIVE = SEAT_HOLDING | {E.APPLIED, E.ELIGIBLE, E.WAITLISTED}
ENROLMENT_MOVES: dict[EnrolmentStatus, frozenset[EnrolmentStatus]] = {
    E.APPLIED: frozenset({E.INELIGIBLE, E.ELIGIBLE, E.WITHDRAWN, E.CANCELLED}),
    E.ELIGIBLE: frozenset({E.CONFIRMED, E.WAITLISTED, E.WITHDRAWN, E.CANCELLED}),
    E.WAITLISTED: frozenset({E.OFFERED, E.WITHDRAWN, E.CANCELLED}),
    E.OFFERED: frozenset({E.CONFIRMED, E.DECLINED, E.OFFER_EXPIRED, E.WITHDRAWN, E.CANCELLED}),
    E.CONFIRMED: frozenset({E.ATTENDING, E.WITHDRAWN, E.CANCELLED}),
    E.ATTENDING: frozenset({E.COMPLETED, E.NOT_COMPLETED, E.DROPPED, E.CANCELLED}),
    E.INELIGIBLE: frozenset(),
    E.DECLINED: frozenset(),
    E.OFFER_EXPIRED: frozenset(),
    E.WITHDRAWN: frozenset(),
    E.CANCELLED: frozenset(),
    # A correction of the decision may go either way.
    E.COMPLETED: frozenset({E.NOT_COMPLETED}),
    E.NOT_COMPLETED: frozenset({E.COMPLETED}),
    E.DROPPED: frozenset(),
}

register_labels(
    {
        E.APPLIED: say("Being checked"),
        E.INELIGIBLE: say("A condition is missing"),
        E.ELIGIBLE: say("Conditions met"),
        E.WAITLISTED: say("On the waiting list"),
        E.OFFERED: say("A seat is offered"),
        E.CONFIRMED: say("Seat confirmed"),
        E.DECLINED: say("Seat declined"),
        E.OFFER_EXPIRED: say("Seat offer expired"),
        E.WITHDRAWN: say("Enrolment withdrawn"),
        E.CANCELLED: say("Course cancelled"),
        E.ATTENDING: say("Attending"),
        E.COMPLETED: say("Completed"),
        E.NOT_COMPLETED: say("Not completed"),
        E.DROPPED: say("Left the course"),
    }
)
register_labels(
    {
        PriorityClass.NEEDED_LANGUAGE: say("Languages the network lacks"),
        PriorityClass.NEXT_STEP: say("Interpreters on their next step"),
        PriorityClass.NETWORK: say("People of the partner organisations"),
        PriorityClass.OPEN: say("Everyone else"),
    }
)
