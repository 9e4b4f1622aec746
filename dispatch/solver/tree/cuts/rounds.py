"""Cut rounds: subset-row cuts lift the bound of one relaxed plan, priced exactly by enumerating routes.

What a route pays to a cut depends on all it takes, which the pricing table cannot know. But cuts only ever take
away: a route is worth at most what the table says of it. So all routes are enumerated that the table calls
better than what their block is paid, and of these the best is found one by one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import NoOptimumError, Programme, solve_by_interior_point
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.pricing.enumeration import EnumeratedRoutes
from dispatch.solver.pricing.pricing import Route
from dispatch.solver.tree.cuts.subset_rows import SubsetRowCuts, violated

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Solved:
    """A relaxed plan under the present cuts."""

    objective: float  # its cost
    columns: Indices
    values: Reals
    duals: Reals  # of the master's rows
    price: Reals  # the duals of the cuts, none above zero


class CutRounds:
    """Adds subset-row cuts to the relaxed master under the branching decisions in force.

    Pool and master stay as they are but for new routes: the cuts live here alone.
    """

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound) -> None:
        self.generation = generation
        self.rows, self.pool = generation.rows, generation.pool
        self.numbers = generation.params.cuts
        self.cuts = SubsetRowCuts(self.rows)
        self.bound = dual_bound.bound
        cheap = generation.cheapest(dual_bound, self.numbers.first_per_block)
        self.columns = self._lawful(cheap)

    def _lawful(self, columns: Indices) -> Indices:
        """Without routes that no plan may contain, or that branching bars."""
        whole = [self.pool.is_lawful(c) for c in columns.tolist()]
        return columns[np.array(whole, dtype=np.bool_) & ~self.pool.barred(columns)]

    def run(self, ceiling: float, on_bound: Callable[[float], None], deadline: Deadline) -> float:
        """The bound that cuts prove, never below the one at the start.

        Ends where no more cuts lift it, where it reaches `ceiling`, a cost, or at the deadline. `on_bound` is
        called with every better bound.
        """
        numbers = self.numbers
        before, idle = self.bound, 0
        while not deadline.is_over() and self.bound < ceiling:
            try:
                solved = self._relax(deadline)
            except NoOptimumError:
                break
            bound, grew = self._price(solved)
            if bound > self.bound:
                self.bound = bound
                on_bound(bound)
            if grew and solved.objective - self.bound > numbers.near * abs(self.bound):
                continue
            idle = 0 if self.bound > before + numbers.least_lift * abs(before) else idle + 1
            before = self.bound
            if idle >= numbers.most_idle or not self._cut(solved):
                break
        return self.bound

    def _relax(self, deadline: Deadline) -> _Solved:
        """The master over the present columns, with the present cuts."""
        generation, master = self.generation, self.generation.master
        plain, count = master.programme(self.columns), self.rows.count
        cut, column, times = self.cuts.coefficients(*self._taken(self.columns))
        row, at, value = plain.entries
        slack_count = len(master.slack_cost)
        programme: Programme = replace(
            plain,
            low=np.concatenate([plain.low, np.full(len(self.cuts), -np.inf)]),
            high=np.concatenate([plain.high, self.cuts.right_hand_sides]),
            entries=(
                np.concatenate([row, count + cut]),
                np.concatenate([at, slack_count + column]),
                np.concatenate([value, times]),
            ),
        )
        accuracy, counted = self.numbers.accuracy, generation.params.counted
        solution = solve_by_interior_point(programme, accuracy, deadline.allowance())
        deadline.spend(counted.interior_column * len(self.columns))
        return _Solved(
            objective=solution.objective + self.rows.constant,
            columns=self.columns,
            values=solution.values[slack_count:],
            duals=solution.duals[:count],
            price=np.minimum(solution.duals[count:], 0.0),
        )

    def _taken(self, columns: Indices) -> tuple[Indices, Indices]:
        """Columns counted from nought and the rows they take, pair by pair."""
        row, column, _ = self.pool.entries(columns)
        return column, row

    def _price(self, solved: _Solved) -> tuple[float, bool]:
        """The bound these duals prove, and whether routes that pay came in."""
        generation, rows = self.generation, self.rows
        duals = rows.project(solved.duals)
        first = rows.first_block
        paid = np.maximum(0.0, -solved.duals[first : first + rows.graph.count])
        enumerated = generation.pricer.enumerate_above(
            rows.reduced_profits(duals), paid, self.numbers.most_enumerated
        )
        generation.deadline.spend(2 * generation.pricer.seconds)
        worth = enumerated.values + self._charged(enumerated, solved.price)
        best = paid.copy()
        np.maximum.at(best, enumerated.block, worth)
        # Where not all routes were enumerated, only the table's value is known.
        best = np.where(enumerated.whole, best, np.maximum(best, enumerated.best))
        bound = rows.bound(duals, best) + float(solved.price @ self.cuts.right_hand_sides)
        new = self.pool.add(self._paying(enumerated, worth, paid))
        size = len(self.columns)
        self.columns = np.union1d(self.columns, np.array(new, dtype=np.int64))
        return bound, len(self.columns) > size

    def _charged(self, enumerated: EnumeratedRoutes, price: Reals) -> Reals:
        """What the enumerated routes pay to the cuts, by route, none above zero."""
        if not len(self.cuts):
            return np.zeros(len(enumerated.values))
        inside = np.less(np.arange(int(enumerated.nodes.shape[1])), enumerated.lengths[:, None])
        node: Indices = enumerated.nodes[inside].astype(np.int64)
        route = np.repeat(np.arange(len(enumerated.values)), enumerated.lengths)
        column = np.concatenate([route, np.arange(len(enumerated.values))])
        block: Indices = self.rows.first_block + enumerated.block
        row = np.concatenate([self.rows.node_row[node], block])
        cut, route, times = self.cuts.coefficients(column, row)
        return np.bincount(route, price[cut] * times, len(enumerated.values)).astype(float)

    def _paying(self, enumerated: EnumeratedRoutes, worth: Reals, paid: Reals) -> Iterable[Route]:
        """The routes worth more than their block is paid: of each block those worth most."""
        over = worth - paid[enumerated.block]
        which = np.flatnonzero(over > TOLERANCE)
        which = which[np.lexsort((-over[which], enumerated.block[which]))]
        block: Indices = enumerated.block[which]
        place: Indices = np.arange(len(which)) - np.searchsorted(block, block)
        for k in which[place < self.numbers.most_entering].tolist():
            nodes: list[int] = enumerated.nodes[k, : enumerated.lengths[k]].tolist()
            yield Route(int(enumerated.block[k]), tuple(nodes), 0.0)

    def _cut(self, solved: _Solved) -> bool:
        """Forget the cuts that cost nothing, and take in violated ones; whether there are any."""
        if len(self.cuts):
            self.cuts.keep(solved.price < -TOLERANCE)
        column, row = self._taken(solved.columns)
        ends = np.searchsorted(column, np.arange(len(solved.columns) + 1)).tolist()
        taken: list[int] = row.tolist()
        values: list[float] = solved.values.tolist()
        used = (
            (x, taken[begin:end]) for x, (begin, end) in zip(values, pairwise(ends), strict=True)
        )
        known = set(self.cuts.sets)
        new = [cut for cut in violated(self.rows, used, self.numbers) if cut not in known]
        self.cuts.add(new)
        return bool(new)
