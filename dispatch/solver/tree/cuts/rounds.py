"""Tightening: odd sets lift the bound of one relaxed plan, priced exactly by listing routes.

What a route pays to an odd set depends on all it takes, which the pricing table cannot know. But sets
only ever take away: a route is worth at most what the table says of it. So all routes are listed that
the table calls better than what their block is paid, and of these the best is found one by one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.highs import NoOptimumError, Programme, relax
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.pricing.enumeration import EnumeratedRoutes
from dispatch.solver.pricing.pricing import Route
from dispatch.solver.tree.cuts.subset_rows import SubsetRowCuts, violated

Indices = NDArray[np.int64]
FIRST_PER_BLOCK, MOST_ENTERING = 20, 3
MOST_LISTED = 2000
ACCURACY = 1e-6
# How near bound and relaxed plan come before new sets are looked for; what lifts them too little.
NEAR, LEAST_LIFT = 1e-5, 5e-6
MOST_IDLE = 2
# Roughly, for deterministic mode.
SECONDS_PER_COLUMN = 4e-5


@dataclass(frozen=True, slots=True)
class _Solved:
    """A relaxed plan with its odd sets."""

    objective: float
    columns: Indices
    values: Reals
    duals: Reals  # of the master's rows
    price: Reals  # of the sets, none above zero


class CutRounds:
    """Adds odd sets to the relaxed master under the branching decisions in force."""

    def __init__(self, generation: ColumnGeneration, proof: DualBound) -> None:
        self.generation = generation
        self.rows, self.pool = generation.rows, generation.pool
        self.sets = SubsetRowCuts(self.rows)
        self.bound = proof.bound
        self.columns = self._lawful(generation.cheapest(proof, FIRST_PER_BLOCK))

    def _lawful(self, columns: Indices) -> Indices:
        """Without routes that no plan may contain, or that branching bars."""
        whole = [self.pool.is_lawful(c) for c in columns.tolist()]
        return columns[np.array(whole, dtype=np.bool_) & ~self.pool.barred(columns)]

    def run(self, ceiling: float, on_bound: Callable[[float], None], until: float) -> float:
        """The bound, when no more sets lift it, it passes the ceiling, or it is over."""
        is_over = self.generation.budget.ends_at(until)
        before, idle = self.bound, 0
        while not is_over() and self.bound < ceiling:
            try:
                solved = self._relax(self.generation.budget.allowance(until))
            except NoOptimumError:
                break
            bound, grew = self._price(solved)
            if bound > self.bound:
                self.bound = bound
                on_bound(bound)
            if grew and solved.objective - self.bound > NEAR * abs(self.bound):
                continue
            idle = 0 if self.bound > before + LEAST_LIFT * abs(before) else idle + 1
            before = self.bound
            if idle >= MOST_IDLE or not self._cut(solved):
                break
        return self.bound

    def _relax(self, seconds: float) -> _Solved:
        """The master over the present columns, with the present sets."""
        generation, master = self.generation, self.generation.master
        plain, count = master.programme(self.columns), self.rows.count
        number, column, times = self.sets.hits(*self._taken(self.columns))
        row, at, value = plain.entries
        extras = len(master.extra_cost)
        programme: Programme = replace(
            plain,
            low=np.concatenate([plain.low, np.full(len(self.sets), -np.inf)]),
            high=np.concatenate([plain.high, self.sets.most]),
            entries=(
                np.concatenate([row, count + number]),
                np.concatenate([at, extras + column]),
                np.concatenate([value, times]),
            ),
        )
        found = relax(programme, ACCURACY, seconds)
        generation.budget.spend(SECONDS_PER_COLUMN * len(self.columns))
        return _Solved(
            objective=found.objective + self.rows.constant,
            columns=self.columns,
            values=found.values[extras:],
            duals=found.duals[:count],
            price=np.minimum(found.duals[count:], 0.0),
        )

    def _taken(self, columns: Indices) -> tuple[Indices, Indices]:
        """Columns counted from nought and the rows they take, pair by pair."""
        row, column, _ = self.pool.entries(columns)
        return column, row

    def _price(self, solved: _Solved) -> tuple[float, bool]:
        """The bound these duals prove, and whether routes that pay came in."""
        generation, rows = self.generation, self.rows
        duals = rows.clean(solved.duals)
        first = rows.first_block
        paid = np.maximum(0.0, -solved.duals[first : first + rows.blocks.count])
        listed = generation.pricer.above(rows.gains(duals), paid, MOST_LISTED)
        generation.budget.spend(2 * generation.pricer.seconds)
        worth = listed.values + self._charged(listed, solved.price)
        best = paid.copy()
        np.maximum.at(best, listed.block, worth)
        # Of a list that is not whole only the table is known.
        best = np.where(listed.whole, best, np.maximum(best, listed.best))
        bound = rows.bound(duals, best) + float(solved.price @ self.sets.most)
        new = self.pool.add(self._paying(listed, worth, paid))
        size = len(self.columns)
        self.columns = np.union1d(self.columns, np.array(new, dtype=np.int64))
        return bound, len(self.columns) > size

    def _charged(self, listed: EnumeratedRoutes, price: Reals) -> Reals:
        """What the listed routes pay to the sets, below zero."""
        if not len(self.sets):
            return np.zeros(len(listed.values))
        inside = np.less(np.arange(int(listed.nodes.shape[1])), listed.lengths[:, None])
        node: Indices = listed.nodes[inside].astype(np.int64)
        route = np.repeat(np.arange(len(listed.values)), listed.lengths)
        column = np.concatenate([route, np.arange(len(listed.values))])
        block: Indices = self.rows.first_block + listed.block
        row = np.concatenate([self.rows.node_row[node], block])
        number, route, times = self.sets.hits(column, row)
        return np.bincount(route, price[number] * times, len(listed.values)).astype(float)

    def _paying(self, listed: EnumeratedRoutes, worth: Reals, paid: Reals) -> Iterable[Route]:
        """The routes worth more than their block is paid: of each block those worth most."""
        over = worth - paid[listed.block]
        which = np.flatnonzero(over > TOLERANCE)
        which = which[np.lexsort((-over[which], listed.block[which]))]
        block: Indices = listed.block[which]
        place: Indices = np.arange(len(which)) - np.searchsorted(block, block)
        for k in which[place < MOST_ENTERING].tolist():
            nodes: list[int] = listed.nodes[k, : listed.lengths[k]].tolist()
            yield Route(int(listed.block[k]), tuple(nodes), 0.0)

    def _cut(self, solved: _Solved) -> bool:
        """Forget the sets that cost nothing, and take in violated ones; whether there are any."""
        if len(self.sets):
            self.sets.keep(solved.price < -TOLERANCE)
        column, row = self._taken(solved.columns)
        ends = np.searchsorted(column, np.arange(len(solved.columns) + 1)).tolist()
        taken: list[int] = row.tolist()
        values: list[float] = solved.values.tolist()
        used = (
            (x, taken[begin:end]) for x, (begin, end) in zip(values, pairwise(ends), strict=True)
        )
        known = set(self.sets.sets)
        new = [odd for odd in violated(self.rows, used) if odd not in known]
        self.sets.add(new)
        return bool(new)
