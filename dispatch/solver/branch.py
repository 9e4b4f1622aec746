"""Branching on what the relaxed plan leaves half unfilled: it carries the big costs.

First on how many sessions stay unfilled, all together and of each cost, then on which.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.colgen import ColumnGeneration, Proof
from dispatch.solver.highs import Relaxed
from dispatch.solver.rows import LEAVE, SERVE
from dispatch.solver.simplex import NoOptimumError
from dispatch.solver.tallies import ANY, Decisions

HALF = 1e-3
CLOSE_ENOUGH = 1e-4
# Columns per block the simplex method begins with, and that come in per round.
FIRST_PER_BLOCK, MOST_ENTERING = 16, 2
MOST_TRIED = 8
SECONDS_PER_ROUND = 5e-4  # roughly, per block, for deterministic mode


@dataclass(slots=True, order=True)
class _Node:
    bound: float
    number: int
    proof: Proof = field(compare=False)
    decisions: Decisions = field(compare=False)


@dataclass(frozen=True, slots=True)
class Branched:
    """The bound of the whole tree, and the most promising leaf."""

    bound: float
    proof: Proof
    decisions: Decisions


class Branching:
    """Best-first search over which of the disputed sessions are served.

    A decision changes the relaxed plan only nearby, so that the simplex method, which goes on from
    the last plan, needs a moment where the interior point would begin again.
    """

    def __init__(self, generation: ColumnGeneration, ceiling: float, root: Proof) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.ceiling = ceiling
        self.root = root

    def run(self, on_bound: Callable[[float], None], is_over: Callable[[], bool]) -> Branched:
        """Branch until the best leaf disputes nothing, or it is over."""
        count = 0
        heap = [_Node(self.root.bound, count, self.root, Decisions())]
        self._begun = False
        while True:
            node = heap[0]
            on_bound(min(node.bound, self.ceiling))
            choices = self._choices(node)
            if not choices or is_over() or node.bound >= self.ceiling:
                self.rows.follow(node.decisions)
                return Branched(node.bound, node.proof, node.decisions)
            heapq.heappop(heap)
            for decisions in choices:
                count += 1
                heapq.heappush(heap, self._child(node, decisions, count))

    def _choices(self, node: _Node) -> list[Decisions]:
        """Both ways to decide what is most disputed; none where nothing is."""
        unfilled = self.generation.master.unfilled
        if not len(node.proof.unfilled):
            return []
        known = unfilled >= 0
        left = np.zeros(len(self.rows.needed))
        left[unfilled[known]] = node.proof.unfilled[known]
        decided = node.decisions
        for k, count in enumerate((self.rows.tally_weight @ left).tolist()):
            if count - np.floor(count + HALF) > HALF:
                least, most = decided.ranges.get(k, ANY)
                below = float(np.floor(count))
                if below < least or below + 1 > most:
                    continue
                return [decided.with_range(k, below + 1, most), decided.with_range(k, least, below)]
        disputed = self._disputed(node, left)
        session = int(disputed[0]) if len(disputed) else -1
        if session >= 0:
            return [decided.with_session(session, d) for d in (SERVE, LEAVE)]
        return self._pairs(node)

    def _pairs(self, node: _Node) -> list[Decisions]:
        """Whether somebody serves a session of which the relaxed plan gives them a part."""
        best, gain = None, -1.0
        source = self._source
        for session, block in self._shared(node)[:MOST_TRIED]:
            gains = []
            for served in (True, False):
                self.rows.follow(node.decisions.with_pair(session, block, served=served))
                source.master.decide()
                try:
                    found = source.master.relax()
                    gains.append(max(1e-3, found.objective - node.proof.relaxed))
                except NoOptimumError:
                    gains.append(1e9)
            if gains[0] * gains[1] > gain:
                best, gain = (session, block), gains[0] * gains[1]
        if best is None:
            return []
        return [node.decisions.with_pair(*best, served=served) for served in (True, False)]

    def _shared(self, node: _Node) -> list[tuple[int, int]]:
        """Sessions for one, and blocks that serve a part of them, nearest to half first."""
        pool = self.generation.pool
        part: dict[tuple[int, int], float] = defaultdict(float)
        values = node.proof.values
        for k in np.flatnonzero(values > HALF).tolist():
            c = int(node.proof.columns[k])
            for s in pool.sessions[c]:
                if self.rows.needed[s] == 1:
                    part[s, pool.block[c]] += float(values[k])
        open_pairs = [(abs(x - 0.5), pair) for pair, x in part.items() if HALF < x < 1 - HALF]
        return [pair for _, pair in sorted(open_pairs) if pair not in node.decisions.pairs]

    def _child(self, node: _Node, decisions: Decisions, number: int) -> _Node:
        if not self._begun:
            self.rows.follow(Decisions())
            self._source = Warm(self.generation, self.root)
            self._begun = True
        self.rows.follow(decisions)
        self._source.master.decide()
        begin = self.generation.proof(node.proof.duals)
        begin.columns, begin.values = node.proof.columns, node.proof.values
        proof = self.generation.converge(
            self._source, begin, gap=CLOSE_ENOUGH, enough=lambda p: p.bound >= self.ceiling
        )
        return _Node(max(node.bound, proof.bound), number, proof, decisions)

    def _disputed(self, node: _Node, left: NDArray[np.float64]) -> NDArray[np.int64]:
        """Half-unfilled sessions, teams first, then those where most is at stake."""
        half = np.flatnonzero((left > HALF) & (left < 1 - HALF))
        sessions = half[[int(s) not in node.decisions.sessions for s in half]]
        stake = self.rows.unfilled_cost[sessions] * self.rows.needed[sessions]
        stake = stake * np.minimum(left[sessions], 1 - left[sessions])
        return sessions[np.lexsort((-stake, self.rows.needed[sessions] == 1))]


class Warm:
    """The master by the simplex method as column generation wants it."""

    def __init__(self, generation: ColumnGeneration, proof: Proof) -> None:
        self.is_exact = True
        self.generation = generation
        self.master = generation.master.warm(generation.cheapest(proof, FIRST_PER_BLOCK))
        self.master.relax()

    @property
    def columns(self) -> NDArray[np.int64]:
        """The columns in the master."""
        return self.master.columns

    @property
    def extras(self) -> NDArray[np.float64]:
        """Values of the extra columns in the last solution."""
        return self.master.extras

    def relax(self, accuracy: float) -> Relaxed:
        """The optimum over the present columns."""
        self.generation.budget.spend(SECONDS_PER_ROUND * self.generation.pricer.blocks.count)
        return self.master.relax(accuracy)

    def grow(self, found: Relaxed, best: Proof, first_new: int) -> bool:  # noqa: ARG002
        """Take in what pays and what is new; whether anything pays."""
        generation = self.generation
        paying = generation.paying(found, self.columns, MOST_ENTERING)
        new = np.arange(first_new, len(generation.pool))
        self.master.add(np.union1d(paying, new))
        return len(paying) > 0
