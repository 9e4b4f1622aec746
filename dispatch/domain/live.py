"""The day of a session: the steps that are told of it, what both sides report, and where they differ."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import Attendee

# It may begin a little before its time, once both are there.
EARLY = timedelta(minutes=15)
# The distance to the place is kept in steps, in metres.
DISTANCE_STEP = 50
LONGEST_REASON = 300
# What may be said of lateness, in minutes.
LATE_CHOICES = (5, 10, 20, 30, 45, 60)
LATEST = 240


class Reporter(StrEnum):
    """Whose word it is."""

    INTERPRETER = "interpreter"
    COUNSELLOR = "counsellor"
    COORDINATOR = "coordinator"


class Step(StrEnum):
    """What is told on the day, in this order."""

    ON_THE_WAY = "on_the_way"
    LATE = "late"
    ARRIVED = "arrived"
    BEGAN = "began"


class Coverage(StrEnum):
    """Whether the need for an interpreter was met."""

    COVERED = "covered"
    PARTLY = "partly"
    NOT_COVERED = "not_covered"


class OutcomeState(StrEnum):
    """Where the outcome of a session stands.

    Awaited: the counsellor has not reported yet. Assumed: nobody did, and it counts as planned.
    """

    AWAITED = "awaited"
    REPORTED = "reported"
    DISPUTED = "disputed"
    DECIDED = "decided"
    ASSUMED = "assumed"


class Discrepancy(StrEnum):
    """In what two reports of one session differ, or what is odd about one."""

    HELD = "held"
    ABSENT = "absent"
    TIMES = "times"
    OVERLAP = "overlap"


class StandbyState(StrEnum):
    """Where a standby stands; only `named` takes somebody's time."""

    NAMED = "named"
    CALLED = "called"
    DECLINED = "declined"
    RELEASED = "released"


@dataclass(frozen=True, kw_only=True)
class DayProgress:
    """How far an assignment has come on its day."""

    starts_at: datetime
    ends_at: datetime
    is_remote: bool
    set_out_at: datetime | None = None
    arrived_at: datetime | None = None
    began_at: datetime | None = None


def steps_open(progress: DayProgress, now: datetime, hours_before: int) -> list[Step]:
    """What makes sense to tell now, the likeliest first; nothing before the hours before it starts."""
    it = progress
    if now < opens_at(it.starts_at, hours_before) or it.began_at is not None or now >= it.ends_at:
        return []
    if it.arrived_at is not None:
        return [Step.BEGAN] if now >= may_begin_at(it.starts_at) else []
    if it.is_remote or it.set_out_at is not None:
        return [Step.ARRIVED, Step.LATE]
    return [Step.ON_THE_WAY, Step.ARRIVED, Step.LATE]


def may_begin_at(starts_at: datetime) -> datetime:
    """From when on somebody who has arrived can tell that it has begun."""
    return starts_at - EARLY


def opens_at(starts_at: datetime, hours_before: int) -> datetime:
    """From when on the day itself is told."""
    return starts_at - timedelta(hours=hours_before)


def rounded_distance(kilometres: float) -> int:
    """Metres to the place, in steps: where somebody stood cannot be told from it."""
    return round(kilometres * 1000 / DISTANCE_STEP) * DISTANCE_STEP


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one side says of how a session went.

    Times are None where nothing was held. `absent` is who did not come. `waited_minutes` is how long the
    others waited for them.
    """

    was_held: bool = True
    absent: Attendee | None = None
    late: Attendee | None = None
    late_minutes: int = 0
    is_partial: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    break_minutes: int = 0
    waited_minutes: int = 0
    languages: Sequence[Language] = ()
    modality: Modality | None = None

    @property
    def span(self) -> Span | None:
        """From when until when, where both are said."""
        if self.started_at is None or self.ended_at is None or self.started_at >= self.ended_at:
            return None
        return Span(self.started_at, self.ended_at)

    @property
    def coverage(self) -> Coverage:
        """Whether the need was met: an interpreter was there, all the time or for a part of it."""
        if self.absent is Attendee.INTERPRETER:
            return Coverage.PARTLY if self.was_held else Coverage.NOT_COVERED
        return Coverage.PARTLY if self.is_partial else Coverage.COVERED


def differences(one: Said, other: Said, tolerance: int) -> frozenset[Discrepancy]:
    """In what two reports contradict each other; times only when more than `tolerance` minutes apart."""
    found: set[Discrepancy] = set()
    if one.was_held is not other.was_held:
        found.add(Discrepancy.HELD)
    elif one.absent is not other.absent:
        found.add(Discrepancy.ABSENT)
    elif one.span is not None and other.span is not None:
        most = timedelta(minutes=tolerance)
        apart = (
            abs(one.span.start - other.span.start),
            abs(one.span.end - other.span.end),
        )
        if max(apart) > most:
            found.add(Discrepancy.TIMES)
    return frozenset(found)


def in_order(found: Collection[Discrepancy]) -> list[Discrepancy]:
    """The graver first."""
    return [each for each in Discrepancy if each in found]


# Text enumerations with equal values are equal as keys: one call for each.
register_labels(
    {
        Reporter.INTERPRETER: say("Interpreter"),
        Reporter.COUNSELLOR: say("Counsellor"),
        Reporter.COORDINATOR: say("Coordinator"),
    }
)
register_labels(
    {
        Step.ON_THE_WAY: say("On the way"),
        Step.LATE: say("Late"),
        Step.ARRIVED: say("Arrived"),
        Step.BEGAN: say("In progress"),
    }
)
register_labels(
    {
        Coverage.COVERED: say("Covered"),
        Coverage.PARTLY: say("Partly covered"),
        Coverage.NOT_COVERED: say("Not covered"),
        OutcomeState.AWAITED: say("Outcome not reported"),
        OutcomeState.REPORTED: say("Outcome reported"),
        OutcomeState.DISPUTED: say("Reports differ"),
        OutcomeState.DECIDED: say("Outcome decided"),
        OutcomeState.ASSUMED: say("Closed as planned"),
    }
)
register_labels(
    {
        Discrepancy.HELD: say("One says it took place, the other that it did not"),
        Discrepancy.ABSENT: say("They name different people as absent"),
        Discrepancy.TIMES: say("Their times differ"),
        Discrepancy.OVERLAP: say("The interpreter's times overlap with another session"),
        StandbyState.NAMED: say("Standby"),
        StandbyState.CALLED: say("Standby called"),
        StandbyState.DECLINED: say("Cannot be standby"),
        StandbyState.RELEASED: say("Standby released"),
    }
)
