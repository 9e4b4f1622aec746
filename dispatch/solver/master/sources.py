"""Relaxed masters that column generation grows: by interior point, or by the simplex method kept warm."""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.highs import Relaxed
from dispatch.solver.master.colgen import ColumnGeneration, DualBound

Indices = NDArray[np.int64]
# Columns of the relaxed master, per block: at the start, entering in one round, and so many that
# those are dropped that the best duals call dear.
FIRST_PER_BLOCK, MOST_ENTERING, MOST_PER_BLOCK, KEPT_PER_BLOCK = 12, 4, 30, 20
WARM_PER_BLOCK, MOST_ENTERING_WARM = 16, 2
# Roughly, for deterministic mode.
SECONDS_PER_ENTRY, SECONDS_PER_ROUND = 5e-6, 5e-4


class Interior:
    """The master by interior point without crossover: solved anew each time, duals central."""

    def __init__(self, generation: ColumnGeneration, begin: DualBound | None) -> None:
        self.generation = generation
        self.columns = generation.cheapest(begin, FIRST_PER_BLOCK)
        self.slack_values = np.zeros(0)
        self.is_exact = False

    def relax(self, accuracy: float) -> Relaxed:
        """The relaxed master over the present columns."""
        generation = self.generation
        solution = generation.master.relax(self.columns, accuracy, generation.allowance())
        self.slack_values = generation.master.unfilled_values
        generation.deadline.spend(len(self.columns) * 8 * SECONDS_PER_ENTRY)
        return solution

    def grow(self, solution: Relaxed, best: DualBound, first_new: int) -> bool:
        """Take in what pays and what is new; whether anything pays.

        Dropped are columns dear under the best duals, where there are very many: dropping those
        idle for long lets duals run away.
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


class Warm:
    """The master by the simplex method as column generation and dives want it."""

    share = 0.2

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound) -> None:
        self.is_exact = True
        self.generation = generation
        self.master = generation.master.warm(generation.cheapest(dual_bound, WARM_PER_BLOCK))
        self.master.relax(generation.allowance())

    @property
    def columns(self) -> NDArray[np.int64]:
        """The columns in the master."""
        return self.master.columns

    @property
    def slack_values(self) -> NDArray[np.float64]:
        """Values of the extra columns in the last solution."""
        return self.master.slack_values

    def relax(self, accuracy: float = 0.0) -> Relaxed:  # noqa: ARG002 - always exact
        """The optimum over the present columns."""
        generation = self.generation
        generation.deadline.spend(SECONDS_PER_ROUND * generation.pricer.graph.count)
        return self.master.relax(generation.allowance())

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        self.master.add(columns)

    def fix(self, columns: Indices) -> None:
        """Demand some columns."""
        self.master.fix(columns)

    def grow(self, solution: Relaxed, best: DualBound, first_new: int) -> bool:  # noqa: ARG002
        """Take in what pays and what is new; whether anything pays."""
        generation = self.generation
        paying = generation.paying(solution, self.columns, MOST_ENTERING_WARM)
        new = np.arange(first_new, len(generation.pool))
        self.master.add(np.union1d(paying, new))
        return len(paying) > 0
