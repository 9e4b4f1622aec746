"""The integer programme of who takes which seat: some days, without ways and without costs.

Its objective weighs unfilled need above broken promises; whole numbers, so that a bound less than one
below the objective proves it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from dispatch.solver.backend.integer import INFINITY, Model, minimise
from dispatch.solver.compiled.day_graph import is_flexible_team
from dispatch.solver.compiled.problem import CompiledProblem, broken_pin_cost
from dispatch.solver.problem.problem import week_of
from dispatch.solver.repair.seats import DaySeats

TAKEN = 0.5
WHOLE = 1e-4
# Where work is counted and not timed, a search tree of this size may be searched.
MOST_NODES = 2_000

Block = tuple[int, int]  # interpreter and day
Week = tuple[int, int]  # interpreter and week
Taken = dict[Block, list[int]]  # the seats somebody takes on a day, by their number


def change_weight(compiled: CompiledProblem) -> int:
    """How often unfilled need counts, so that no number of promises outweighs the least of it."""
    promises = sum(len(s.held_by) for s in compiled.problem.sessions)
    cheapest = min((s.unfilled_cost for s in compiled.problem.sessions), default=1)
    return promises // max(1, cheapest) + 1


@dataclass(frozen=True, slots=True)
class ProgrammeEffort:
    """How many seconds one model may take; `counted` limits its search tree instead of the time."""

    seconds: float
    counted: bool


@dataclass(eq=False, slots=True)
class DayGroup:
    """Some days solved together, with what has been learnt about them.

    `forbidden` are sets of seats without a timetable; a day solved alone knows no weekly caps.
    """

    compiled: CompiledProblem
    blocks: dict[Block, DaySeats]
    cliques: dict[Block, list[list[int]]]
    minds_weeks: bool = False
    forbidden: list[tuple[Block, list[int]]] = field(default_factory=list[tuple[Block, list[int]]])
    bound: int = -(10**15)
    taken: Taken | None = None

    def solve(self, effort: ProgrammeEffort) -> None:
        """Choose seats anew; `taken` is None where the effort does not suffice."""
        seats = _SeatProgramme(self)
        nodes = MOST_NODES if effort.counted else None
        solved = minimise(seats.model, effort.seconds, gap=1 - WHOLE, nodes=nodes)
        if solved.bound > -INFINITY:
            self.bound = max(self.bound, -int(-(solved.bound - WHOLE) // 1))
        self.taken = None
        if solved.values is not None:
            chosen = {
                column for column, value in enumerate(solved.values.tolist()) if value > TAKEN
            }
            self.taken = {
                key: [k for k, column in enumerate(columns) if column in chosen]
                for key, columns in seats.columns.items()
            }

    def minutes(self, key: Block) -> int:
        """What somebody is given on a day."""
        return sum(self.blocks[key].minutes[k] for k in (self.taken or {}).get(key, ()))

    def forbid_impossible_days(self) -> bool:
        """Forbid each day without a timetable from now on; whether there was any."""
        found = False
        for key, taken in (self.taken or {}).items():
            if self.blocks[key].timetable(taken) is None:
                found = True
                self.forbidden.append((key, _core(self.blocks[key], taken)))
        return found


def _core(block: DaySeats, taken: list[int]) -> list[int]:
    """A part of an impossible day that is impossible by itself."""
    core = list(taken)
    for k in taken:
        fewer = [other for other in core if other != k]
        if block.timetable(fewer) is None:
            core = fewer
    return core


class _SeatProgramme:
    """The integer programme of one group."""

    def __init__(self, group: DayGroup) -> None:
        self.group = group
        self.compiled = group.compiled
        self.problem = group.compiled.problem
        self.weight = change_weight(self.compiled)
        self.pin = broken_pin_cost(self.problem) * self.weight
        self.model = Model()
        self.columns: dict[Block, list[int]] = {}
        self.of_session: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for key, block in group.blocks.items():
            self._block(key, block)
        self._sessions()
        if group.minds_weeks:
            self._weeks()
        for key, seats in group.forbidden:
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
        """Whole teams from one start, or nobody."""
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
        """No more minutes than the cap of each week."""
        of_week: dict[Week, list[tuple[Block, DaySeats]]] = defaultdict(list)
        for (i, day), block in self.group.blocks.items():
            of_week[i, week_of(day)].append(((i, day), block))
        for week, blocks in of_week.items():
            self._cap(self.compiled.week_cap(*week), blocks)

    def _cap(self, most: int, blocks: list[tuple[Block, DaySeats]]) -> None:
        """No more minutes than so many in some days of somebody."""
        if sum(sum(block.minutes) for _, block in blocks) > most:
            row = self.model.row(-INFINITY, max(0, most))
            for key, block in blocks:
                for column, minutes in zip(self.columns[key], block.minutes, strict=True):
                    self.model.put(row, column, minutes)
