"""The master problem of a repair: the integer programme of who takes which seat on some days.

It knows neither travel nor cost, and of timetables only what is true of every pair of seats, plus what
has been learnt (`nogoods`): a relaxation, whose optimum bounds every lawful plan from below. It minimises

    weight * unfilled need + changes + weight * broken pin cost * broken pins,

less a constant (what is due when every assignment is dropped, see `fewest_changes`). All coefficients are
whole, so a bound less than one below the objective proves it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from dispatch.solver.backend.mathopt import INFINITY, ProgrammeBuilder, solve_mip
from dispatch.solver.compiled.day_graph import is_flexible_team
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem, Option, broken_pin_cost
from dispatch.solver.problem.problem import week_of
from dispatch.solver.repair.day_seats import DaySeats

TAKEN = 0.5
# Round-off that a bound of whole numbers may carry.
ROUND_OFF = 1e-4
# Where work is counted and not timed, a search tree of this size may be searched.
MOST_NODES = 2_000
UNPROVEN = -(10**15)

Block = tuple[int, int]  # interpreter and day
Week = tuple[int, int]  # interpreter and week
Chosen = dict[Block, list[int]]  # the seats somebody takes on a day, by their number


def change_weight(compiled: CompiledProblem) -> int:
    """What unfilled need is multiplied by, so that all changes together weigh less than the least of it."""
    kept = sum(len(s.held_by) for s in compiled.problem.sessions)
    cheapest = min((s.unfilled_cost for s in compiled.problem.sessions), default=1)
    return kept // max(1, cheapest) + 1


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
    most_changes: int | None = None
    nogoods: list[tuple[Block, list[int]]] = field(default_factory=list[tuple[Block, list[int]]])
    bound: int = UNPROVEN
    chosen: Chosen | None = None

    def solve(self, deadline: Deadline) -> None:
        """Choose seats anew; `chosen` is None where the time does not suffice."""
        seats = _SeatProgramme(self)
        nodes = MOST_NODES if deadline.deterministic else None
        solved = solve_mip(seats.model, deadline.allowance(), gap=1 - ROUND_OFF, nodes=nodes)
        if solved.bound > -INFINITY:
            self.bound = max(self.bound, -int(-(solved.bound - ROUND_OFF) // 1))
        self.chosen = None
        if solved.values is not None:
            taken = set(np.flatnonzero(solved.values > TAKEN).tolist())
            self.chosen = {
                key: [k for k, column in enumerate(columns) if column in taken]
                for key, columns in seats.columns.items()
            }

    def to_keep(self) -> int:
        """How many assignments are to be kept on these days."""
        days = {day for _, day in self.blocks}
        return sum(len(s.held_by) for s in self.compiled.problem.sessions if s.day in days)

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
        self.kept: list[int] = []  # the columns of assignments to keep
        self.of_session: dict[int, dict[Option, list[int]]] = defaultdict(lambda: defaultdict(list))
        for key, block in group.blocks.items():
            self._block(key, block)
        self._sessions()
        if group.minds_weeks:
            self._weeks()
        if group.most_changes is not None:
            row = self.model.row(group.to_keep() - group.most_changes, INFINITY)
            for column in self.kept:
                self.model.put(row, column)
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
            kept = self.compiled.held_by[s].get(i) == seat.way
            gain = kept + self.pin * (self.compiled.pinned[s].get(i) == seat.way)
            columns.append(self.model.column(-gain))
            if kept:
                self.kept.append(columns[-1])
            self.of_session[s][seat.way, seat.starts[0]].append(columns[-1])
        for clique in self.group.cliques[key]:
            self._at_most(1, [columns[k] for k in clique])
        self._cap(self.compiled.day_cap(*key), [(key, block)])
        if not self.compiled.has_strain_to_spare(*key):
            row = self.model.row(0, self.compiled.strain_cap(*key))
            for column, seat in zip(columns, block.seats, strict=True):
                self.model.put(row, column, self.problem.sessions[seat.session].strain)

    def _sessions(self) -> None:
        """Whole teams in one way from one start, or the need is unfilled."""
        model = self.model
        for s, by_option in self.of_session.items():
            session = self.problem.sessions[s]
            whole = model.row(session.needed, session.needed)
            need = session.unfilled_cost * session.needed * self.weight
            model.put(whole, model.column(need), session.needed)
            flexible = is_flexible_team(self.compiled, s)
            for columns in by_option.values():
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
