"""The master: a set-partitioning programme over routes, each session once, each block one route."""

from math import inf

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import (
    LpSolution,
    Programme,
    WarmSimplex,
    solve_by_interior_point,
)
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.master.pool import Pool
from dispatch.solver.master.rows import FORBIDDEN_FACTOR, SERVE

Indices = NDArray[np.int64]


class Master:
    """Programmes over some columns of the pool. Slack columns come first, routes after them.

    `slack_cost`, `slack_upper` and `unfilled_session` (-1: none) have one entry a slack column.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.rows = pool.rows
        slack_columns = self.rows.slack_columns
        self.slack_cost = np.array([e.cost for e in slack_columns], dtype=float)
        self.slack_upper = np.array([e.upper for e in slack_columns], dtype=float)
        self.unfilled_session = np.array(
            [e.unfilled_session for e in slack_columns], dtype=np.int64
        )
        triples = [(row, k, value) for k, e in enumerate(slack_columns) for row, value in e.entries]
        self.slack_row = np.array([t[0] for t in triples], dtype=np.int64)
        self.slack_column = np.array([t[1] for t in triples], dtype=np.int64)
        self.slack_value = np.array([t[2] for t in triples], dtype=float)

    def programme(self, columns: Indices) -> Programme:
        """The master over some columns, under the branching decisions."""
        row, column, value = self.pool.entries(columns)
        low = np.array(self.rows.low, dtype=float)
        high = np.array(self.rows.high, dtype=float)
        return Programme(
            cost=np.concatenate(
                [self.decided_cost(), np.array(self.pool.cost, dtype=float)[columns]]
            ),
            upper=np.concatenate([self.slack_upper, np.full(len(columns), np.inf)]),
            low=low,
            high=high,
            entries=(
                np.concatenate([self.slack_row, row]),
                np.concatenate([self.slack_column, len(self.slack_cost) + column]),
                np.concatenate([self.slack_value, value]),
            ),
        )

    def decided_cost(self) -> Reals:
        """What the slack columns cost: leaving a session that must be served is dear."""
        must = (self.unfilled_session >= 0) & (self.rows.decision[self.unfilled_session] == SERVE)
        return self.slack_cost * np.where(must, FORBIDDEN_FACTOR, 1.0)

    def relax(self, columns: Indices, tolerance: float, seconds: float = inf) -> LpSolution:
        """The linear relaxation by interior point; routes that branching bars get the value 0.

        The objective includes the constant, `values` are those of `columns`, in ascending order; the
        slack columns' are left in `slack_values`. Raises NoOptimumError where there is none in time.
        """
        allowed = self._allowed(columns)
        solution = solve_by_interior_point(self.programme(allowed), tolerance, seconds)
        values = np.zeros(len(columns))
        position = np.searchsorted(columns, allowed)
        values[position] = solution.values[len(self.slack_cost) :]
        self.unfilled_values = solution.values[: len(self.slack_cost)]
        return LpSolution(solution.objective + self.rows.constant, values, solution.duals)

    def warm(self, columns: Indices) -> "WarmMaster":
        """The relaxed master by the simplex method, which keeps its basis between solutions."""
        return WarmMaster(self, columns)

    def _allowed(self, columns: Indices) -> Indices:
        """Without routes that branching bars."""
        return columns[~self.pool.barred(columns)]


class WarmMaster:
    """A relaxed master in the simplex method: columns come in, none goes, decisions may change.

    Routes that branching bars stay, with an upper bound of zero.
    """

    def __init__(self, master: Master, columns: Indices) -> None:
        self.master = master
        self.pool, self.rows = master.pool, master.rows
        self.columns = columns
        self.slack_values = np.zeros(len(master.slack_cost))
        self._cost = master.decided_cost()
        self._ranges = self._ranges_now()
        self._barred = np.zeros(len(columns), dtype=np.bool_)
        self._tableau = WarmSimplex(master.programme(columns))
        self._bar()

    def _ranges_now(self) -> tuple[Reals, Reals]:
        first = self.rows.first_cardinality_row
        return np.array(self.rows.low[first:]), np.array(self.rows.high[first:])

    def decide(self) -> None:
        """Take over the branching decisions that the rows have in force."""
        ranges = low, high = self._ranges_now()
        changed = np.flatnonzero((low != self._ranges[0]) | (high != self._ranges[1]))
        if len(changed):
            rows: Indices = self.rows.first_cardinality_row + changed
            self._tableau.set_range(rows, low[changed], high[changed])
            self._ranges = ranges
        cost = self.master.decided_cost()
        dearer = np.flatnonzero(cost != self._cost)
        if len(dearer):
            self._tableau.set_cost(dearer, cost[dearer])
            self._cost = cost
        self._bar()

    def _bar(self) -> None:
        """Close the routes that branching bars now, and open those it barred before."""
        barred = self.pool.barred(self.columns)
        changed = np.flatnonzero(barred != self._barred)
        if len(changed):
            upper = np.where(barred[changed], 0.0, np.inf)
            self._tableau.set_upper(len(self.slack_values) + changed, upper)
            self._barred = barred

    def relax(self, seconds: float = inf) -> LpSolution:
        """The optimum over the present columns; NoOptimumError where there is none in time."""
        solution = self._tableau.solve(seconds)
        count = len(self.slack_values)
        self.slack_values = solution.values[:count]
        objective = solution.objective + self.rows.constant
        return LpSolution(objective, solution.values[count:], solution.duals)

    def fix(self, columns: Indices) -> None:
        """Demand that some columns are taken once at least."""
        at = {c: k for k, c in enumerate(self.columns.tolist())}
        position = np.array(sorted(at[c] for c in columns.tolist()), dtype=np.int64)
        self._tableau.set_low(len(self.slack_values) + position, np.ones(len(columns)))

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        columns = np.setdiff1d(columns, self.columns)
        if len(columns):
            cost = np.array(self.pool.cost, dtype=float)[columns]
            self._tableau.add(cost, self.pool.entries(columns))
            self.columns = np.concatenate([self.columns, columns])
            self._barred = np.concatenate([self._barred, np.zeros(len(columns), np.bool_)])
