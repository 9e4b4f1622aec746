"""The words for courses, their cohorts and their classes."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class Audience(StrEnum):
    """Whom a course is for."""

    INTERPRETERS = "interpreters"
    STAFF = "staff"


class CohortStatus(StrEnum):
    """The life of a cohort."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENROLLING = "enrolling"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    GRADING = "grading"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MeetingStatus(StrEnum):
    """The life of one class of a cohort."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


C = CohortStatus
COHORT_MOVES: dict[CohortStatus, frozenset[CohortStatus]] = {
    C.DRAFT: frozenset({C.PUBLISHED, C.CANCELLED}),
    C.PUBLISHED: frozenset({C.ENROLLING, C.CANCELLED}),
    C.ENROLLING: frozenset({C.CONFIRMED, C.CANCELLED}),
    C.CONFIRMED: frozenset({C.RUNNING, C.CANCELLED}),
    C.RUNNING: frozenset({C.GRADING, C.CANCELLED}),
    C.GRADING: frozenset({C.CLOSED}),
    C.CLOSED: frozenset(),
    C.CANCELLED: frozenset(),
}

register_labels(
    {
        Audience.INTERPRETERS: say("For interpreters"),
        Audience.STAFF: say("For counsellors and staff"),
    }
)
register_labels(
    {
        C.DRAFT: say("Being prepared"),
        C.PUBLISHED: say("Announced"),
        C.ENROLLING: say("Open for enrolment"),
        C.CONFIRMED: say("Course confirmed"),
        C.RUNNING: say("In progress"),
        C.GRADING: say("Being assessed"),
        C.CLOSED: say("Ended"),
        C.CANCELLED: say("Cohort cancelled"),
    }
)
register_labels(
    {
        MeetingStatus.PLANNED: say("Class planned"),
        MeetingStatus.HELD: say("Class held"),
        MeetingStatus.CANCELLED: say("Class cancelled"),
    }
)
