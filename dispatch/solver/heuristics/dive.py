"""Diving: route after route of a relaxed plan is fixed, until everybody has a day.

`Dive` solves a relaxed master again after each step; `PriceDrivenDive` goes by prices alone, for problems too
large for a linear programme.

After Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa, "Primal heuristics for branch and price: the
assets of diving methods", INFORMS Journal on Computing 31(2), 2019.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import LpSolution, NoOptimumError
from dispatch.solver.compiled.day_graph import Flags, Reals
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.colgen import (
    TOLERANCE,
    ColumnGeneration,
    DualBound,
    RelaxedMaster,
)
from dispatch.solver.master.rows import BANNED, LEAVE
from dispatch.solver.master.sparsify import SparseGraph
from dispatch.solver.pricing.pricing import Route, routes_of

Indices = NDArray[np.int64]


@dataclass(slots=True)
class _Fixed:
    """What a dive has fixed so far."""

    room: Reals  # seats and minutes still free, by row
    chosen: dict[int, int] = field(default_factory=dict[int, int])  # column by block


def dive(
    generation: ColumnGeneration,
    source: Callable[[ColumnGeneration, DualBound, Deadline], RelaxedMaster],
    begin: DualBound,
    late: Deadline,
    end: Deadline,
) -> list[int]:
    """Dive from a relaxed plan: the columns of a whole plan, none where no master was solved in time.

    `source` makes the master to dive in from `begin`; from `late` on larger steps are taken, at the `end` the last
    one is.
    """
    try:
        master = source(generation, begin, generation.deadline)
        return Dive(generation, master).run(late, end)
    except NoOptimumError:
        return []


class Dive:
    """One dive from a converged master to a whole plan: fix the surest columns, price again, and so on."""

    def __init__(self, generation: ColumnGeneration, source: RelaxedMaster) -> None:
        self.generation = generation
        self.source = source
        self.rows = generation.rows
        self.pool = generation.pool
        self.numbers = generation.params.dives
        self.priced = generation.pricer.room_for_routes(2)

    def run(self, late: Deadline, end: Deadline) -> list[int]:
        """The chosen columns, one per block at most, no seat given twice.

        Late in its time the dive takes larger steps, and when that is over one last step.
        """
        fixed = _Fixed(self._room())
        with suppress(NoOptimumError):  # what is chosen so far is lawful; gaps are filled elsewhere
            self._descend(fixed, late, end)
        return list(fixed.chosen.values())

    def _descend(self, fixed: _Fixed, late: Deadline, end: Deadline) -> None:
        numbers, deadline = self.numbers, self.generation.deadline
        accuracy = self.generation.params.generation.first_accuracy
        solution = self.source.relax(deadline, accuracy)
        while True:
            often = 1 if late.is_over() else numbers.pricings_per_step
            for _ in range(0 if end.is_over() else often):
                new = self._price(solution, fixed)
                if not len(new):
                    break
                self.source.add(new)
                solution = self.source.relax(deadline, accuracy)
            share = numbers.late_share if late.is_over() else self.source.share
            share = 1.0 if end.is_over() else share
            columns = self._fix(solution, fixed, share)
            if not columns or share == 1.0:
                break
            self.source.fix(np.array(columns, dtype=np.int64))
            solution = self.source.relax(deadline, accuracy)

    def _room(self) -> Reals:
        """Seats and minutes that an empty plan leaves, by row; none in sessions left by a branching decision."""
        rows, sessions = self.rows, self.rows.graph.session
        room = np.full(rows.count, np.inf)
        left = rows.decision[sessions] == LEAVE
        room[rows.node_row] = np.where(left, 0.0, rows.needed[sessions])
        caps = list(rows.cap_rows.values())
        room[caps] = np.array(rows.high)[caps]
        return room

    def _price(self, solution: LpSolution, fixed: _Fixed) -> Indices:
        """New columns for the blocks that are still open."""
        rows, graph = self.rows, self.rows.graph
        profit = rows.reduced_profits(rows.project(solution.duals))
        profit[fixed.room[rows.node_row] <= 0] = BANNED
        is_open: Flags = np.ones(graph.count, dtype=np.bool_)
        is_open[list(fixed.chosen)] = False
        which = np.flatnonzero(is_open)
        self.priced.values[:] = 0.0
        self.generation.pricer.price(profit, self.priced, which)
        self.generation.deadline.spend(self.generation.pricer.seconds)
        paid = -solution.duals[rows.first_block : rows.first_block + graph.count]
        columns = self.pool.add(
            routes_of(self.priced, self.numbers.worth_adding, np.maximum(0.0, paid))
        )
        return np.setdiff1d(np.array(columns, dtype=np.int64), self.source.columns)

    def _fix(self, solution: LpSolution, fixed: _Fixed, share: float) -> list[int]:
        """Fix the columns with the highest values, as far as they fit: a share of the open blocks, and all sure ones."""
        columns = self.source.columns
        order = np.argsort(-solution.values, kind="stable")
        used: list[int] = columns[solution.values > TOLERANCE].tolist()
        open_blocks = {self.pool.block[c] for c in used} - set(fixed.chosen)
        wanted = max(1, int(share * len(open_blocks)))
        new: list[int] = []
        for k in order.tolist():
            value, c = float(solution.values[k]), int(columns[k])
            if value < TOLERANCE or (value < self.numbers.sure and len(new) >= wanted):
                break
            b = self.pool.block[c]
            if b in fixed.chosen or not self._fits(c, fixed):
                continue
            fixed.chosen[b] = c
            for row, taken in self.pool.entries_of(c):
                fixed.room[row] -= taken
            new.append(c)
        return new

    def _fits(self, column: int, fixed: _Fixed) -> bool:
        """Whether a route is lawful and takes only seats and minutes that are free."""
        entries = self.pool.entries_of(column)
        return self.pool.is_lawful(column) and all(
            fixed.room[row] >= taken for row, taken in entries
        )


class PriceDrivenDive:
    """A dive without linear programmes: prices move on while more and more blocks are fixed.

    Fixed are those first that keep coming back to the same route; each time fewer are left to be priced.
    Prices follow the subgradient of the Lagrangian bound, with some of the last direction kept. Prices are
    in cost per seat. Load and caps over several days are not minded: it is for problems of one day.
    """

    def __init__(
        self, generation: ColumnGeneration, sparse_graph: SparseGraph, dual_bound: DualBound
    ) -> None:
        self.generation = generation
        self.rows, self.pool = generation.rows, generation.pool
        self.sparse_graph = sparse_graph
        self.numbers = generation.params.dives
        self.duals = dual_bound.duals.copy()
        self.step = self.numbers.step * max(1.0, float(self.rows.problem.costs.travel_minute))
        self.room = np.zeros(self.rows.count)
        self.room[self.rows.seat_rows] = self.rows.needed[
            self.rows.seat_session[self.rows.seat_rows]
        ]
        self.chosen: dict[int, int] = {}  # column by block
        self.open: Indices = np.arange(self.rows.graph.count)
        self._direction = np.zeros(self.rows.count)

    def run(self, deadline: Deadline) -> dict[int, int]:
        """The chosen columns by block; no seat is given twice. What is open when it is over is fixed at once."""
        numbers = self.numbers
        while len(self.open):
            over = deadline.is_over()
            seen = self._price(1 if over else numbers.moves_per_step)
            wanted = max(numbers.least_fixed, int(numbers.plunge_share * len(self.open)))
            if over or len(self.open) <= numbers.few_left:
                wanted = len(self.open)
            if not self._fix(seen, wanted):
                break
        return self.chosen

    def _price(self, rounds: int) -> Counter[Route]:
        """Price and move on several times: the best routes of the open blocks, and how often each came."""
        seen: Counter[Route] = Counter()
        for _ in range(rounds):
            duals = self.rows.project(self.duals)
            profit = self.rows.reduced_profits(duals)
            profit[self.room[self.rows.node_row] <= 0] = BANNED
            self.sparse_graph.price_profits(profit, self.open)
            best = self._best()
            seen.update(best)
            self._move(duals, best)
        return seen

    def _best(self) -> list[Route]:
        """The best route of each open block that has one worth more than nothing."""
        priced = self.sparse_graph.priced
        paying = self.open[priced.values[self.open, 0] > TOLERANCE]
        return [
            Route(b, tuple(priced.routes[b, 0, : priced.lengths[b, 0]][::-1].tolist()), 0.0)
            for b in paying.tolist()
        ]

    def _move(self, duals: Reals, best: list[Route]) -> None:
        """Move the prices of seats up where these routes leave them free, and down where too many take them."""
        rows = self.rows
        subgradient = self.room.copy()
        dearest = rows.unfilled_price()[rows.seat_session[rows.seat_rows]]
        subgradient[rows.seat_rows[duals[rows.seat_rows] >= dearest]] = 0.0
        nodes = np.array([n for route in best for n in route.nodes], dtype=np.int64)
        np.subtract.at(subgradient, rows.node_row[nodes], 1.0)
        memory = self.numbers.memory
        self._direction = (1 - memory) * subgradient + memory * self._direction
        self.duals = duals + self.step * np.clip(self._direction, -1.5, 1.5)

    def _fix(self, seen: Counter[Route], wanted: int) -> bool:
        """Fix the routes seen most often, as far as they fit; whether any did."""
        fixed = 0
        for route, _ in seen.most_common():
            if fixed >= wanted:
                break
            if route.block in self.chosen or not self._fits(route):
                continue
            for n in route.nodes:
                self.room[self.rows.node_row[n]] -= 1.0
            self.chosen[route.block] = self.pool.add([route])[0]
            fixed += 1
        taken = np.array(list(self.chosen), dtype=np.int64)
        self.open = np.setdiff1d(self.open, taken)
        return fixed > 0

    def _fits(self, route: Route) -> bool:
        """Whether a route is lawful and takes only seats that are still there."""
        graph = self.rows.graph
        sessions = graph.session[list(route.nodes)].tolist()
        if len(set(sessions)) < len(sessions) or not graph.keeps_day_caps(route.block, route.nodes):
            return False
        return all(self.room[self.rows.node_row[n]] >= 1.0 for n in route.nodes)
