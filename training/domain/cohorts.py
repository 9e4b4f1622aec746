"""When a cohort moves on, and what its dates and seats must satisfy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.security.errors import Problems
from foundation.text.message import say
from foundation.times.spans import Span
from training.domain.courses import CohortStatus

C = CohortStatus
# Enrolments live, classes take place: calendars are blocked and lists are kept.
SHOWN = frozenset({C.PUBLISHED, C.ENROLLING, C.CONFIRMED, C.RUNNING, C.GRADING, C.CLOSED})
# Attendance is taken from the day it goes ahead until its results are settled.
TAUGHT = frozenset({C.CONFIRMED, C.RUNNING, C.GRADING})
# Dates, places and seats may still be changed.
OPEN_TO_CHANGE = frozenset({C.DRAFT, C.PUBLISHED, C.ENROLLING, C.CONFIRMED, C.RUNNING})


@dataclass(frozen=True)
class Timetable:
    """What the clock looks at; `first` and `last` are of classes that take place."""

    status: CohortStatus
    opens_at: datetime
    closes_at: datetime
    minimum: int
    confirmed: int
    first: datetime | None
    last: datetime | None

    @property
    def is_short(self) -> bool:
        """Whether fewer people than its minimum have confirmed."""
        return self.confirmed < self.minimum


def next_status(timetable: Timetable, now: datetime) -> CohortStatus | None:
    """The state that is due by the clock, or None.

    A cohort whose window closed below its minimum stays open until the manager decides, or until
    enough of those with an open offer have accepted.
    """
    status = timetable.status
    if status is C.PUBLISHED and now >= timetable.opens_at:
        return C.ENROLLING
    if status is C.ENROLLING and now >= timetable.closes_at and not timetable.is_short:
        return C.CONFIRMED
    if status is C.CONFIRMED and timetable.first is not None and now >= timetable.first:
        return C.RUNNING
    if status is C.RUNNING and timetable.last is not None and now >= timetable.last:
        return C.GRADING
    return None


def needs_a_decision(timetable: Timetable, now: datetime) -> bool:
    """Whether the window closed with too few, so that a person must decide."""
    return timetable.status is C.ENROLLING and now >= timetable.closes_at and timetable.is_short


@dataclass(frozen=True)
class CohortPlan:
    """What is looked at before a cohort is announced: its window, its hours, its classes."""

    opens_at: datetime
    closes_at: datetime
    needed_minutes: int
    classes: Sequence[Span]
    planned_minutes: int


def problems_before_publishing(plan: CohortPlan, now: datetime) -> Problems:
    """What keeps a cohort from being announced; a course never shrinks to what fits the calendar."""
    problems = Problems()
    if plan.closes_at <= now:
        problems.add("closes", say("The enrolment period is already over."))
    if not plan.classes:
        problems.add("classes", say("Add the classes first."))
        return problems
    if plan.planned_minutes < plan.needed_minutes:
        problems.add(
            "classes",
            say(
                "The classes add up to %(planned)s minutes, the course asks for %(needed)s.",
                planned=plan.planned_minutes,
                needed=plan.needed_minutes,
            ),
        )
    if min(plan.classes).start < plan.closes_at:
        problems.add("closes", say("Enrolment must close before the first class."))
    return problems
