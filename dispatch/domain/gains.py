"""What more supply would gain: the kinds of it, the measure in which all compete, and what a year of it comes to."""

import math
from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.fit import UNFILLED_COSTS
from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.qualifications import CertificationLevel, Domain
from scheduling.domain.states import Priority

WEEKS_A_YEAR = 52
# Need is told in sessions about work: the weight of priority 3.
ONE_SESSION = UNFILLED_COSTS[Priority.WORK]
# So many standard deviations around a count cover four cases in five.
SPREAD = 1.28


class GainKind(StrEnum):
    """What would be more: somebody new, a level, hours, a range, or a mode."""

    NEW_INTERPRETER = "new_interpreter"
    UPSKILL = "upskill"
    AVAILABILITY = "availability"
    NEIGHBOUR = "neighbour"
    VIDEO = "video"


class HourBlock(StrEnum):
    """Hours by which somebody's availability could be wider."""

    EVENING = "evening"
    WEEKEND = "weekend"


# Kinds that a course can bring about.
TAUGHT = frozenset({GainKind.NEW_INTERPRETER, GainKind.UPSKILL})
# From when until when, by the clock of the office, and on which weekdays (Monday is 0).
HOURS: dict[HourBlock, tuple[str, str, frozenset[int]]] = {
    HourBlock.EVENING: ("18:00", "21:00", frozenset(range(5))),
    HourBlock.WEEKEND: ("09:00", "18:00", frozenset({5, 6})),
}
_DOMAIN_OF = {
    CertificationLevel.IMMIGRATION: Domain.IMMIGRATION,
    CertificationLevel.MEDICAL: Domain.MEDICAL,
    CertificationLevel.VIOLENCE: Domain.VIOLENCE,
}


def domain_of(level: CertificationLevel) -> Domain | None:
    """The one field that a level is for; None where it is for several."""
    return _DOMAIN_OF.get(level)


@dataclass(frozen=True, slots=True)
class YearlyGain:
    """What some weeks say of a year: sessions with their interval, need in sessions of usual weight, hours of travel."""

    low: float
    sessions: float
    high: float
    need: float
    travel_hours: float


def a_year_of(sessions: int, need: int, travel: int, weeks: int) -> YearlyGain:
    """What was gained in some weeks, as of a year; the interval is that of a count, four cases in five.

    `need` is in the currency of plans, `travel` in minutes.
    """
    share = WEEKS_A_YEAR / max(1, weeks)
    around = SPREAD * math.sqrt(max(0, sessions))
    return YearlyGain(
        low=round(max(0.0, sessions - around) * share, 1),
        sessions=round(sessions * share, 1),
        high=round((sessions + around) * share, 1),
        need=round(need / ONE_SESSION * share, 1),
        travel_hours=round(travel / 60 * share, 1),
    )


register_labels(
    {
        GainKind.NEW_INTERPRETER: say("One more interpreter"),
        GainKind.UPSKILL: say("A higher certification"),
        GainKind.AVAILABILITY: say("Wider hours"),
        GainKind.NEIGHBOUR: say("Pooling with neighbours"),
        GainKind.VIDEO: say("Video in place of travel"),
        HourBlock.EVENING: say("Weekday evenings, 18:00 to 21:00"),
        HourBlock.WEEKEND: say("Weekends, 09:00 to 18:00"),
    }
)
