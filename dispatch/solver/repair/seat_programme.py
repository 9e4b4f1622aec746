"""The master problem of a repair: the integer programme of who takes which seat on some days.

It knows neither travel nor cost, and of timetables only what is true of every pair of seats, plus what
has been learnt (`nogoods`): a relaxation, whose optimum bounds every lawful plan from below. It minimises

    weight * unfilled need + changes + weight * broken pin cost * broken pins,

less a constant (what is due when every assignment is dropped, see `fewest_changes`). All coefficients are
whole, so a bound less than one below the objective proves it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import INFINITY, ProgrammeBuilder, solve_mip
from dispatch.solver.compiled.day_graph import is_flexible_team
from dispatch.solver.compiled.problem import AT_HOME, CompiledProblem, broken_pin_cost
from dispatch.solver.compiled.roads import Minutes
from dispatch.solver.problem.problem import week_of
from dispatch.solver.repair.cliques import Flags, edge_clique_cover, transitive_closure

TAKEN = 0.5
# Round-off that a bound of whole numbers may carry.
ROUND_OFF = 1e-4
# Where work is counted and not timed, a search tree of this size may be searched.
MOST_NODES = 2_000
UNPROVEN = -(10**15)

Block = tuple[int, int]  # interpreter and day
Week = tuple[int, int]  # interpreter and week
Chosen = dict[Block, list[int]]  # the seats somebody takes on a day, by their number


@dataclass(frozen=True, slots=True)
class Seat:
    """A session that an interpreter could serve on a day, at any of some starts.

    `session` is its position in the compiled problem, `starts` are minutes, ascending. A team must agree
    on its start, so a session with a team and a window has one seat for each start.
    """

    session: int
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
            for seat in _seats(s, compiled.starts(i, s), together=is_flexible_team(compiled, s))
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
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        together = np.logical_or.reduceat(np.logical_or.reduceat(reaches, first, 0), first, 1)
        apart = ~(together | together.T)
        session = np.array([seat.session for seat in self.seats])
        apart[session[:, None] == session] = True
        np.fill_diagonal(apart, val=False)
        return apart

    def _follows(self, owner: NDArray[np.int64], start: NDArray[np.int64]) -> Flags:
        """Whether one visit can come right after another, as (visits, visits); a visit is a seat and a start."""
        session = np.array([seat.session for seat in self.seats])[owner]
        end = start + np.array(self.minutes)[owner]
        way = self._ways()
        ways, which = np.unique(way, return_inverse=True)
        pauses = [self.compiled.pause(self.interpreter, minutes) for minutes in ways.tolist()]
        pause = np.array(pauses)[which].reshape(way.shape)
        fits = end[:, None] + pause[np.ix_(owner, owner)] <= start[None, :]
        return fits & (session[:, None] != session[None, :])

    def _ways(self) -> Minutes:
        """Minutes on the road between the sessions of the day's seats, as (seats, seats)."""
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
    """The seats of a session: one, or one for each start when a team must agree on it."""
    if together:
        return (Seat(s, (start,)) for start in starts)
    return (Seat(s, tuple(starts)),)


def change_weight(compiled: CompiledProblem) -> int:
    """What unfilled need is multiplied by, so that all changes together weigh less than the least of it."""
    kept = sum(len(s.held_by) for s in compiled.problem.sessions)
    cheapest = min((s.unfilled_cost for s in compiled.problem.sessions), default=1)
    return kept // max(1, cheapest) + 1


@dataclass(frozen=True, slots=True)
class ProgrammeEffort:
    """How many seconds one model may take; `counted` limits its search tree instead of the time."""

    seconds: float
    counted: bool


