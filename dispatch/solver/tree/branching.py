"""Branching candidates: half-unfilled sessions first, as they carry the big costs, then who serves what.

A session and a block that serves it in part are two rows of the master that one column covers together,
or not: the branching of Ryan and Foster ("An integer programming approach to scheduling", 1981). Which
pair is chosen is found by strong branching (Applegate, Bixby, Chvátal and Cook, "The traveling salesman
problem: a computational study", 2006): both decisions are tried out in the relaxed master.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import NoOptimumError
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.cardinality import ANY, Decisions
from dispatch.solver.master.colgen import DualBound
from dispatch.solver.master.masters import SimplexMaster
from dispatch.solver.master.rows import LEAVE, SERVE

# Values nearer to a whole number than this count as whole.
HALF = 1e-3
# What a decision lifts the relaxed cost by, at least, and where it leaves no relaxed plan.
LEAST_GAIN, IMPOSSIBLE = 1e-3, 1e9

Pair = tuple[int, int]  # a session and a block


class BranchingCandidates:
    """Finds what a relaxed plan leaves open, as the two decisions that exclude each other.

    In this order: how many sessions stay unfilled, all together and of each cost; which of them;
    and whether somebody serves a session of which the relaxed plan gives them a part. Every whole
    plan keeps one of the two decisions.
    """

    def __init__(self, source: SimplexMaster) -> None:
        self.source = source
        self.generation = source.generation
        self.rows = self.generation.rows

    def unfilled(self, dual_bound: DualBound, decided: Decisions) -> list[Decisions]:
        """The two decisions about what is half unfilled; none where nothing is.

        `decided` is already in force in the relaxed plan that `dual_bound` belongs to.
        """
        left = self._unfilled_share(dual_bound)
        for k, count in enumerate((self.rows.cardinality_weight @ left).tolist()):
            below = float(np.floor(count + HALF))
            least, most = decided.ranges.get(k, ANY)
            if count - below > HALF and least <= below < most:
                return [decided.with_range(k, below + 1, most), decided.with_range(k, least, below)]
        half = np.flatnonzero((left > HALF) & (left < 1 - HALF))
        half = half[[int(s) not in decided.sessions for s in half]]
        if not len(half):
            return []
        # Teams first, then where most is at stake.
        stake = self.rows.unfilled_cost[half] * self.rows.needed[half]
        stake = stake * np.minimum(left[half], 1 - left[half])
        first = int(half[np.lexsort((-stake, self.rows.needed[half] == 1))[0]])
        return [decided.with_session(first, d) for d in (SERVE, LEAVE)]

    def _unfilled_share(self, dual_bound: DualBound) -> NDArray[np.float64]:
        """Which share of each session stays unfilled in a relaxed plan, by session."""
        unfilled_session = self.generation.master.unfilled_session
        left = np.zeros(len(self.rows.needed))
        if len(dual_bound.slack_values):
            known = unfilled_session >= 0
            left[unfilled_session[known]] = dual_bound.slack_values[known]
        return left

    def pairs(
        self, dual_bound: DualBound, decided: Decisions, deadline: Deadline
    ) -> list[Decisions]:
        """The two decisions about one pair: that its block serves the session, and that it does not.

        Of the pairs nearest to half the one is chosen whose decisions lift the relaxed cost most. None where
        every session for one is served by one block alone. Leaves the decisions last tried in force.
        """
        most = self.generation.params.tree.most_tried
        tried = [
            (self._score(dual_bound, decided, pair, deadline), pair)
            for pair in self._split_pairs(dual_bound, decided)[:most]
        ]
        if not tried:
            return []
        _, pair = max(tried)
        return [decided.with_pair(*pair, served=served) for served in (True, False)]

    def _score(
        self, dual_bound: DualBound, decided: Decisions, pair: Pair, deadline: Deadline
    ) -> float:
        """By how much each of the two decisions lifts the relaxed cost, multiplied."""
        product = 1.0
        for served in (True, False):
            self.rows.apply(decided.with_pair(*pair, served=served))
            self.source.decide()
            try:
                solution = self.source.relax(deadline)
                product *= max(LEAST_GAIN, solution.objective - dual_bound.master_objective)
            except NoOptimumError:
                product *= IMPOSSIBLE
        return product

    def _split_pairs(self, dual_bound: DualBound, decided: Decisions) -> list[Pair]:
        """Sessions for one with blocks that serve a part of them, nearest to half first."""
        pool = self.generation.pool
        share: dict[Pair, float] = defaultdict(float)
        used = np.flatnonzero(dual_bound.values > HALF)
        columns: list[int] = dual_bound.columns[used].tolist()
        values: list[float] = dual_bound.values[used].tolist()
        for c, value in zip(columns, values, strict=True):
            for s in pool.sessions[c]:
                if self.rows.needed[s] == 1:
                    share[s, pool.block[c]] += value
        near = sorted((abs(x - 0.5), pair) for pair, x in share.items() if HALF < x < 1 - HALF)
        return [pair for _, pair in near if pair not in decided.pairs]
