"""When the interpreters work, are away, or sit in class."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from dice import Dice
from people import Interpreter
from weeks import DAYS, FIRST_MONDAY, WEEKDAYS, weekday


@dataclass(frozen=True)
class Working:
    """A weekly window, always or between two days."""

    interpreter: str
    weekday: str
    begins: str
    ends: str
    first_day: date | None = None
    last_day: date | None = None


# Windows as "days from to"; no two of one pattern overlap.
PATTERNS = {
    "office week": ("mon tue wed thu fri 09:00 18:00",),
    "centre week": ("sun mon tue wed thu 09:00 18:00",),
    "market week": ("tue wed thu fri sat 09:00 18:00",),
    "long days": ("sun mon wed thu 09:00 20:00",),
    "mornings": ("mon tue wed thu fri 09:00 13:00",),
    "school hours": ("mon tue wed thu 09:30 14:30",),
    "afternoons": ("sun mon tue wed thu 13:00 19:00",),
    "split": ("mon wed 09:00 12:00", "mon wed 14:00 20:00", "fri 09:00 18:00"),
    "evenings": ("mon tue wed thu 17:30 21:00", "sat sun 10:00 18:00"),
    "weekend": ("sat sun 09:00 18:00", "fri 13:00 20:00"),
    "three days": ("tue thu sat 09:00 18:00",),
}
GROUP_PATTERNS = {
    "staff": (("centre week", 70), ("office week", 30)),
    "core": (("office week", 20), ("centre week", 30), ("long days", 25), ("market week", 25)),
    "occasional": (
        *(("mornings", 25), ("school hours", 20), ("afternoons", 25)),
        *(("split", 15), ("three days", 15)),
    ),
    "volunteer": (("evenings", 40), ("weekend", 40), ("three days", 20)),
    "inactive": (("mornings", 100),),
}
# Around the walk-through nobody else who speaks Vietnamese works on Wednesdays.
QUIET_CITIES = ("ansan", "siheung")

CLASSES = (
    ("노동·법률 통역 심화과정 3기", "L3-LAB", ((1, "18:00", "20:00"), (8, "18:00", "20:00"))),
    ("의료통역 전문과정 2기", "L3-MED", ((5, "09:00", "13:00"), (12, "09:00", "13:00"))),
    ("상담통역 보수교육: 윤리", "", ((10, "14:00", "17:00"),)),
)


def working_hours(people: list[Interpreter]) -> list[Working]:
    """The weekly windows of everybody who has not left."""
    dice = Dice("hours")
    windows: list[Working] = []
    for person in people:
        if person.standing in ("left", "applicant"):
            continue
        name = dice.weighted(GROUP_PATTERNS[person.group])
        if person.is_walk_through:
            name = "office week"
        # A few patterns begin only in the second week.
        later = dice.chance(0.04) and not person.is_walk_through
        first_day = FIRST_MONDAY + timedelta(days=7) if later else None
        for pattern in PATTERNS[name]:
            windows += _windows(person, pattern, first_day)
    return windows


def _windows(person: Interpreter, pattern: str, first_day: date | None) -> list[Working]:
    *days, begins, ends = pattern.split()
    kept = [day for day in days if not (day == "wed" and _keeps_wednesday_quiet(person))]
    return [
        Working(person.code, day, begins, ends, first_day)
        for day in sorted(kept, key=WEEKDAYS.index)
    ]


def _keeps_wednesday_quiet(person: Interpreter) -> bool:
    near = person.city in QUIET_CITIES and person.speaks("vi")
    return near and not person.is_walk_through


# How many of each kind of exception, the days (of the two weeks) it may begin on, and its hours.
EXCEPTIONS = (
    ("leave", 9, range(10), ("", "")),
    ("sick", 3, range(12), ("", "")),
    ("training", 4, range(5), ("09:00", "13:00")),
    ("other", 3, range(7, 11), ("15:00", "18:00")),
)
EXTRA_DAYS = 7
LONGEST_LEAVE = 5


def exceptions(people: list[Interpreter], windows: list[Working]) -> list[tuple[str, ...]]:
    """Leave, illness and training, and some extra days; one of these per person."""
    dice = Dice("exceptions")
    free = dice.shuffled(p for p in people if p.standing == "active" and not p.is_walk_through)
    chosen = iter(free)
    rows: list[tuple[str, ...]] = []
    for reason, count, days, hours in EXCEPTIONS:
        for person in islice(chosen, count):
            first = last = DAYS[dice.one_of(days)]
            if reason == "leave":
                last = first + timedelta(days=1 + dice.below(LONGEST_LEAVE - 1))
            rows.append(_row(person, (first, last), hours, ("no", reason)))
    for person in islice(chosen, EXTRA_DAYS):
        day = _day_off(person, windows)
        rows.append(_row(person, (day, day), ("10:00", "17:00"), ("yes", "other")))
    return sorted(rows)


def _row(
    person: Interpreter,
    days: tuple[date, date],
    hours: tuple[str, str],
    verdict: tuple[str, str],
) -> tuple[str, ...]:
    return (person.code, days[0].isoformat(), days[1].isoformat(), *hours, *verdict)


def _day_off(person: Interpreter, windows: list[Working]) -> date:
    """The first day of the two weeks on which somebody has no window, weekend first."""
    taken = {w.weekday for w in windows if w.interpreter == person.code}
    order = sorted(DAYS, key=lambda day: (weekday(day) not in ("sat", "sun"), day))
    return next(day for day in order if weekday(day) not in taken)


def classes(people: list[Interpreter]) -> list[tuple[str, ...]]:
    """Class times of interpreters who still lack the level the course leads to."""
    dice = Dice("classes")
    rows: list[tuple[str, ...]] = []
    for title, level, meetings in CLASSES:
        lacking = [
            p
            for p in people
            if p.standing == "active"
            and not p.is_walk_through
            and level not in {h.level for h in p.certifications}
        ]
        for person in sorted(dice.shuffled(lacking)[:5], key=lambda p: p.code):
            for offset, begins, ends in meetings:
                day = DAYS[offset].isoformat()
                rows.append((title, person.code, day, begins, ends))
    return rows
