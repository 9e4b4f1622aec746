"""What became of every need as supply: covered in full, in part or not, with the cause, told by day and part of the day.

Built on the fates of `dispatch/domain/reports.py`, so that a fill rate is one and the same everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from operator import add, attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatch.domain.reports import NeedFate, Tally
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import local_clock

Key = TypeVar("Key")


class Covered(StrEnum):
    """What became of a need; the last three are neither covered nor uncovered."""

    FULL = "full"
    PARTLY = "partly"
    NOT = "not"
    OPEN = "open"
    CALLED_OFF = "called_off"
    NOT_OURS = "not_ours"


class PartlyBecause(StrEnum):
    """Why a need counts as covered in part only."""

    OTHER_LANGUAGE = "other_language"
    LOWER_LEVEL = "lower_level"
    ONE_OF_TWO = "one_of_two"


class Daypart(StrEnum):
    """The part of a day in which a session begins, in the office's own time."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


FILLED = frozenset({Covered.FULL, Covered.PARTLY})
# From which hour on; before the first of them it is still night.
BEGINS_AT: Mapping[Daypart, int] = {
    Daypart.MORNING: 6,
    Daypart.AFTERNOON: 12,
    Daypart.EVENING: 18,
    Daypart.NIGHT: 22,
}
_OUTCOME_OF = {
    NeedFate.FILLED: Covered.FULL,
    NeedFate.UNMET: Covered.NOT,
    NeedFate.OPEN: Covered.OPEN,
    NeedFate.CALLED_OFF: Covered.CALLED_OFF,
    NeedFate.NOT_OURS: Covered.NOT_OURS,
}


def daypart_of(at: datetime, zone: ZoneInfo) -> Daypart:
    """The part of the day at an instant."""
    hour = local_clock(at, zone).hour
    begun = [part for part, begins in BEGINS_AT.items() if begins <= hour]
    return begun[-1] if begun else Daypart.NIGHT


@dataclass(frozen=True, kw_only=True)
class ServedSlots:
    """Who served a session: in how many slots, in which way, since when all of them had somebody, and their ways."""

    slots: int = 0
    other_language: bool = False
    lower_level: bool = False
    filled_at: datetime | None = None
    ways: int = 0
    way_minutes: int = 0


def covered_as(fate: NeedFate, served: ServedSlots, team: int) -> tuple[Covered, str]:
    """What a need counts as, with the code of why it is covered in part only."""
    outcome = _OUTCOME_OF[fate]
    if outcome is not Covered.FULL:
        return outcome, ""
    if served.other_language:
        return Covered.PARTLY, PartlyBecause.OTHER_LANGUAGE.value
    if served.lower_level:
        return Covered.PARTLY, PartlyBecause.LOWER_LEVEL.value
    if 0 < served.slots < team:
        return Covered.PARTLY, PartlyBecause.ONE_OF_TWO.value
    return outcome, ""


def empty_slots(outcome: Covered, served: ServedSlots, team: int) -> int:
    """How many of its slots nobody served; of what was cancelled or is not for this office, none counts."""
    empty = max(0, team - served.slots)
    if outcome is Covered.NOT:
        return max(1, empty)
    if outcome in FILLED:
        # What came with an import may be held without anybody known to have served it.
        return empty if served.slots else 0
    return empty if outcome is Covered.OPEN else 0


_COUNTS = tuple(each.name for each in fields(Tally))
_counts_of = attrgetter(*_COUNTS)


def summed(counted: Iterable[tuple[Key, Tally]]) -> dict[Key, Tally]:
    """Many tallies added up by their keys."""
    found: dict[Key, list[int]] = {}
    for key, tally in counted:
        sums, values = found.get(key), _counts_of(tally)
        found[key] = list(values) if sums is None else list(map(add, sums, values))
    return {key: Tally(**dict(zip(_COUNTS, sums, strict=True))) for key, sums in found.items()}


register_labels(
    {
        Covered.FULL: say("Covered in full"),
        Covered.PARTLY: say("Covered in part"),
        Covered.NOT: say("Not covered"),
        Covered.OPEN: say("Still open"),
        Covered.CALLED_OFF: say("Cancelled"),
        Covered.NOT_OURS: say("Declined, not for this office"),
        Daypart.MORNING: say("Morning"),
        Daypart.AFTERNOON: say("Afternoon"),
        Daypart.EVENING: say("Evening"),
        Daypart.NIGHT: say("Night"),
        PartlyBecause.OTHER_LANGUAGE: say("In another language"),
        PartlyBecause.LOWER_LEVEL: say("One level lower"),
        PartlyBecause.ONE_OF_TWO: say("One interpreter of two"),
    }
)
