"""The master: a set-partitioning programme over routes, each session once, each block one route."""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import Programme
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
