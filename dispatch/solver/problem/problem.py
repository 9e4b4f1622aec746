"""What the engine is given: sessions, interpreters, places and costs, as ids and whole minutes."""

import math
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

MINUTES_PER_DAY = 1440
DAYS_PER_WEEK = 7
EARTH_DIAMETER_KM = 12742
SAME_PLACE_KM = 0.05
# More than any day could hold.
NO_LIMIT = 10**9
# The name of the way of a session that has no other.
ONLY_WAY = "only"


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
    """What each unwanted thing costs, in the same whole-number currency.

    A transfer between two places is tight where less than `tight_minutes` are to spare in it.
    """

    travel_minute: int = 4
    load_minute: int = 1
    discontinuity: int = 120
    change: int = 800
    shift: int = 0
    tight_transfer: int = 0
    tight_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person: where they live, when they are free, and how much they may work.

    `strain_taken` lists (day, strain) of what they serve outside the problem's sessions. `session_cost`
    is what it costs that they serve a session rather than somebody with none: staff come before others.
    `max_away_minutes` may lie between leaving home for a session at a place and being back from another
    of the same day.
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
    session_cost: int = 0
    max_away_minutes: int = NO_LIMIT

    def strain_cap(self, day: int) -> int:
        """How much strain they may still take on a day."""
        return self.max_strain_per_day - sum(n for on, n in self.strain_taken if on == day)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a session can be held: where, between which starts, and by whom.

    Without a place it is taken at home, by video or telephone. `cost` is what it costs, once, that
    the session is held in this way and not as was wished for first.
    """

    name: str
    place: str | None
    earliest_start: int
    latest_start: int
    candidates: tuple[str, ...] = ()
    cost: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Agreement:
    """What is settled with somebody about a session: that they serve it, in one of its ways."""

    interpreter: str
    way: str = ONLY_WAY


@dataclass(frozen=True, slots=True)
class Session:
    """A counselling session that needs interpreters, in one of its ways, the first wished for most.

    Everybody in a team takes part in the same way. `strain` is how much it counts towards
    `max_strain_per_day` of everybody who serves it. Whoever has served it pauses for `rest` minutes at
    least before their next session. `pinned` must serve, `held_by` should. Sessions of one
    `case` should be served by one person, where they need no more than one.
    """

    id: str
    minutes: int
    day: int
    ways: tuple[Way, ...]
    needed: int = 1
    unfilled_cost: int = 16000
    preferred: tuple[str, ...] = ()
    pinned: tuple[Agreement, ...] = ()
    held_by: tuple[Agreement, ...] = ()
    strain: int = 0
    case: str = ""
    rest: int = 0

    @classmethod
    def in_one_way(
        cls,
        name: str,
        place: str | None,
        starts: tuple[int, int],
        minutes: int,
        candidates: Iterable[str] = (),
        **more: Any,
    ) -> "Session":
        """A session of this id that can be held in one way only; `starts` are its earliest and latest one."""
        way = Way(ONLY_WAY, place, *starts, tuple(candidates))
        return cls(name, minutes, starts[0] // MINUTES_PER_DAY, (way,), **more)

    @property
    def candidates(self) -> tuple[str, ...]:
        """Everybody who could serve it in one of its ways, each once."""
        return tuple(dict.fromkeys(name for way in self.ways for name in way.candidates))

    @property
    def earliest_start(self) -> int:
        """The earliest start of all its ways."""
        return min(way.earliest_start for way in self.ways)

    @property
    def latest_start(self) -> int:
        """The latest start of all its ways."""
        return max(way.latest_start for way in self.ways)

    def way(self, name: str) -> Way | None:
        """The way of this name, if there is one."""
        return next((way for way in self.ways if way.name == name), None)

    def settled(self, way: str, start: int) -> "Session":
        """The same session in one of its ways and from one start only."""
        ways = (
            replace(one, earliest_start=start, latest_start=start)
            for one in self.ways
            if one.name == way
        )
        return replace(self, ways=tuple(ways))

    def among(self, people: Container[str]) -> "Session":
        """The same session for some people only: nobody else is named in it."""
        ways = (
            replace(way, candidates=tuple(c for c in way.candidates if c in people))
            for way in self.ways
        )
        return replace(
            self,
            ways=tuple(ways),
            preferred=tuple(name for name in self.preferred if name in people),
            pinned=tuple(one for one in self.pinned if one.interpreter in people),
            held_by=tuple(one for one in self.held_by if one.interpreter in people),
        )


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


def pause_minutes(min_break: int, rest: int, way: int, buffer: int) -> int:
    """Minutes that must lie between two sessions of one person, `way` minutes of travel apart.

    `rest` is that of the first of the two, `min_break` that of the person.

    The engine's only statement of this rule, compiled for the kernels too. The checker has its own
    on purpose: a mistake here must not hide there. A test compares them with the office's.
    """
    least = max(min_break, rest)
    return max(least, way + buffer) if way > 0 else least


def is_tight(costs: Costs, way: int, spare: int) -> bool:
    """Whether a transfer of `way` minutes on the road, with so many to spare, is tight."""
    return way > 0 and spare < costs.tight_minutes


def week_of(day: int) -> int:
    """The planning week a day belongs to: days 7w to 7w + 6."""
    return day // DAYS_PER_WEEK
