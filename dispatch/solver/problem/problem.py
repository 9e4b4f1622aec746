"""What the engine is given: sessions, interpreters, places and costs, as ids and whole minutes."""

import math
from dataclasses import dataclass, field

MINUTES_PER_DAY = 1440
DAYS_PER_WEEK = 7
EARTH_DIAMETER_KM = 12742
SAME_PLACE_KM = 0.05
# More than any day could hold.
NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Place:
    """A point where a session is held or an interpreter lives."""

    id: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Travel:
    """How long ways take: estimated by distance, or read from `minutes`."""

    kmh: float = 40
    detour: float = 1.35
    round_to: int = 5
    buffer: int = 10
    minutes: tuple[tuple[int, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What each unwanted thing costs, in the same whole-number currency."""

    travel_minute: int = 4
    load_minute: int = 1
    discontinuity: int = 120
    change: int = 800
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person: where they live, when they are free, and how much they may work.

    `strain_taken` lists (day, strain) of what they serve outside the problem's sessions.
    """

    id: str
    home: str
    available: tuple[tuple[int, int], ...]
    max_minutes_per_day: int = 480
    max_minutes_per_week: int = 2400
    worked_minutes: int = 0
    target_minutes: int = 0
    min_break: int = 0
    max_strain_per_day: int = NO_LIMIT
    strain_taken: tuple[tuple[int, int], ...] = ()

    def strain_cap(self, day: int) -> int:
        """How much strain they may still take on a day."""
        return self.max_strain_per_day - sum(n for on, n in self.strain_taken if on == day)


@dataclass(frozen=True, slots=True)
class Session:
    """A counselling session that needs interpreters; without a place it is taken at home.

    `strain` is how much it counts towards `max_strain_per_day` of everybody who serves it.
    """

    id: str
    place: str | None
    earliest_start: int
    latest_start: int
    minutes: int
    day: int
    needed: int = 1
    unfilled_cost: int = 16000
    candidates: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    strain: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the engine needs to know to make one plan."""

    name: str
    places: tuple[Place, ...]
    interpreters: tuple[Interpreter, ...]
    sessions: tuple[Session, ...]
    travel: Travel = field(default_factory=Travel)
    costs: Costs = field(default_factory=Costs)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the engine may think; deterministic work is counted, not timed.

    With `processor` the seconds are those of the processor, all threads of the process together:
    a measure that other work on the same machine does not disturb.
    """

    seconds: float = 60
    seed: int = 0
    workers: int = 1
    deterministic: bool = False
    processor: bool = False


def distance_km(one: Place, other: Place) -> float:
    """Great-circle distance."""
    radian = math.pi / 180
    half_lat = (other.lat - one.lat) * radian / 2
    half_lon = (other.lon - one.lon) * radian / 2
    across = math.cos(one.lat * radian) * math.cos(other.lat * radian)
    chord = math.sin(half_lat) ** 2 + across * math.sin(half_lon) ** 2
    return EARTH_DIAMETER_KM * math.asin(min(1.0, math.sqrt(chord)))


def estimated_minutes(travel: Travel, one: Place, other: Place) -> int:
    """Minutes on the road, rounded up; none between doors of one place."""
    km = distance_km(one, other) * travel.detour
    if km < SAME_PLACE_KM:
        return 0
    return estimated_steps(travel, km) * travel.round_to


def estimated_steps(travel: Travel, km: float) -> int:
    """Minutes for a road of this length in steps of `round_to`, rounded up."""
    # Rounded to a billionth first, so that the last bits of a cosine never add a whole step.
    return math.ceil(round(km / travel.kmh * 60 / travel.round_to, 9))


def travel_minutes(problem: Problem, one: int, other: int) -> int:
    """Minutes from one place to another, both given by their position in `problem.places`."""
    if one == other:
        return 0
    if problem.travel.minutes is not None:
        return problem.travel.minutes[one][other]
    return estimated_minutes(problem.travel, problem.places[one], problem.places[other])


def pause_minutes(min_break: int, way: int, buffer: int) -> int:
    """Minutes that must lie between two sessions of one person, `way` minutes of travel apart.

    The engine's only statement of this rule, compiled for the kernels too. The checker has its own
    on purpose: a mistake here must not hide there. A test compares them with the office's.
    """
    return max(min_break, way + buffer) if way > 0 else min_break


def week_of(day: int) -> int:
    """The planning week a day belongs to: days 7w to 7w + 6."""
    return day // DAYS_PER_WEEK
