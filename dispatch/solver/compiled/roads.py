"""Travel minutes between every place and every site of a session, worked out once."""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.problem.problem import (
    EARTH_DIAMETER_KM,
    SAME_PLACE_KM,
    Problem,
    travel_minutes,
)

Minutes = NDArray[np.int32]

# A quotient this close to a whole step is worked out again by the one formula the checker uses.
DOUBTFUL = 1e-6


class Roads:
    """Travel times in whole minutes between places and sites; a site is a place of a session.

    `to_site[place, site]` and `from_site[site, place]`; `sites` holds the places of the sites, and
    places are positions in the problem. Equal to the checker's formula to the minute.
    """

    def __init__(self, problem: Problem) -> None:
        self.place_of_id = {p.id: k for k, p in enumerate(problem.places)}
        places = (way.place for s in problem.sessions for way in s.ways)
        used = {self.place_of_id[place] for place in places if place is not None}
        self.sites = sorted(used)
        self.site_of_place = {place: k for k, place in enumerate(self.sites)}
        if problem.travel.minutes is not None:
            table = np.array(problem.travel.minutes, dtype=np.int32).reshape(
                len(problem.places), len(problem.places)
            )
            self.to_site: Minutes = np.ascontiguousarray(table[:, self.sites])
            self.from_site: Minutes = np.ascontiguousarray(table[self.sites, :])
        else:
            self.to_site = _estimated(problem, self.sites)
            self.from_site = np.ascontiguousarray(self.to_site.T)
        # The same as plain lists: reading single cells is several times faster than from an array.
        self.to_site_rows: list[list[int]] = self.to_site.tolist()
        self.from_site_rows: list[list[int]] = self.from_site.tolist()


def _estimated(problem: Problem, sites: list[int]) -> Minutes:
    radian = np.pi / 180
    lat = np.array([p.lat for p in problem.places], dtype=float) * radian
    lon = np.array([p.lon for p in problem.places], dtype=float) * radian
    half_lat = (lat[:, None] - lat[sites][None]) / 2
    half_lon = (lon[:, None] - lon[sites][None]) / 2
    across = np.cos(lat)[:, None] * np.cos(lat[sites])[None]
    chord = np.sin(half_lat) ** 2 + across * np.sin(half_lon) ** 2
    travel = problem.travel
    km = EARTH_DIAMETER_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord))) * travel.detour
    steps = np.round(km / travel.kmh * 60 / travel.round_to, 9)
    minutes = np.where(km < SAME_PLACE_KM, 0, np.ceil(steps) * travel.round_to).astype(np.int32)
    near_a_step = np.abs(steps - np.round(steps)) < DOUBTFUL
    near_a_door = np.abs(km - SAME_PLACE_KM) < DOUBTFUL
    for place, site in np.argwhere((near_a_step & (km > DOUBTFUL)) | near_a_door).tolist():
        minutes[place, site] = travel_minutes(problem, place, sites[site])
    return minutes
