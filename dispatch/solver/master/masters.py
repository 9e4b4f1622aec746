"""Relaxed masters that column generation and dives grow: three ways to solve and keep one.

By interior point, solved anew each time, for central duals; by the simplex method, kept warm, for
exact ones; and, for dives, by interior point over what is not fixed yet.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import LpSolution, solve_by_interior_point
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound

Indices = NDArray[np.int64]
# Columns of the relaxed master, per block: at the start, entering in one round, and so many that
# those are dropped that the best duals call dear.
FIRST_PER_BLOCK, MOST_ENTERING, MOST_PER_BLOCK, KEPT_PER_BLOCK = 12, 4, 30, 20
WARM_PER_BLOCK, MOST_ENTERING_WARM = 16, 2
# Roughly, for deterministic mode.
SECONDS_PER_ENTRY, SECONDS_PER_ROUND, SECONDS_PER_COLUMN = 5e-6, 5e-4, 4e-5
# A dive's master by interior point: columns per block at the start, and its tolerance.
SHRINKING_PER_BLOCK, SHRINKING_ACCURACY = 16, 1e-5


class InteriorPointMaster:
    """The master by interior point without crossover: solved anew each time, its duals central."""

    def __init__(self, generation: ColumnGeneration, begin: DualBound | None) -> None:
        self.generation = generation
        self.columns = generation.cheapest(begin, FIRST_PER_BLOCK)
        self.slack_values = np.zeros(0)
        self.is_exact = False

    def relax(self, accuracy: float) -> LpSolution:
        """The optimum over the present columns; NoOptimumError where there is none in time."""
        generation = self.generation
        solution = generation.master.relax(self.columns, accuracy, generation.allowance())
        self.slack_values = generation.master.unfilled_values
        generation.deadline.spend(len(self.columns) * 8 * SECONDS_PER_ENTRY)
        return solution

    def grow(self, solution: LpSolution, best: DualBound, first_new: int) -> bool:
        """Take in columns of negative reduced cost and new ones; whether there were any of the first.

        Where there are very many, those of high reduced cost under the best duals are dropped:
        dropping those idle for long instead lets duals run away.
        """
        generation, count = self.generation, self.generation.pricer.graph.count
        paying = generation.paying(solution, self.columns, MOST_ENTERING)
        keep = np.zeros(len(generation.pool), dtype=np.bool_)
        if len(self.columns) > MOST_PER_BLOCK * count:
            keep[generation.cheapest(best, KEPT_PER_BLOCK)] = True
        else:
            keep[self.columns] = True
        keep[paying] = True
        keep[first_new:] = True
        self.columns = np.flatnonzero(keep)
        return len(paying) > 0


class SimplexMaster:
    """The master by the simplex method, exact, for column generation and for dives.

    `share` is how many of the open blocks a dive fixes in one step.
    """

    share = 0.2

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound) -> None:
        self.is_exact = True
        self.generation = generation
        self.master = generation.master.warm(generation.cheapest(dual_bound, WARM_PER_BLOCK))
        self.master.relax(generation.allowance())

    @property
    def columns(self) -> NDArray[np.int64]:
        """The columns in the master, as positions in the pool."""
        return self.master.columns

    @property
    def slack_values(self) -> NDArray[np.float64]:
        """Values of the slack columns in the last solution."""
        return self.master.slack_values

    def relax(self, accuracy: float = 0.0) -> LpSolution:  # noqa: ARG002 - always exact
        """The optimum over the present columns; NoOptimumError where there is none in time."""
        generation = self.generation
        generation.deadline.spend(SECONDS_PER_ROUND * generation.pricer.graph.count)
        return self.master.relax(generation.allowance())

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        self.master.add(columns)

    def fix(self, columns: Indices) -> None:
        """Demand that some columns are taken."""
        self.master.fix(columns)

    def grow(self, solution: LpSolution, best: DualBound, first_new: int) -> bool:  # noqa: ARG002 - priced by the duals of `solution`
        """Take in columns of negative reduced cost and new ones; whether there were any of the first."""
        generation = self.generation
        paying = generation.paying(solution, self.columns, MOST_ENTERING_WARM)
        new = np.arange(first_new, len(generation.pool))
        self.master.add(np.union1d(paying, new))
        return len(paying) > 0


class ShrinkingMaster:
    """The master of a dive by interior point: what is fixed leaves it with its share of each row.

    Without crossover undecided columns come out with many small values, so that only small steps
    (`share` of the open blocks) are safe.
    """

    share = 0.1

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound) -> None:
        self.generation = generation
        self.pool, self.rows = generation.pool, generation.rows
        self.low, self.high = np.array(self.rows.low), np.array(self.rows.high)
        self.is_seat = np.zeros(self.rows.count, dtype=np.bool_)
        self.is_seat[self.rows.seat_rows] = True
        self.fixed_cost = 0.0
        cheap = generation.cheapest(dual_bound, SHRINKING_PER_BLOCK)
        self.columns: Indices = cheap[~self.pool.barred(cheap)]

    def relax(self) -> LpSolution:
        """The optimum with what is fixed; the objective counts that, the values are of the rest.

        Raises NoOptimumError where there is none in time.
        """
        generation, master = self.generation, self.generation.master
        programme = replace(master.programme(self.columns), low=self.low, high=self.high)
        solution = solve_by_interior_point(programme, SHRINKING_ACCURACY, generation.allowance())
        generation.deadline.spend(SECONDS_PER_COLUMN * len(self.columns))
        return LpSolution(
            solution.objective + self.rows.constant + self.fixed_cost,
            solution.values[len(master.slack_cost) :],
            solution.duals,
        )

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        self.columns = np.union1d(self.columns, columns)

    def fix(self, columns: Indices) -> None:
        """Fix some columns: they leave with their blocks, and with all routes that no longer fit."""
        row, _, value = self.pool.entries(columns)
        taken = np.bincount(row, value, self.rows.count)
        self.low, self.high = self.low - taken, self.high - taken
        self.fixed_cost += float(np.array(self.pool.cost)[columns].sum())
        row, column, value = self.pool.entries(self.columns)
        first = self.rows.first_block
        counted = self.is_seat[row] | ((row >= first) & (row < first + self.rows.graph.count))
        too_much = counted & (value > self.high[row] + TOLERANCE)
        keep = np.ones(len(self.columns), dtype=np.bool_)
        keep[column[too_much]] = False
        self.columns = self.columns[keep]
