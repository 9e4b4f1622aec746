"""Subgradient ascent: duals that prove much, found by pricing alone, before the first master."""

from collections.abc import Callable

import numpy as np

from dispatch.solver.master.colgen import ColumnGeneration, DualBound

STARTS = (0.0, 0.003, 0.01, 0.03, 0.1)
MEMORY = 0.3
PATIENCE = 4
SHRINK = 0.6
LEAST_STEP = 0.02
NOTHING = 1e-9
# Rows of minutes are moved in far smaller steps than rows of sessions: minutes are many.
MINUTE_SCALE = 1e-4


class SubgradientAscent:
    """Moves duals along what sessions lack, or have too much of, in the best routes."""

    def __init__(self, generation: ColumnGeneration, ceiling: float) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.ceiling = ceiling
        seats = np.zeros(self.rows.count)
        seats[self.rows.node_row] = 1.0
        self.is_seat = seats > 0
        self.scale = np.where(self.is_seat, 1.0, MINUTE_SCALE)
        self.unfilled_price = np.zeros(self.rows.count)
        sessions = self.rows.graph.session
        self.unfilled_price[self.rows.node_row] = self.rows.unfilled_cost[sessions]

    def run(
        self,
        rounds: int,
        begin: DualBound | None = None,
        *,
        on_bound: Callable[[float], None],
        is_over: Callable[[], bool],
    ) -> DualBound:
        """The best proof after so many pricings, from some duals or from the best simple ones."""
        best = begin if begin is not None else self._begin(is_over)
        duals, theta, bad = best.duals.copy(), 1.0, 0
        direction = np.zeros(self.rows.count)
        for _ in range(rounds):
            dual_bound = self.generation.dual_bound(duals)
            if dual_bound.bound > best.bound + 1e-6 * abs(best.bound):
                dual_bound.columns, dual_bound.values = best.columns, best.values
                dual_bound.slack_values, dual_bound.master_objective = (
                    best.slack_values,
                    best.master_objective,
                )
                best, bad = dual_bound, 0
                on_bound(best.bound)
            else:
                bad += 1
            if bad >= PATIENCE:
                theta, bad = theta * SHRINK, 0
                duals = best.duals.copy()
            if theta < LEAST_STEP or is_over():
                break
            subgradient = self.rows.subgradient(duals, self.generation.single)
            direction = (1 - MEMORY) * subgradient + MEMORY * direction
            length = float((self.scale * direction**2).sum())
            if length < NOTHING:
                break
            goal = min(
                self.ceiling, dual_bound.bound + max(1.0, 0.5 * abs(self.ceiling - best.bound))
            )
            duals = duals + theta * (goal - dual_bound.bound) / length * self.scale * direction
            duals = np.where(self.is_seat, np.minimum(duals, self.unfilled_price), duals)
            duals = self.rows.project(duals)
        return best

    def _begin(self, is_over: Callable[[], bool]) -> DualBound:
        """The best of a few simple guesses at what sessions are worth."""
        best = self.generation.dual_bound(self.unfilled_price * STARTS[0])
        for share in STARTS[1:]:
            if is_over():
                break
            best = max(
                best, self.generation.dual_bound(self.unfilled_price * share), key=lambda p: p.bound
            )
        return best
