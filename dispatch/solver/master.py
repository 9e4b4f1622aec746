"""The master: each session once, each block one route; relaxed, for its duals."""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.blocks import Reals
from dispatch.solver.highs import Programme, Relaxed, relax
from dispatch.solver.pool import Pool
from dispatch.solver.rows import FORBIDDEN_FACTOR, LEAVE, SERVE

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
        ptr, row, value = self.pool.arrays()
        counts = ptr[columns + 1] - ptr[columns]
        total = int(counts.sum())
        begins = np.cumsum(counts) - counts
        at = np.repeat(ptr[columns] - begins, counts) + np.arange(total)
        extras = len(self.extra_cost)
        column = extras + np.repeat(np.arange(len(columns)), counts)
        low = np.array(self.rows.low, dtype=float)
        high = np.array(self.rows.high, dtype=float)
        cost, upper = self._decided_costs()
        return Programme(
            cost=np.concatenate([cost, np.array(self.pool.cost, dtype=float)[columns]]),
            upper=np.concatenate([upper, np.full(len(columns), np.inf)]),
            low=low,
            high=high,
            entries=(
                np.concatenate([self.extra_row, row[at]]),
                np.concatenate([self.extra_column, column]),
                np.concatenate([self.extra_value, value[at]]),
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

    def relax(self, columns: Indices, tolerance: float) -> Relaxed:
        """The linear relaxation; the objective counts constants, values are of the columns."""
        found = relax(self.programme(self._allowed(columns)), tolerance)
        allowed = self._allowed(columns)
        values = np.zeros(len(columns))
        position = np.searchsorted(columns, allowed)
        values[position] = found.values[len(self.extra_cost) :]
        constant = self.rows.constant + self.left_cost()
        self.unfilled_values = found.values[: len(self.extra_cost)]
        return Relaxed(found.objective + constant, values, found.duals)

    def _allowed(self, columns: Indices) -> Indices:
        """Without routes through sessions that branching leaves unfilled."""
        left = self.rows.decision == LEAVE
        if not left.any() or not len(columns):
            return columns
        gone: set[int] = set(np.flatnonzero(left).tolist())
        every: list[int] = columns.tolist()
        keep = [gone.isdisjoint(self.pool.sessions[c]) for c in every]
        return columns[np.array(keep, dtype=np.bool_)]
