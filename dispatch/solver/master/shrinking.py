"""The relaxed master of a dive by interior point: whatever is fixed leaves it, so that it shrinks."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.highs import Relaxed, relax
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound

Indices = NDArray[np.int64]
PER_BLOCK = 16
ACCURACY = 1e-5
# Roughly, for deterministic mode.
SECONDS_PER_COLUMN = 4e-5


class Shrinking:
    """The master over the blocks still open, with what the fixed ones leave of each row.

    Without crossover what is undecided comes out in many small parts, so that smaller steps are sure.
    """

    share = 0.1

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound) -> None:
        self.generation = generation
        self.pool, self.rows = generation.pool, generation.rows
        self.low, self.high = np.array(self.rows.low), np.array(self.rows.high)
        self.is_seat = np.zeros(self.rows.count, dtype=np.bool_)
        self.is_seat[self.rows.seat_rows] = True
        self.fixed_cost = 0.0
        cheap = generation.cheapest(dual_bound, PER_BLOCK)
        self.columns: Indices = cheap[~self.pool.barred(cheap)]

    def relax(self) -> Relaxed:
        """The optimum of what is left; values are of the columns."""
        generation, master = self.generation, self.generation.master
        programme = replace(master.programme(self.columns), low=self.low, high=self.high)
        solution = relax(programme, ACCURACY, generation.allowance())
        generation.deadline.spend(SECONDS_PER_COLUMN * len(self.columns))
        return Relaxed(
            solution.objective + self.rows.constant + self.fixed_cost,
            solution.values[len(master.slack_cost) :],
            solution.duals,
        )

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        self.columns = np.union1d(self.columns, columns)

    def fix(self, columns: Indices) -> None:
        """Take some columns out with their blocks, and what they leave no room for."""
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
