"""What is lost of the time that people offer: to certificates that end, to leave, and to caps that are used up."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.domain.forecasts import WEEKS
from interpreters.domain.qualifications import CertificationLevel
from training.domain.validity import HeldCertification

# Certificates that end within so many days, and the weeks before today in which caps are looked at.
SOON_DAYS, LATER_DAYS = 90, 180
WEEKS_BACK = 8
# A cap with less than this left takes no further session.
SHORTEST = 60
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """Somebody active: the minutes offered on each weekday, the cap of a week, certifications, days away, and past weeks.

    `weeks_before` are the minutes taken in each of the last eight weeks.
    """

    minutes_by_weekday: Sequence[int]
    cap: int
    held: Sequence[HeldCertification]
    away: AbstractSet[date]
    weeks_before: Sequence[int]

    @property
    def a_week(self) -> int:
        """The minutes of a usual week, under the cap."""
        return min(self.cap, sum(self.minutes_by_weekday))

    def in_week(self, monday: date) -> int:
        """The minutes of one week without the days away, under the cap."""
        there = (
            minutes
            for n, minutes in enumerate(self.minutes_by_weekday)
            if monday + timedelta(days=n) not in self.away
        )
        return min(self.cap, sum(there))

    @property
    def full_weeks(self) -> int:
        """In how many of the last weeks no further session fitted under the cap, though more time was offered."""
        if sum(self.minutes_by_weekday) < self.cap:
            return 0
        return sum(minutes > self.cap - SHORTEST for minutes in self.weeks_before)


@dataclass(frozen=True, kw_only=True)
class LevelSupply:
    """What the holders of a level in a language offer in the coming weeks, and what is lost of it."""

    people: int = 0
    offered_minutes: int = 0
    ending_soon: int = 0
    ending_later: int = 0
    ending_minutes: int = 0
    on_leave: int = 0
    leave_minutes: int = 0
    full_weeks: int = 0
    full_minutes: int = 0

    def __add__(self, other: "LevelSupply") -> "LevelSupply":
        """Both together."""
        return LevelSupply(
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in LevelSupply.__dataclass_fields__
            }
        )


# A language by its code, as demand has it.
SuppliedLevel = tuple[str, CertificationLevel]


def supply_by_level(
    suppliers: Sequence[Supplier], first_week: date, today: date
) -> Mapping[SuppliedLevel, LevelSupply]:
    """Everybody counted for each level that they hold today, by language; so one person may count several times."""
    found: dict[SuppliedLevel, LevelSupply] = {}
    for each in suppliers:
        for key, until in _held(each, today).items():
            found[key] = found.get(key, LevelSupply()) + _of_one(each, until, first_week, today)
    return found


def _held(supplier: Supplier, today: date) -> dict[SuppliedLevel, date]:
    """The levels that count today, with the first day without any: what follows at once goes on."""
    found: dict[SuppliedLevel, date] = {}
    for held in sorted(supplier.held, key=lambda each: each.valid_from):
        key = held.language.value, held.level
        if held.valid_from <= today < held.valid_until or (
            key in found and held.valid_from <= found[key]
        ):
            found[key] = max(held.valid_until, found.get(key, held.valid_until))
    return found


def _of_one(supplier: Supplier, until: date, first_week: date, today: date) -> LevelSupply:
    mondays = [first_week + timedelta(weeks=n) for n in range(WEEKS)]
    usual = supplier.a_week
    ending = leave = 0
    for monday in mondays:
        days = min(_WEEK, max(0, (until - monday).days))
        there = supplier.in_week(monday)
        leave += usual - there
        ending += there * (_WEEK - days) // _WEEK
    full = supplier.full_weeks
    beyond = sum(supplier.minutes_by_weekday) - supplier.cap
    left = (until - today).days
    last = first_week + timedelta(weeks=WEEKS)
    return LevelSupply(
        people=1,
        offered_minutes=usual * WEEKS,
        ending_soon=int(left <= SOON_DAYS),
        ending_later=int(left <= LATER_DAYS),
        ending_minutes=ending,
        on_leave=int(any(first_week <= day < last for day in supplier.away)),
        leave_minutes=leave,
        full_weeks=full,
        full_minutes=max(0, beyond) * full * WEEKS // WEEKS_BACK,
    )
