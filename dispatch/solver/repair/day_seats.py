"""The seats of one interpreter's day: which exclude each other, and whether some have a timetable."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import is_flexible_team
from dispatch.solver.compiled.problem import AT_HOME, CompiledProblem, Option
from dispatch.solver.compiled.roads import Minutes
from dispatch.solver.problem.problem import NO_LIMIT
from dispatch.solver.repair.cliques import Flags, edge_clique_cover, transitive_closure


@dataclass(frozen=True, slots=True)
class Seat:
    """A session that an interpreter could serve on a day in one of its ways, at any of some starts.

    `session` and `way` are positions in the compiled problem, `starts` are minutes, ascending. A team must
    agree on its way and start, so a session with a team has one seat for each of these options.
    """

    session: int
    way: int
    starts: tuple[int, ...]


class DaySeats:
    """The seats of one interpreter's day: a single machine with time windows and setup times.

    Two seats exclude each other when neither can follow the other at any of their starts, at once or with
    other sessions of the day between them. So every lawful day keeps to the cliques of seats that exclude
    each other; a set that keeps to them may still be impossible, which `timetable` finds out.
    """

    def __init__(self, compiled: CompiledProblem, i: int, day: int) -> None:
        self.compiled = compiled
        self.interpreter = i
        self.day = day
        self.seats = [
            seat
            for s in compiled.day_sessions[i, day]
            for seat in _seats(s, compiled.options(i, s), together=is_flexible_team(compiled, s))
        ]
        self.minutes = [compiled.problem.sessions[seat.session].minutes for seat in self.seats]

    def cliques(self) -> list[list[int]]:
        """Sets of seats of which at most one can be taken; each pair that excludes itself is in one."""
        return edge_clique_cover(self._exclusive(), [seat.starts[0] for seat in self.seats])

    def _exclusive(self) -> Flags:
        """Which pairs of seats cannot both be taken, as (seats, seats)."""
        owner = np.repeat(np.arange(len(self.seats)), [len(seat.starts) for seat in self.seats])
        start = np.array([start for seat in self.seats for start in seat.starts])
        order = np.argsort(start, kind="stable")
        reaches = np.empty((len(order), len(order)), dtype=np.bool_)
        follows = self._follows(owner, start)[np.ix_(order, order)]
        reaches[np.ix_(order, order)] = transitive_closure(follows)
        reaches &= self._home_in_time(owner, start)
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        together = np.logical_or.reduceat(np.logical_or.reduceat(reaches, first, 0), first, 1)
        apart = ~(together | together.T)
        session = np.array([seat.session for seat in self.seats])
        apart[session[:, None] == session] = True
        np.fill_diagonal(apart, val=False)
        return apart

    def _home_in_time(self, owner: NDArray[np.int64], start: NDArray[np.int64]) -> Flags:
        """Which two visits keep nobody from home too long, as (visits, visits)."""
        owners: list[int] = owner.tolist()
        starts: list[int] = start.tolist()
        trips = [
            self.compiled.trip(self.interpreter, self.seats[k].way, begin)
            for k, begin in zip(owners, starts, strict=True)
        ]
        left, back = np.array(trips, dtype=np.int64).reshape(-1, 2).T
        away = np.maximum.outer(back, back) - np.minimum.outer(left, left)
        cap = self.compiled.problem.interpreters[self.interpreter].max_away_minutes
        return (away <= cap) | (cap == NO_LIMIT)

    def _follows(self, owner: NDArray[np.int64], start: NDArray[np.int64]) -> Flags:
        """Whether one visit can come right after another, as (visits, visits); a visit is a seat and a start."""
        session = np.array([seat.session for seat in self.seats])[owner]
        end = start + np.array(self.minutes)[owner]
        pause = self._pauses(self._road_minutes())
        fits = end[:, None] + pause[np.ix_(owner, owner)] <= start[None, :]
        return fits & (session[:, None] != session[None, :])

    def _pauses(self, road: Minutes) -> Minutes:
        """Minutes that must lie between the sessions of the day's seats, as (seats, seats)."""
        compiled, pause = self.compiled, np.zeros_like(road)
        roads, which = np.unique(road, return_inverse=True)
        which = which.reshape(road.shape)
        rests = [compiled.problem.sessions[seat.session].rest for seat in self.seats]
        for rest in set(rests):
            rows = np.flatnonzero(np.array(rests) == rest)
            one = self.seats[int(rows[0])].session
            pauses = [compiled.pause(self.interpreter, one, minutes) for minutes in roads.tolist()]
            pause[rows] = np.array(pauses)[which[rows]]
        return pause

    def _road_minutes(self) -> Minutes:
        """Minutes on the road between the sessions of the day's seats, as (seats, seats)."""
        compiled, roads = self.compiled, self.compiled.roads
        home = compiled.home[self.interpreter]
        site = np.array([compiled.site[seat.way] for seat in self.seats])
        away = site != AT_HOME
        place = np.array([*roads.sites, home])[site]  # the last one stands for AT_HOME
        road = np.zeros((len(site), len(site)), dtype=np.int32)
        road[:, away] = roads.to_site[np.ix_(place, site[away])]
        road[np.ix_(away, ~away)] = roads.from_site[site[away], home][:, None]
        return road

    def timetable(
        self, taken: Collection[int], wanted: Mapping[int, int] | None = None
    ) -> list[tuple[int, int]] | None:
        """Starts for some seats that make a lawful day, as (seat, start); None if there are none.

        Sessions with a wanted start begin then, unless that makes the day impossible.
        """
        wanted = {k: start for k, start in (wanted or {}).items() if start in self.seats[k].starts}
        found = self._timetable(frozenset(taken), (), wanted)
        return found if found is not None or not wanted else self.timetable(taken)

    def _timetable(
        self,
        waiting: frozenset[int],
        begun: tuple[tuple[int, int], ...],
        wanted: Mapping[int, int],
    ) -> list[tuple[int, int]] | None:
        """Starts for the seats that wait, after those that have begun; each as early as can be.

        Where the time away from home is capped later starts are tried as well: they may shorten the day.
        """
        options = [(self.seats[k].way, start) for k, start in begun]
        if options and self.compiled.is_too_long_away(self.interpreter, options):
            return None
        if not waiting:
            return []
        last = begun[-1] if begun else None
        begins = ((start, k) for k in waiting for start in self._starts(k, last, wanted))
        for start, k in sorted(begins):
            rest = self._timetable(waiting - {k}, (*begun, (k, start)), wanted)
            if rest is not None:
                return [(k, start), *rest]
        return None

    def _starts(
        self, k: int, last: tuple[int, int] | None, wanted: Mapping[int, int]
    ) -> tuple[int, ...]:
        """The starts of a seat after another one that are worth trying."""
        starts = (wanted[k],) if k in wanted else self.seats[k].starts
        i, compiled = self.interpreter, self.compiled
        if last is not None:
            before, start = last
            road = compiled.travel_minutes(i, self.seats[before].way, self.seats[k].way)
            pause = compiled.pause(i, self.seats[before].session, road)
            ready = start + self.minutes[before] + pause
            starts = tuple(begin for begin in starts if begin >= ready)
        capped = compiled.problem.interpreters[i].max_away_minutes < NO_LIMIT
        return starts if capped else starts[:1]


def _seats(s: int, options: list[Option], *, together: bool) -> Iterable[Seat]:
    """The seats of a session: one for each way, or for each option when a team must agree on it."""
    if together:
        return (Seat(s, w, (start,)) for w, start in options)
    starts: dict[int, list[int]] = defaultdict(list)
    for w, start in options:
        starts[w].append(start)
    return (Seat(s, w, tuple(those)) for w, those in starts.items())
