"""What to branch on: the half-unfilled first, for it carries the big costs, then who serves what."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.highs import NoOptimumError
from dispatch.solver.master.cardinality import ANY, Decisions
from dispatch.solver.master.colgen import DualBound
from dispatch.solver.master.layout import LEAVE, SERVE
from dispatch.solver.master.sources import Warm

HALF = 1e-3
# Pairs of session and interpreter that are tried out before one is branched on.
MOST_TRIED = 8
LEAST_GAIN, IMPOSSIBLE = 1e-3, 1e9

Pair = tuple[int, int]


class BranchingCandidates:
    """Both ways to decide what a relaxed plan leaves open.

    In this order: how many sessions stay unfilled, all together and of each cost; which of them;
    and whether somebody serves a session of which the relaxed plan gives them a part.
    """

    def __init__(self, source: Warm) -> None:
        self.source = source
        self.generation = source.generation
        self.rows = self.generation.rows

    def unfilled(self, proof: DualBound, decided: Decisions) -> list[Decisions]:
        """Both ways to settle what is half unfilled; none where nothing is."""
        left = self._left(proof)
        for k, count in enumerate((self.rows.tally_weight @ left).tolist()):
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

    def _left(self, proof: DualBound) -> NDArray[np.float64]:
        """How far each session stays unfilled in a relaxed plan."""
        unfilled = self.generation.master.unfilled
        left = np.zeros(len(self.rows.needed))
        if len(proof.unfilled):
            known = unfilled >= 0
            left[unfilled[known]] = proof.unfilled[known]
        return left

    def pairs(self, proof: DualBound, decided: Decisions) -> list[Decisions]:
        """Both ways to settle whether somebody serves a session: where that matters most."""
        tried = [
            (self._gain(proof, decided, pair), pair)
            for pair in self._shared(proof, decided)[:MOST_TRIED]
        ]
        if not tried:
            return []
        _, pair = max(tried)
        return [decided.with_pair(*pair, served=served) for served in (True, False)]

    def _gain(self, proof: DualBound, decided: Decisions, pair: Pair) -> float:
        """How much either decision lifts the relaxed plan's cost, multiplied."""
        product = 1.0
        for served in (True, False):
            self.rows.follow(decided.with_pair(*pair, served=served))
            self.source.master.decide()
            try:
                found = self.source.relax()
                product *= max(LEAST_GAIN, found.objective - proof.relaxed)
            except NoOptimumError:
                product *= IMPOSSIBLE
        return product

    def _shared(self, proof: DualBound, decided: Decisions) -> list[Pair]:
        """Sessions for one, and blocks that serve a part of them, nearest to half first."""
        pool = self.generation.pool
        part: dict[Pair, float] = defaultdict(float)
        used = np.flatnonzero(proof.values > HALF)
        columns: list[int] = proof.columns[used].tolist()
        values: list[float] = proof.values[used].tolist()
        for c, value in zip(columns, values, strict=True):
            for s in pool.sessions[c]:
                if self.rows.needed[s] == 1:
                    part[s, pool.block[c]] += value
        near = sorted((abs(x - 0.5), pair) for pair, x in part.items() if HALF < x < 1 - HALF)
        return [pair for _, pair in near if pair not in decided.pairs]
