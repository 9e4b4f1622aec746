"""Who holds which certificate, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from dice import Dice
from pools import (
    COURT,
    ENDING,
    MENTORS,
    POOLS,
    PROVISIONAL,
    RECOGNISED,
    WALK_THROUGH,
    Pool,
)
from weeks import FIRST_MONDAY, years_before

# Years a level is valid: docs of the training ladder; L1 lasts one year, once.
YEARS = {"L1": 1, "R2": 2, "L3-DV": 2, "X-COURT": 2}


@dataclass(frozen=True)
class Held:
    """One certificate of one person in one language, `valid_until` exclusive."""

    level: str
    language: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True)
class Spoken:
    """A language beside Korean, how well, and in which direction."""

    language: str
    level: str
    direction: str = "both"


class Register:
    """Grants the certificates of the example, the same ones every time."""

    def __init__(self) -> None:
        self._dice = Dice("certificates")
        self._specialists = {code: self._chosen(code, pool) for code, pool in POOLS.items()}

    def of(self, language: str, place: int, spoken: list[Spoken]) -> list[Held]:
        """All that the person at this place of the pool holds."""
        pool = POOLS[language]
        if place >= pool.active:
            return self._of_inactive(pool.inactive[place - pool.active], language)
        if language == "lo":
            return [self._granted("L2", "th")]
        if (language, place) in PROVISIONAL:
            return [self._granted("L1", language)]
        ending = ENDING.get((language, place))
        levels = [self._basic(language), *self._special(language, place)]
        if language in RECOGNISED and len(levels) > 1:
            levels[0] = "L2"  # the third level builds on the second
        held = [self._granted(level, language, ending) for level in levels]
        for other in spoken:
            if other.language != language:
                held += self._in_further_language(other, levels)
        return held

    def is_vetted_for_violence(self, language: str, place: int) -> bool:
        """Whether a background check must be on file."""
        return "L3-DV" in self._special(language, place)

    def ended_vetting(self, language: str, place: int) -> bool:
        """One certified Vietnamese interpreter's background check has run out."""
        holders = [p for p in range(POOLS["vi"].active) if self.is_vetted_for_violence("vi", p)]
        return language == "vi" and place == holders[-1]

    def _chosen(self, language: str, pool: Pool) -> dict[str, list[int]]:
        """For every level the places in the pool that hold it, professionals first."""
        steady = pool.staff + pool.core
        places = [p for p in range(steady + pool.occasional) if self._may_specialise(language, p)]
        chosen: dict[str, list[int]] = {}
        for level, count in pool.specialists.items():
            order = {p: self._dice.fraction() + (p >= steady) * 0.6 for p in places}
            chosen[level] = sorted(places, key=order.__getitem__)[:count]
        return chosen

    @staticmethod
    def _may_specialise(language: str, place: int) -> bool:
        key = (language, place)
        ended = ENDING.get(key, FIRST_MONDAY) < FIRST_MONDAY
        return not ended and key != WALK_THROUGH and key not in PROVISIONAL

    def _special(self, language: str, place: int) -> list[str]:
        levels = [lv for lv, places in self._specialists[language].items() if place in places]
        if (language, place) in MENTORS:
            levels.append("L4")
        if (language, place) in COURT:
            levels.append("X-COURT")
        return levels

    @staticmethod
    def _basic(language: str) -> str:
        return "R2" if language in RECOGNISED else "L2"

    def _of_inactive(self, standing: str, language: str) -> list[Held]:
        if standing == "applicant":
            return []
        return [self._granted("L1" if standing == "trainee" else self._basic(language), language)]

    def _in_further_language(self, other: Spoken, levels: list[str]) -> list[Held]:
        share = {"native": 1.0, "fluent": 0.8, "working": 0.25, "basic": 0.0}[other.level]
        if not self._dice.chance(1.0 if other.language in RECOGNISED else share):
            return []
        held = [self._granted(self._basic(other.language), other.language)]
        if "L3-LAB" in levels and other.level == "fluent" and self._dice.chance(0.6):
            held.append(self._granted("L3-LAB", other.language))
        return held

    def _granted(self, level: str, language: str, until: date | None = None) -> Held:
        years = YEARS.get(level, 3)
        # Two months at least remain, so that only those named in ENDING end inside the two weeks.
        until = until or FIRST_MONDAY + timedelta(days=60 + self._dice.below(years * 365 - 90))
        return Held(level, language, years_before(until, years), until)
