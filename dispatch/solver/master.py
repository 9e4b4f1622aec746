"""The master: each session once, each block one route; relaxed, for its duals."""

from math import inf

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.blocks import Reals
from dispatch.solver.highs import Programme, Relaxed, relax
from dispatch.solver.layout import FORBIDDEN_FACTOR, LEAVE, SERVE
from dispatch.solver.pool import Pool
from dispatch.solver.simplex import Tableau

Indices = NDArray[np.int64]


class Master:
    """Programmes over the pool, or over some of its columns."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.rows = pool.rows
        extras = self.rows.extras
        self.extra_cost = np.array([e.cost for e in extras], dtype=float)
        self.extra_upper = np.array([e.upper for e in extras], dtype=float)
        self.unfilled = np.array([e.unfilled for e in extras], dtype=np.int64)
        triples = [(row, k, value) for k, e in enumerate(extras) for row, value in e.entries]
        self.extra_row = np.array([t[0] for t in triples], dtype=np.int64)
        self.extra_column = np.array([t[1] for t in triples], dtype=np.int64)
        self.extra_value = np.array([t[2] for t in triples], dtype=float)

    def programme(self, columns: Indices) -> Programme:
        """The master over some columns, under the branching decisions."""
        row, column, value = self.pool.entries(columns)
        low = np.array(self.rows.low, dtype=float)
        high = np.array(self.rows.high, dtype=float)
        cost, upper = self._decided_costs()
        return Programme(
            cost=np.concatenate([cost, np.array(self.pool.cost, dtype=float)[columns]]),
            upper=np.concatenate([upper, np.full(len(columns), np.inf)]),
            low=low,
            high=high,
            entries=(
                np.concatenate([self.extra_row, row]),
                np.concatenate([self.extra_column, len(self.extra_cost) + column]),
                np.concatenate([self.extra_value, value]),
            ),
        )

    def _decided_costs(self) -> tuple[Reals, Reals]:
        cost, upper = self.extra_cost.copy(), self.extra_upper.copy()
        decision = self.rows.decision
        of_session = self.unfilled >= 0
        decided = np.where(of_session, decision[self.unfilled], -1)
        cost[decided == SERVE] *= FORBIDDEN_FACTOR
        # Left sessions: every other way to satisfy their rows is priced out by the pricing ban.
        cost[decided == LEAVE] = 0.0
        return cost, upper

    def left_cost(self) -> float:
        """What the sessions that branching leaves unfilled cost."""
        left = (self.unfilled >= 0) & (self.rows.decision[self.unfilled] == LEAVE)
        return float(self.extra_cost[left].sum())

    def relax(self, columns: Indices, tolerance: float, seconds: float = inf) -> Relaxed:
        """The linear relaxation; the objective counts constants, values are of the columns."""
        allowed = self._allowed(columns)
        found = relax(self.programme(allowed), tolerance, seconds)
        values = np.zeros(len(columns))
        position = np.searchsorted(columns, allowed)
        values[position] = found.values[len(self.extra_cost) :]
        constant = self.rows.constant + self.left_cost()
        self.unfilled_values = found.values[: len(self.extra_cost)]
        return Relaxed(found.objective + constant, values, found.duals)

    def warm(self, columns: Indices) -> "WarmMaster":
        """The relaxed master by the simplex method, kept from one solution to the next."""
        return WarmMaster(self, columns)

    def _allowed(self, columns: Indices) -> Indices:
        """Without routes that branching bars."""
        return columns[~self.pool.barred(columns)]


class WarmMaster:
    """A master whose columns only come in, and whose decisions may change."""

    is_exact = True

    def __init__(self, master: Master, columns: Indices) -> None:
        self.master = master
        self.pool, self.rows = master.pool, master.rows
        self.columns = columns
        self.extras = np.zeros(len(master.extra_cost))
        self._decided = self.rows.decision.copy()
        self._ranges = self._ranges_now()
        self._barred = self.pool.barred(columns) & False
        self._tableau = Tableau(master.programme(columns))

    def _ranges_now(self) -> tuple[Reals, Reals]:
        first = self.rows.first_tally
        return np.array(self.rows.low[first:]), np.array(self.rows.high[first:])

    def decide(self) -> None:
        """Follow the branching decisions in force."""
        ranges = low, high = self._ranges_now()
        changed = np.flatnonzero((low != self._ranges[0]) | (high != self._ranges[1]))
        if len(changed):
            rows: Indices = self.rows.first_tally + changed
            self._tableau.set_range(rows, low[changed], high[changed])
            self._ranges = ranges
        self._bar()
        self._decide_sessions()

    def _bar(self) -> None:
        """Take out the routes that branching bars now, and back in those it barred."""
        barred = self.pool.barred(self.columns)
        changed = np.flatnonzero(barred != self._barred)
        if len(changed):
            upper = np.where(barred[changed], 0.0, np.inf)
            self._tableau.set_upper(len(self.extras) + changed, upper)
            self._barred = barred

    def _decide_sessions(self) -> None:
        decision, master = self.rows.decision, self.master
        of_session = np.flatnonzero(master.unfilled >= 0)
        session = master.unfilled[of_session]
        changed = decision[session] != self._decided[session]
        which, now = of_session[changed], decision[session[changed]]
        if not len(which):
            return
        factor = np.where(now == SERVE, FORBIDDEN_FACTOR, 1.0)
        self._tableau.set_cost(which, master.extra_cost[which] * factor)
        if (now == LEAVE).any() or (self._decided[session[changed]] == LEAVE).any():
            self._tableau.set_low(which, np.where(now == LEAVE, 1.0, 0.0))
        self._decided = decision.copy()

    def relax(self, seconds: float = inf) -> Relaxed:
        """The optimum over the present columns."""
        found = self._tableau.solve(seconds)
        count = len(self.extras)
        self.extras = found.values[:count]
        objective = found.objective + self.rows.constant
        return Relaxed(objective, found.values[count:], found.duals)

    def fix(self, columns: Indices) -> None:
        """Demand some columns."""
        at = {c: k for k, c in enumerate(self.columns.tolist())}
        position = np.array(sorted(at[c] for c in columns.tolist()), dtype=np.int64)
        self._tableau.set_low(len(self.extras) + position, np.ones(len(columns)))

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        columns = np.setdiff1d(columns, self.columns)
        if len(columns):
            cost = np.array(self.pool.cost, dtype=float)[columns]
            self._tableau.add(cost, self.pool.entries(columns))
            self.columns = np.concatenate([self.columns, columns])
            self._barred = np.concatenate([self._barred, np.zeros(len(columns), np.bool_)])
