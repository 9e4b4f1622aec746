"""Subgradient ascent: duals that prove much, found by pricing alone.

After Held, Wolfe and Crowder, "Validation of subgradient optimization", Mathematical Programming 6
(1974). A dual rises where the best routes give its row too little, and falls where they give it too
much. `SubgradientAscent` warms column generation up; `SparseAscent` takes its place where a problem
is too large for linear programmes.
"""

from collections.abc import Callable

import numpy as np

from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.sparsify import SparseGraph

NOTHING = 1e-9


class SubgradientAscent:
    """Subgradient ascent with Polyak's step towards a ceiling, the cost of a known plan.

    The direction is smoothed over the steps; where several bring nothing, steps shrink and begin
    again from the best duals.
    """

    def __init__(self, generation: ColumnGeneration, ceiling: float) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.ceiling = ceiling
        self.numbers = generation.params.ascent
        seats = np.zeros(self.rows.count)
        seats[self.rows.node_row] = 1.0
        self.is_seat = seats > 0
        self.scale = np.where(self.is_seat, 1.0, self.numbers.minute_scale)
        self.unfilled_price = np.zeros(self.rows.count)
        sessions = self.rows.graph.session
        self.unfilled_price[self.rows.node_row] = self.rows.unfilled_cost[sessions]

    def run(
        self,
        rounds: int,
        deadline: Deadline,
        on_bound: Callable[[float], None],
    ) -> DualBound:
        """The best bound after so many pricings at most, from the best of some simple duals.

        `on_bound` hears of each better bound.
        """
        best, numbers = self._begin(deadline), self.numbers
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
            if bad >= numbers.patience:
                theta, bad = theta * numbers.shrink, 0
                duals = best.duals.copy()
            if theta < numbers.least_step or deadline.is_over():
                break
            subgradient = self.rows.subgradient(duals, self.generation.single)
            direction = (1 - numbers.memory) * subgradient + numbers.memory * direction
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

    def _begin(self, deadline: Deadline) -> DualBound:
        """The best of a few simple guesses: the same share of its unfilled cost for every session."""
        first, *others = self.numbers.starts
        best = self.generation.dual_bound(self.unfilled_price * first)
        for share in others:
            if deadline.is_over():
                break
            best = max(
                best, self.generation.dual_bound(self.unfilled_price * share), key=lambda p: p.bound
            )
        return best


class SparseAscent:
    """Subgradient ascent priced on the sparse graph, with a bound of the whole graph now and then.

    Steps are equally long for all sessions, but in proportion to the dual where that is high, so that
    those that few can serve get there too. They shrink with the time, whatever the bound does.
    """

    def __init__(self, generation: ColumnGeneration, sparse_graph: SparseGraph) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.sparse_graph = sparse_graph
        self.numbers = generation.params.ascent
        self.minute = max(1.0, float(self.rows.problem.costs.travel_minute))

    def run(self, seconds: float, on_bound: Callable[[float], None]) -> DualBound:
        """The best bound that so many seconds give, proven for the whole problem."""
        deadline, rows, numbers = self.generation.deadline, self.rows, self.numbers
        shrinks = numbers.last_step / numbers.first_step
        began = deadline.elapsed()
        duals = np.zeros(rows.count)
        duals[rows.seat_rows] = numbers.begin * self.minute
        duals = rows.project(duals)
        best = self._better_bound(duals, on_bound, None)
        direction, count = rows.subgradient(duals, self.sparse_graph.priced), 0
        while not deadline.is_over():
            share = (deadline.elapsed() - began) / seconds
            if share >= 1.0:
                break
            step = self.minute * numbers.first_step * shrinks**share
            move = np.clip(direction, -numbers.most_at_once, numbers.most_at_once)
            dear = np.maximum(1.0, duals / (numbers.begin * self.minute))
            duals = rows.project(duals + step * dear * move)
            count += 1
            if count % numbers.pricings_per_bound == 0 or share > numbers.nearly_over:
                best = self._better_bound(duals, on_bound, best)
            else:
                self.sparse_graph.price(duals)
            subgradient = rows.subgradient(duals, self.sparse_graph.priced)
            direction *= numbers.sparse_memory
            direction += (1 - numbers.sparse_memory) * subgradient
        return best

    def _better_bound(
        self, duals: Reals, on_bound: Callable[[float], None], before: DualBound | None
    ) -> DualBound:
        """The bound of these duals on the whole graph, or the one before where that is better."""
        bound, values = self.sparse_graph.prove(duals)
        if before is not None and bound <= before.bound:
            return before
        on_bound(bound)
        nothing = np.zeros(0)
        return DualBound(bound, duals.copy(), values, np.zeros(0, np.int64), nothing, nothing)