@dataclass(eq=False, slots=True)
class DayGroup:
    """Some days solved together, with what has been learnt about them.

    `cliques` are sets of seats of a block of which at most one can be taken. `nogoods` are sets of seats
    that have no timetable together, each with its block. A day solved alone knows no weekly caps. `bound`
    is the highest lower bound proven so far, `chosen` the last choice.
    """

    compiled: CompiledProblem
    blocks: dict[Block, DaySeats]
    cliques: dict[Block, list[list[int]]]
    minds_weeks: bool = False
    nogoods: list[tuple[Block, list[int]]] = field(default_factory=list[tuple[Block, list[int]]])
    bound: int = UNPROVEN
    chosen: Chosen | None = None

    def solve(self, effort: ProgrammeEffort) -> None:
        """Choose seats anew; `chosen` is None where the effort does not suffice."""
        seats = _SeatProgramme(self)
        nodes = MOST_NODES if effort.counted else None
        solved = solve_mip(seats.model, effort.seconds, gap=1 - ROUND_OFF, nodes=nodes)
        if solved.bound > -INFINITY:
            self.bound = max(self.bound, -int(-(solved.bound - ROUND_OFF) // 1))
        self.chosen = None
        if solved.values is not None:
            taken = set(np.flatnonzero(solved.values > TAKEN).tolist())
            self.chosen = {
                key: [k for k, column in enumerate(columns) if column in taken]
                for key, columns in seats.columns.items()
            }

    def minutes(self, key: Block) -> int:
        """Session minutes that somebody is given on a day."""
        return sum(self.blocks[key].minutes[k] for k in (self.chosen or {}).get(key, ()))

    def learn_nogoods(self) -> bool:
        """Exclude every chosen day that has no timetable from now on; whether there was any."""
        found = False
        for key, taken in (self.chosen or {}).items():
            if self.blocks[key].timetable(taken) is None:
                found = True
                self.nogoods.append((key, _infeasible_core(self.blocks[key], taken)))
        return found


def _infeasible_core(block: DaySeats, taken: list[int]) -> list[int]:
    """A smallest part of an impossible day that is impossible by itself: none of it can be left out."""
    core = list(taken)
    for k in taken:
        fewer = [other for other in core if other != k]
        if block.timetable(fewer) is None:
            core = fewer
    return core


class _SeatProgramme:
    """The rows and columns of one group; a column is a seat taken (1) or not (0)."""

    def __init__(self, group: DayGroup) -> None:
        self.group = group
        self.compiled = group.compiled
        self.problem = group.compiled.problem
        self.weight = change_weight(self.compiled)
        self.pin = broken_pin_cost(self.problem) * self.weight
        self.model = ProgrammeBuilder()
        self.columns: dict[Block, list[int]] = {}
        self.of_session: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for key, block in group.blocks.items():
            self._block(key, block)
        self._sessions()
        if group.minds_weeks:
            self._weeks()
        for key, seats in group.nogoods:
            self._at_most(len(seats) - 1, [self.columns[key][k] for k in seats])

    def _at_most(self, most: int, columns: list[int]) -> None:
        row = self.model.row(0, most)
        for column in columns:
            self.model.put(row, column)

    def _block(self, key: Block, block: DaySeats) -> None:
        """One of each clique, and no more minutes and strain than the caps."""
        i, _ = key
        columns = self.columns[key] = []
        for seat in block.seats:
            s = seat.session
            gain = (i in self.compiled.held_by[s]) + self.pin * (i in self.compiled.pinned[s])
            columns.append(self.model.column(-gain))
            self.of_session[s][seat.starts[0]].append(columns[-1])
        for clique in self.group.cliques[key]:
            self._at_most(1, [columns[k] for k in clique])
        self._cap(self.compiled.day_cap(*key), [(key, block)])
        if not self.compiled.has_strain_to_spare(*key):
            row = self.model.row(0, self.compiled.strain_cap(*key))
            for column, seat in zip(columns, block.seats, strict=True):
                self.model.put(row, column, self.problem.sessions[seat.session].strain)

    def _sessions(self) -> None:
        """Whole teams from one start, or the need is unfilled."""
        model = self.model
        for s, by_start in self.of_session.items():
            session = self.problem.sessions[s]
            whole = model.row(session.needed, session.needed)
            need = session.unfilled_cost * session.needed * self.weight
            model.put(whole, model.column(need), session.needed)
            flexible = is_flexible_team(self.compiled, s)
            for columns in by_start.values():
                row = whole
                if flexible:
                    row, begins = model.row(0, 0), model.column()
                    model.put(row, begins, -session.needed)
                    model.put(whole, begins, session.needed)
                for column in columns:
                    model.put(row, column)

    def _weeks(self) -> None:
        """No more session minutes than the cap of each week."""
        of_week: dict[Week, list[tuple[Block, DaySeats]]] = defaultdict(list)
        for (i, day), block in self.group.blocks.items():
            of_week[i, week_of(day)].append(((i, day), block))
        for week, blocks in of_week.items():
            self._cap(self.compiled.week_cap(*week), blocks)

    def _cap(self, most: int, blocks: list[tuple[Block, DaySeats]]) -> None:
        """No more session minutes than so many on some days of somebody."""
        if sum(sum(block.minutes) for _, block in blocks) > most:
            row = self.model.row(-INFINITY, max(0, most))
            for key, block in blocks:
                for column, minutes in zip(self.columns[key], block.minutes, strict=True):
                    self.model.put(row, column, minutes)
