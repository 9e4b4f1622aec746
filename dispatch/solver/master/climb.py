"""Climbing: prices of a large problem by subgradient on its thin part, proven on the whole."""

from collections.abc import Callable

import numpy as np

from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.sparsify import SparseGraph

# Prices to begin with and steps, in minutes of travel: steps shrink evenly from first to last.
BEGIN, FIRST_STEP, LAST_STEP = 15.0, 5.0, 0.1
MEMORY = 0.85
MOST_AT_ONCE = 1.5
PRICINGS_PER_PROOF = 7
NEARLY_OVER = 0.98


class SparseAscent:
    """Moves prices along what sessions lack, or have too much of, in everybody's best routes.

    Steps are of the same length for all sessions, but in proportion to the price where that is high:
    those that few can serve get there too. They shrink with the time, whatever the bound does. What
    is proven is proven for the whole problem; between proofs the thin part is asked.
    """

    def __init__(self, generation: ColumnGeneration, sparse_graph: SparseGraph) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.sparse_graph = sparse_graph
        self.minute = max(1.0, float(self.rows.problem.costs.travel_minute))

    def run(self, seconds: float, on_bound: Callable[[float], None]) -> DualBound:
        """The best proof that so many seconds give."""
        deadline, rows = self.generation.deadline, self.rows
        began = deadline.elapsed()
        duals = np.zeros(rows.count)
        duals[rows.seat_rows] = BEGIN * self.minute
        duals = rows.project(duals)
        best = self._proof(duals, on_bound, None)
        direction, count = rows.subgradient(duals, self.sparse_graph.priced), 0
        while not deadline.is_over():
            share = (deadline.elapsed() - began) / seconds
            if share >= 1.0:
                break
            step = self.minute * FIRST_STEP * (LAST_STEP / FIRST_STEP) ** share
            move = np.clip(direction, -MOST_AT_ONCE, MOST_AT_ONCE)
            dear = np.maximum(1.0, duals / (BEGIN * self.minute))
            duals = rows.project(duals + step * dear * move)
            count += 1
            if count % PRICINGS_PER_PROOF == 0 or share > NEARLY_OVER:
                best = self._proof(duals, on_bound, best)
            else:
                self.sparse_graph.price(duals)
            subgradient = rows.subgradient(duals, self.sparse_graph.priced)
            direction = (1 - MEMORY) * subgradient + MEMORY * direction
        return best

    def _proof(
        self, duals: Reals, on_bound: Callable[[float], None], before: DualBound | None
    ) -> DualBound:
        """What these duals prove, or the proof before where that is better."""
        bound, values = self.sparse_graph.prove(duals)
        if before is not None and bound <= before.bound:
            return before
        on_bound(bound)
        nothing = np.zeros(0)
        return DualBound(bound, duals.copy(), values, np.zeros(0, np.int64), nothing, nothing)
