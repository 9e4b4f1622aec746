"""Places on the earth and the time between them."""

import math
from dataclasses import dataclass

EARTH_DIAMETER_KM = 12742.0
SAME_PLACE_KM = 0.05
POLE, DATE_LINE = 90, 180


@dataclass(frozen=True)
class Point:
    """Latitude and longitude in degrees."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is not on the earth."""
        if abs(self.latitude) > POLE or abs(self.longitude) > DATE_LINE:
            raise ValueError("latitude or longitude out of range")


@dataclass(frozen=True)
class TravelModel:
    """How travel time is estimated: great circle x detour / speed, rounded up."""

    kmh: float
    detour: float
    round_to: int


def great_circle_km(a: Point, b: Point) -> float:
    """Kilometres as the crow flies, by the haversine formula on a sphere."""
    p = math.pi / 180
    h = (
        math.sin((b.latitude - a.latitude) * p / 2) ** 2
        + math.cos(a.latitude * p)
        * math.cos(b.latitude * p)
        * math.sin((b.longitude - a.longitude) * p / 2) ** 2
    )
    return EARTH_DIAMETER_KM * math.asin(math.sqrt(h))


def road_km(a: Point, b: Point, travel: TravelModel) -> float:
    """Estimated kilometres by road."""
    return great_circle_km(a, b) * travel.detour


def travel_minutes(a: Point, b: Point, travel: TravelModel) -> int:
    """Estimated minutes of travel, zero within 50 m, rounded up to the grid.

    The same estimate as the solver's (dispatch/solver/problem/problem.py); a test holds them equal.
    """
    km = road_km(a, b, travel)
    if km < SAME_PLACE_KM:
        return 0
    steps = math.ceil(round(km / travel.kmh * 60 / travel.round_to, 9))
    return int(steps * travel.round_to)
