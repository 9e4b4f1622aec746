"""Who could sit where: an interpreter's day as a set of seats, and which of them exclude each other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import is_flexible_team
from dispatch.solver.compiled.problem import AT_HOME, CompiledProblem
from dispatch.solver.compiled.roads import Minutes

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seat:
    """A session in an interpreter's day, at any of some starts; a team's start is one of its own."""

    session: int
    starts: tuple[int, ...]


class DaySeats:
    """The seats of one interpreter's day and the cliques of those that exclude each other.

    Two seats exclude each other when no starts of theirs can follow one another, neither at once nor
    with other sessions of the day between them. So every lawful day keeps to the cliques; a set that
    keeps to them may still be impossible, which `timetable` finds out.
    """

    def __init__(self, compiled: CompiledProblem, i: int, day: int) -> None:
        self.compiled = compiled
        self.interpreter = i
        self.day = day
        self.seats = [
            seat
            for s in compiled.day_sessions[i, day]
            for seat in _seats(s, compiled.starts(i, s), together=is_flexible_team(compiled, s))
        ]
        self.minutes = [compiled.problem.sessions[seat.session].minutes for seat in self.seats]

    def cliques(self) -> list[list[int]]:
        """Sets of seats of which at most one can be taken, covering every pair that excludes itself."""
        apart = self._exclusive()
        return _cover(apart, [seat.starts[0] for seat in self.seats])

    def _exclusive(self) -> Flags:
        """Which pairs of seats cannot both be taken."""
        owner = np.repeat(np.arange(len(self.seats)), [len(seat.starts) for seat in self.seats])
        start = np.array([start for seat in self.seats for start in seat.starts])
        order = np.argsort(start, kind="stable")
        reaches = np.empty((len(order), len(order)), dtype=np.bool_)
        follows = self._follows(owner, start)[np.ix_(order, order)]
        reaches[np.ix_(order, order)] = _unpacked(_closure(_packed(follows)), len(order))
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        together = np.logical_or.reduceat(np.logical_or.reduceat(reaches, first, 0), first, 1)
        apart = ~(together | together.T)
        session = np.array([seat.session for seat in self.seats])
        apart[session[:, None] == session] = True
        np.fill_diagonal(apart, val=False)
        return apart

    def _follows(self, owner: NDArray[np.int64], start: NDArray[np.int64]) -> Flags:
        """Whether one visit can come right after another."""
        session = np.array([seat.session for seat in self.seats])[owner]
        end = start + np.array(self.minutes)[owner]
        way = self._ways()
        ways, which = np.unique(way, return_inverse=True)
        pauses = [self.compiled.pause(self.interpreter, minutes) for minutes in ways.tolist()]
        pause = np.array(pauses)[which].reshape(way.shape)
        fits = end[:, None] + pause[np.ix_(owner, owner)] <= start[None, :]
        return fits & (session[:, None] != session[None, :])

    def _ways(self) -> Minutes:
        """Travel minutes between the sessions of the day's seats."""
        compiled, roads = self.compiled, self.compiled.roads
        home = compiled.home[self.interpreter]
        site = np.array([compiled.site[seat.session] for seat in self.seats])
        away = site != AT_HOME
        place = np.array([*roads.sites, home])[site]  # the last one stands for AT_HOME
        way = np.zeros((len(site), len(site)), dtype=np.int32)
        way[:, away] = roads.to_site[np.ix_(place, site[away])]
        way[np.ix_(away, ~away)] = roads.from_site[site[away], home][:, None]
        return way

    def timetable(
        self, taken: Collection[int], wanted: Mapping[int, int] | None = None
    ) -> list[tuple[int, int]] | None:
        """Starts for some seats that make a lawful day, as (seat, start); None if there are none.

        Sessions with a wanted start begin then, unless that makes the day impossible.
        """
        wanted = {k: start for k, start in (wanted or {}).items() if start in self.seats[k].starts}
        found = self._timetable(frozenset(taken), None, wanted)
        return found if found is not None or not wanted else self.timetable(taken)

    def _timetable(
        self, waiting: frozenset[int], last: tuple[int, int] | None, wanted: Mapping[int, int]
    ) -> list[tuple[int, int]] | None:
        if not waiting:
            return []
        begins = ((self._first(k, last, wanted), k) for k in waiting)
        for start, k in sorted((start, k) for start, k in begins if start is not None):
            rest = self._timetable(waiting - {k}, (k, start), wanted)
            if rest is not None:
                return [(k, start), *rest]
        return None

    def _first(self, k: int, last: tuple[int, int] | None, wanted: Mapping[int, int]) -> int | None:
        """The earliest start of a seat after another one."""
        starts = (wanted[k],) if k in wanted else self.seats[k].starts
        if last is None:
            return starts[0]
        before, start = last
        i, compiled = self.interpreter, self.compiled
        way = compiled.travel_minutes(i, self.seats[before].session, self.seats[k].session)
        ready = start + self.minutes[before] + compiled.pause(i, way)
        return next((begin for begin in starts if begin >= ready), None)


def _seats(s: int, starts: list[int], *, together: bool) -> Iterable[Seat]:
    if together:
        return (Seat(s, (start,)) for start in starts)
    return (Seat(s, tuple(starts)),)


def _packed(table: Flags) -> list[int]:
    """Each row as a whole number, one bit for each column."""
    rows = np.packbits(table, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in rows]


def _unpacked(rows: list[int], width: int) -> Flags:
    size = width // 8 + 1
    table = np.frombuffer(b"".join(row.to_bytes(size, "little") for row in rows), dtype=np.uint8)
    bits = np.unpackbits(table.reshape(len(rows), size), axis=1, bitorder="little")
    return bits[:, :width].astype(np.bool_)


def _closure(rows: list[int]) -> list[int]:
    """Who can be reached through others too; everybody reaches only those after them."""
    reached = [0] * len(rows)
    for k in range(len(rows) - 1, -1, -1):
        known = left = rows[k]
        while left:
            nxt = _lowest(left)
            known |= reached[nxt]
            left &= ~(reached[nxt] | 1 << nxt)
        reached[k] = known
    return reached


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _cover(apart: Flags, order: list[int]) -> list[list[int]]:
    """Cliques, each as large as it grows from one pair, until every pair lies in one of them."""
    ranked: list[int] = np.argsort(np.array(order), kind="stable").tolist()
    rivals = _packed(apart[np.ix_(ranked, ranked)])
    left = list(rivals)
    found: list[list[int]] = []
    for k in range(len(ranked)):
        while left[k]:
            clique = [k, _lowest(left[k])]
            common = rivals[k] & rivals[clique[1]]
            while common:
                clique.append(_lowest(common))
                common &= rivals[clique[-1]]
            others = ~sum(1 << member for member in clique)
            for member in clique:
                left[member] &= others
            found.append([ranked[member] for member in clique])
    return found
