"""Relaxed masters that column generation and dives grow: two ways to solve and keep one.

By interior point, solved anew each time, for central duals; and by the simplex method, kept warm, for exact ones.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import LpSolution, WarmSimplex, solve_by_interior_point
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound

Indices = NDArray[np.int64]


class InteriorPointMaster:
    """The master by interior point without crossover: solved anew each time, its duals central.

    What is fixed leaves it with its share of each row. Undecided columns come out with many small values, so that
    only small steps (`share` of the open blocks) are safe in a dive.
    """

    is_exact = False

    def __init__(
        self, generation: ColumnGeneration, begin: DualBound | None, _: Deadline | None = None
    ) -> None:
        self.generation = generation
        self.share = generation.params.dives.interior_share
        self.pool, self.rows = generation.pool, generation.rows
        self.columns = generation.cheapest(begin, generation.params.generation.first_per_block)
        self.slack_values = np.zeros(0)
        self._taken, self._fixed_cost = np.zeros(self.rows.count), 0.0

    def relax(self, deadline: Deadline, accuracy: float) -> LpSolution:
        """The optimum with what is fixed, of which the values are not; NoOptimumError where there is none in time.

        Routes that branching bars get the value 0.
        """
        master, params = self.generation.master, self.generation.params
        allowed = self.columns[~self.pool.barred(self.columns)]
        whole = master.programme(allowed)
        left = replace(whole, low=whole.low - self._taken, high=whole.high - self._taken)
        solution = solve_by_interior_point(left, accuracy, deadline.allowance())
        deadline.spend(len(self.columns) * params.counted.interior_column)
        count, values = len(master.slack_cost), np.zeros(len(self.columns))
        self.slack_values = solution.values[:count]
        values[np.searchsorted(self.columns, allowed)] = solution.values[count:]
        objective = solution.objective + self.rows.constant + self._fixed_cost
        return LpSolution(objective, values, solution.duals)

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        self.columns = np.union1d(self.columns, columns)

    def fix(self, columns: Indices) -> None:
        """Fix some columns: they leave with their blocks, and with all routes that no longer fit."""
        row, _, value = self.pool.entries(columns)
        self._taken += np.bincount(row, value, self.rows.count)
        self._fixed_cost += float(np.array(self.pool.cost)[columns].sum())
        single = np.zeros(self.rows.count, dtype=np.bool_)
        single[self.rows.seat_rows] = True
        single[self.rows.first_block : self.rows.first_block + self.rows.graph.count] = True
        row, column, value = self.pool.entries(self.columns)
        left = np.array(self.rows.high) - self._taken
        keep = np.ones(len(self.columns), dtype=np.bool_)
        keep[column[single[row] & (value > left[row] + TOLERANCE)]] = False
        self.columns = self.columns[keep]

    def grow(self, solution: LpSolution, best: DualBound, first_new: int) -> bool:
        """Take in columns of negative reduced cost and new ones; whether there were any of the first.

        Where there are very many, those of high reduced cost under the best duals are dropped:
        dropping those idle for long instead lets duals run away.
        """
        generation, count = self.generation, self.generation.pricer.graph.count
        numbers = generation.params.generation
        paying = generation.paying(solution, self.columns, numbers.most_entering)
        keep = np.zeros(len(generation.pool), dtype=np.bool_)
        if len(self.columns) > numbers.most_per_block * count:
            keep[generation.cheapest(best, numbers.kept_per_block)] = True
        else:
            keep[self.columns] = True
        keep[paying] = True
        keep[first_new:] = True
        self.columns = np.flatnonzero(keep)
        return len(paying) > 0


class SimplexMaster:
    """The master by the simplex method, exact and kept warm, for column generation and for dives.

    Columns come in, none goes, decisions may change: routes that branching bars stay, with an upper bound of zero.
    `columns` are those in the master, as positions in the pool, `slack_values` the values of the slack columns in the
    last solution. `share` is how many of the open blocks a dive fixes in one step. Raises NoOptimumError where the
    first solution is not there by the deadline.
    """

    is_exact = True

    def __init__(
        self, generation: ColumnGeneration, dual_bound: DualBound, deadline: Deadline
    ) -> None:
        self.generation = generation
        self.share = generation.params.dives.share
        self.pool, self.rows = generation.pool, generation.rows
        warm_per_block = generation.params.generation.warm_per_block
        self.columns = generation.cheapest(dual_bound, warm_per_block)
        self.slack_values = np.zeros(len(generation.master.slack_cost))
        self._cost = generation.master.decided_cost()
        self._ranges = self._ranges_now()
        self._barred = np.zeros(len(self.columns), dtype=np.bool_)
        self._tableau = WarmSimplex(generation.master.programme(self.columns))
        self._bar()
        self._solve(deadline)

    def _ranges_now(self) -> tuple[Reals, Reals]:
        first = self.rows.first_cardinality_row
        return np.array(self.rows.low[first:]), np.array(self.rows.high[first:])

    def decide(self) -> None:
        """Take over the branching decisions that the rows have in force."""
        ranges = low, high = self._ranges_now()
        changed = np.flatnonzero((low != self._ranges[0]) | (high != self._ranges[1]))
        if len(changed):
            rows: Indices = self.rows.first_cardinality_row + changed
            self._tableau.set_range(rows, low[changed], high[changed])
            self._ranges = ranges
        cost = self.generation.master.decided_cost()
        dearer = np.flatnonzero(cost != self._cost)
        if len(dearer):
            self._tableau.set_cost(dearer, cost[dearer])
            self._cost = cost
        self._bar()

    def _bar(self) -> None:
        """Close the routes that branching bars now, and open those it barred before."""
        barred = self.pool.barred(self.columns)
        changed = np.flatnonzero(barred != self._barred)
        if len(changed):
            upper = np.where(barred[changed], 0.0, np.inf)
            self._tableau.set_upper(len(self.slack_values) + changed, upper)
            self._barred = barred

    def relax(self, deadline: Deadline, accuracy: float = 0.0) -> LpSolution:  # noqa: ARG002 - always exact
        """The optimum over the present columns; NoOptimumError where there is none in time."""
        per_block = self.generation.params.counted.simplex_block
        deadline.spend(per_block * self.generation.pricer.graph.count)
        return self._solve(deadline)

    def _solve(self, deadline: Deadline) -> LpSolution:
        solution = self._tableau.solve(deadline.allowance())
        count = len(self.slack_values)
        self.slack_values = solution.values[:count]
        objective = solution.objective + self.rows.constant
        return LpSolution(objective, solution.values[count:], solution.duals)

    def fix(self, columns: Indices) -> None:
        """Demand that some columns are taken once at least."""
        at = {c: k for k, c in enumerate(self.columns.tolist())}
        position = np.array(sorted(at[c] for c in columns.tolist()), dtype=np.int64)
        self._tableau.set_low(len(self.slack_values) + position, np.ones(len(columns)))

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        columns = np.setdiff1d(columns, self.columns)
        if len(columns):
            cost = np.array(self.pool.cost, dtype=float)[columns]
            self._tableau.add(cost, self.pool.entries(columns))
            self.columns = np.concatenate([self.columns, columns])
            self._barred = np.concatenate([self._barred, np.zeros(len(columns), np.bool_)])

    def grow(self, solution: LpSolution, best: DualBound, first_new: int) -> bool:  # noqa: ARG002 - priced by the duals of `solution`
        """Take in columns of negative reduced cost and new ones; whether there were any of the first."""
        most = self.generation.params.generation.most_entering_warm
        paying = self.generation.paying(solution, self.columns, most)
        self.add(np.union1d(paying, np.arange(first_new, len(self.generation.pool))))
        return len(paying) > 0
