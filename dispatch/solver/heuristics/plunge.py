"""Plunging: a plan of a large problem by prices alone, without a linear programme.

Prices move on while more and more interpreters' days are fixed, those first that keep coming back
to the same route. Each time fewer are left to be priced.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.master.rows import BANNED
from dispatch.solver.master.sparsify import SparseGraph
from dispatch.solver.pricing.pricing import Route

Indices = NDArray[np.int64]
PRICINGS_PER_STEP = 10
SHARE_FIXED, LEAST_FIXED = 0.12, 10
FEW_LEFT = 40
MEMORY = 0.7
STEP = 0.5  # minutes of travel


class PriceDrivenDive:
    """One descent from good prices to a whole plan."""

    def __init__(self, generation: ColumnGeneration, thin: SparseGraph, proof: DualBound) -> None:
        self.generation = generation
        self.rows, self.pool = generation.rows, generation.pool
        self.thin = thin
        self.duals = proof.duals.copy()
        self.step = STEP * max(1.0, float(self.rows.problem.costs.travel_minute))
        self.room = np.zeros(self.rows.count)
        self.room[self.rows.seats] = self.rows.needed[self.rows.seat_session[self.rows.seats]]
        self.chosen: dict[int, int] = {}  # block to column
        self.open: Indices = np.arange(self.rows.blocks.count)
        self._direction = np.zeros(self.rows.count)

    def run(self, is_over: Callable[[], bool]) -> dict[int, int]:
        """The chosen columns by block; no seat is given twice."""
        while len(self.open):
            hurried = is_over()
            seen = self._seen(1 if hurried else PRICINGS_PER_STEP)
            wanted = max(LEAST_FIXED, int(SHARE_FIXED * len(self.open)))
            if hurried or len(self.open) <= FEW_LEFT:
                wanted = len(self.open)
            if not self._fix(seen, wanted):
                break
        return self.chosen

    def _seen(self, rounds: int) -> Counter[Route]:
        """The best routes of all days still open, by how often they came."""
        seen: Counter[Route] = Counter()
        for _ in range(rounds):
            duals = self.rows.clean(self.duals)
            gain = self.rows.gains(duals)
            gain[self.room[self.rows.node_row] <= 0] = BANNED
            self.thin.price_gains(gain, self.open)
            best = self._best()
            seen.update(best)
            self._move(duals, best)
        return seen

    def _best(self) -> list[Route]:
        found = self.thin.found
        paying = self.open[found.values[self.open, 0] > TOLERANCE]
        return [
            Route(b, tuple(found.routes[b, 0, : found.lengths[b, 0]][::-1].tolist()), 0.0)
            for b in paying.tolist()
        ]

    def _move(self, duals: Reals, best: list[Route]) -> None:
        """Move the prices along what sessions lack in these routes."""
        rows = self.rows
        lack = self.room.copy()
        dearest = rows.worst()[rows.seat_session[rows.seats]]
        lack[rows.seats[duals[rows.seats] >= dearest]] = 0.0
        nodes = np.array([n for route in best for n in route.nodes], dtype=np.int64)
        np.subtract.at(lack, rows.node_row[nodes], 1.0)
        self._direction = (1 - MEMORY) * lack + MEMORY * self._direction
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
        """Whether a route takes no session twice and only seats that are still there."""
        sessions = self.rows.blocks.session[list(route.nodes)].tolist()
        return len(set(sessions)) == len(sessions) and all(
            self.room[self.rows.node_row[n]] >= 1.0 for n in route.nodes
        )
