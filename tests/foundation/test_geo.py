"""Distances and travel times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.cities import CITIES
from foundation.geo import Point, TravelModel, great_circle_km, road_km, travel_minutes

TRAVEL = TravelModel(kmh=40.0, detour=1.35, round_to=5)
KOREAN = st.builds(Point, st.floats(33, 39), st.floats(124, 132))


def test_known_distances_are_met() -> None:
    suwon, ansan, yeoncheon = (CITIES[name].point for name in ("suwon", "ansan", "yeoncheon"))

    assert great_circle_km(suwon, ansan) == pytest.approx(18.6, abs=0.3)
    assert great_circle_km(suwon, yeoncheon) == pytest.approx(92.7, abs=0.5)
    assert great_circle_km(Point(0, 0), Point(0, 180)) == pytest.approx(20015, abs=5)
    assert road_km(suwon, ansan, TRAVEL) == pytest.approx(18.6 * 1.35, abs=0.5)


def test_the_map_holds_31_cities_each_in_gyeonggi() -> None:
    assert len(CITIES) == 31
    assert all(36.8 < c.point.latitude < 38.3 for c in CITIES.values())
    assert all(126.5 < c.point.longitude < 127.9 for c in CITIES.values())
    assert {c.region for c in CITIES.values()} == {"north", "south", "east", "west"}


@given(KOREAN, KOREAN)
def test_travel_is_the_same_both_ways_on_the_grid_and_never_too_short(a: Point, b: Point) -> None:
    minutes = travel_minutes(a, b, TRAVEL)

    assert minutes == travel_minutes(b, a, TRAVEL)
    assert minutes % 5 == 0
    if road_km(a, b, TRAVEL) >= 0.05:
        exact = road_km(a, b, TRAVEL) / 40 * 60
        assert exact - 1e-6 <= minutes < exact + 5 + 1e-6


def test_the_same_building_takes_no_time() -> None:
    here = CITIES["guri"].point
    assert travel_minutes(here, here, TRAVEL) == 0
    assert travel_minutes(here, Point(here.latitude + 0.0002, here.longitude), TRAVEL) == 0
    assert travel_minutes(here, Point(here.latitude + 0.002, here.longitude), TRAVEL) == 5


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (-90.1, 0)])
def test_what_is_not_on_the_earth_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Point(latitude, longitude)
