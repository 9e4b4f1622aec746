"""What more supply would gain: the kinds of it, the measure in which all compete, and what a year of it comes to."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from dispatch.domain.fit import UNFILLED_COSTS
from dispatch.domain.forecasts import DemandCell
from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.qualifications import CertificationLevel, Domain
from scheduling.domain.states import Priority

WEEKS_A_YEAR = 52
# Need is told in sessions about work: the weight of priority 3.
ONE_SESSION = UNFILLED_COSTS[Priority.WORK]
# So many standard deviations around a count cover four cases in five.
SPREAD = 1.28
# A field, or a city, is told apart by its own demand as if so many sessions of its language had been in it besides.
POOLED = 10
# What was forecast longer ago than this says nothing about the coming weeks.
FORECAST_HOLDS = timedelta(days=14)


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


def a_year_of(sessions: int, need: int, travel: int, weeks: int, demand: float = 1.0) -> YearlyGain:
    """What was gained in some weeks, as of a year; the interval is that of a count, four cases in five.

    `need` is in the currency of plans, `travel` in minutes. `demand` is how many times the demand of those weeks is expected.
    """
    share = WEEKS_A_YEAR / max(1, weeks) * demand
    around = SPREAD * math.sqrt(max(0, sessions))
    return YearlyGain(
        low=round(max(0.0, sessions - around) * share, 1),
        sessions=round(sessions * share, 1),
        high=round((sessions + around) * share, 1),
        need=round(need / ONE_SESSION * share, 1),
        travel_hours=round(travel / 60 * share, 1),
    )


@dataclass(frozen=True)
class DemandAhead:
    """Sessions of the weeks looked at, and those expected of as many weeks to come, by language, then field, then city."""

    past: Mapping[tuple[str, ...], float]
    coming: Mapping[tuple[str, ...], float]

    def times(self, language: str, *within: str) -> float:
        """How many times the demand of the weeks looked at is expected; `within` are a field and a city.

        The fewer sessions a field or a city of a language had, the more it is taken to change as the language does.
        """
        key = (language,)
        if not self.past.get(key):
            return 1.0
        found = self.coming.get(key, 0.0) / self.past[key]
        for part in within:
            key = (*key, part)
            coming, past = self.coming.get(key, 0.0), self.past.get(key, 0.0)
            found = (coming + POOLED * found) / (past + POOLED)
        return found


def demand_ahead(
    past: Iterable[tuple[DemandCell, float]], coming: Iterable[tuple[DemandCell, float]]
) -> DemandAhead:
    """The demand of the weeks looked at beside what is expected of as many weeks."""
    return DemandAhead(past=_by_place(past), coming=_by_place(coming))


def _by_place(cells: Iterable[tuple[DemandCell, float]]) -> Mapping[tuple[str, ...], float]:
    found = defaultdict[tuple[str, ...], float](float)
    for cell, count in cells:
        key = (cell.language, cell.domain.value, cell.city)
        for length in range(1, len(key) + 1):
            found[key[:length]] += count
    return found


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
