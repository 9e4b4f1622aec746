"""Closing a gap: all routes that a better plan could contain, and the integer master over just these.

In a plan that costs less than the best one known no route's reduced cost is above the gap between that cost and
a bound. Where the gap is small these routes can all be enumerated, and the integer programme over them finds a
better plan or proves that there is none (Baldacci, Christofides and Mingozzi, "An exact algorithm for the vehicle
routing problem based on the set partitioning formulation with additional cuts", Mathematical Programming 115, 2008).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import (
    NoOptimumError,
    Programme,
    solve_by_simplex,
    solve_mip,
)
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import assignments_of
from dispatch.solver.master.master import Master
from dispatch.solver.master.pool import Pool
from dispatch.solver.master.rows import BANNED
from dispatch.solver.pricing.pricing import Route
from dispatch.solver.problem.plan import Assignment

Indices = NDArray[np.int64]

SMALLEST_SAVING = 1.0  # costs are whole numbers
ROUND_OFF = 1e-3
HALF = 0.5
# Where bound and plan of the programme are so near, the whole-numbered optimum is proven.
NEARLY_ONE = 0.99


@dataclass(frozen=True, slots=True)
class Closed:
    """What an attempt to close the gap came to.

    `bound` is a cost that no plan undercuts which obeys the decisions in force; `plan` a better plan, if one was
    found. Not `is_whole`: some block had too many routes, and nothing is known.
    """

    bound: float = 0.0
    plan: tuple[Assignment, ...] | None = None
    is_whole: bool = True


class GapClosing:
    """The integer master over all routes within a gap, under the branching decisions in force.

    `ceiling` is the cost of the best plan known; bounds above it say that there is none better.
    """

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound, ceiling: float) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.dual_bound = dual_bound
        self.ceiling = ceiling
        self.pool = Pool(self.rows)

    def run(self, seconds: float) -> Closed:
        """Try for so many seconds of the clock; where work is counted its tree is limited instead."""
        seconds = inf if self.generation.deadline.deterministic else seconds
        span = self.ceiling - SMALLEST_SAVING - self.dual_bound.bound + ROUND_OFF
        if span < 0:
            return Closed(self.ceiling)
        routes = self._routes(span)
        if routes is None:
            return Closed(is_whole=False)
        self.pool.add(routes)
        columns = np.array(
            [c for c in range(len(self.pool)) if self.pool.is_lawful(c)], dtype=np.int64
        )
        return self._solved(columns, seconds)

    def _routes(self, span: float) -> Iterator[Route] | None:
        """All routes of a reduced cost up to `span`; None where they are too many."""
        generation, rows, numbers = self.generation, self.rows, self.generation.params.tree
        duals = rows.project(self.dual_bound.duals)
        profit = rows.reduced_profits(duals)
        enumerated = generation.pricer.enumerate_above(
            profit, self.dual_bound.best - span, numbers.most_per_block, keep=profit > BANNED / 2
        )
        generation.deadline.spend(2 * generation.pricer.seconds)
        if not enumerated.whole.all() or len(enumerated.block) > numbers.most_columns:
            return None
        return (
            Route(b, tuple(enumerated.nodes[k, :length].tolist()), 0.0)
            for k, (b, length) in enumerate(
                zip(enumerated.block.tolist(), enumerated.lengths.tolist(), strict=True)
            )
        )

    def _solved(self, columns: Indices, seconds: float) -> Closed:
        """The integer master over some columns: first relaxed, then over those still within the gap."""
        deadline, params = self.generation.deadline, self.generation.params
        deadline.spend(params.counted.closing_column * len(columns))
        programme = self._programme(columns)
        try:
            relaxed = solve_by_simplex(programme, seconds)
        except NoOptimumError:
            return Closed()
        lower = relaxed.objective + self.rows.constant
        span = self.ceiling - SMALLEST_SAVING - lower + ROUND_OFF
        if span < 0:
            return Closed(self.ceiling)
        row, column, value = programme.entries
        reduced = programme.cost.copy()
        np.subtract.at(reduced, column, value * relaxed.duals[row])
        kept = columns[reduced[len(programme.cost) - len(columns) :] <= span]
        nodes = params.tree.nodes if deadline.deterministic else None
        found = solve_mip(self._programme(kept), seconds, gap=NEARLY_ONE, nodes=nodes)
        bound = min(self.ceiling, max(lower, found.bound + self.rows.constant))
        if found.values is None or found.objective + self.rows.constant > self.ceiling - HALF:
            return Closed(bound)
        used = kept[found.values[len(found.values) - len(kept) :] > HALF]
        return Closed(bound, tuple(sorted(assignments_of(self.pool, used.tolist()))))

    def _programme(self, columns: Indices) -> Programme:
        """The master over some columns, routes and slack columns of sessions whole, and without surplus seats."""
        master = Master(self.pool)
        programme = master.programme(columns)
        upper: Reals = programme.upper.copy()
        first = len(master.slack_cost)
        upper[self.rows.first_surplus : first] = 0.0
        upper[first:] = 1.0
        whole = np.ones(len(upper), dtype=np.bool_)
        whole[:first] = self._is_whole(master)
        return replace(programme, upper=upper, whole=whole)

    def _is_whole(self, master: Master) -> NDArray[np.bool_]:
        """Which slack columns stand for a choice: a session unfilled, a team's start."""
        start_row = np.zeros(self.rows.count, dtype=np.bool_)
        for starts in self.rows.flexible_teams.values():
            start_row[[row for _, row in starts]] = True
        whole = master.unfilled_session >= 0
        whole[master.slack_column[start_row[master.slack_row]]] = True
        whole[self.rows.first_surplus :] = False
        return whole
