"""Branching on sessions half served, half unfilled in the relaxed plan: they carry the big costs."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.colgen import ColumnGeneration, Proof
from dispatch.solver.highs import NoOptimumError, Relaxed
from dispatch.solver.rows import FREE, LEAVE, SERVE

HALF = 1e-3
CLOSE_ENOUGH = 1e-4
# Columns per block the simplex method begins with, and that come in per round.
FIRST_PER_BLOCK, MOST_ENTERING = 16, 2
SECONDS_PER_ROUND = 5e-4  # roughly, per block, for deterministic mode


@dataclass(slots=True, order=True)
class _Node:
    bound: float
    number: int
    proof: Proof = field(compare=False)
    decisions: dict[int, int] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Branched:
    """The bound of the whole tree, and the most promising leaf."""

    bound: float
    proof: Proof
    decisions: dict[int, int]


class Branching:
    """Best-first search over which of the disputed sessions are served.

    A decision changes the relaxed plan only nearby, so that the simplex method, which goes on from
    the last plan, needs a moment where the interior point would begin again.
    """

    def __init__(self, source: "Warm", ceiling: float, root: Proof) -> None:
        self.source = source
        self.generation = source.generation
        self.rows = self.generation.rows
        self.ceiling = ceiling
        self.root = root

    def run(self, on_bound: Callable[[float], None], is_over: Callable[[], bool]) -> Branched:
        """Branch until the best leaf disputes nothing, or it is over."""
        count = 0
        heap = [_Node(self.root.bound, count, self.root, {})]
        while True:
            node = heap[0]
            on_bound(min(node.bound, self.ceiling))
            disputed = self._disputed(node)
            if not len(disputed) or is_over() or node.bound >= self.ceiling:
                self.decide(node.decisions)
                return Branched(node.bound, node.proof, node.decisions)
            heapq.heappop(heap)
            session = int(disputed[0])
            for decision in (SERVE, LEAVE):
                count += 1
                decisions = node.decisions | {session: decision}
                heapq.heappush(heap, self._child(node, decisions, count))

    def decide(self, decisions: dict[int, int]) -> None:
        """Put decisions into force for pricing and master."""
        self.rows.decision[:] = FREE
        for session, decision in decisions.items():
            self.rows.decision[session] = decision

    def _child(self, node: _Node, decisions: dict[int, int], number: int) -> _Node:
        self.decide(decisions)
        self.source.master.decide()
        begin = self.generation.proof(node.proof.duals)
        begin.columns, begin.values = node.proof.columns, node.proof.values
        proof = self.generation.converge(
            self.source, begin, gap=CLOSE_ENOUGH, enough=lambda p: p.bound >= self.ceiling
        )
        return _Node(max(node.bound, proof.bound), number, proof, decisions)

    def _disputed(self, node: _Node) -> NDArray[np.int64]:
        """Half-unfilled sessions, teams first, then those where most is at stake."""
        unfilled = self.generation.master.unfilled
        values = node.proof.unfilled
        if not len(values):
            return np.zeros(0, dtype=np.int64)
        half = np.flatnonzero((unfilled >= 0) & (values > HALF) & (values < 1 - HALF))
        half = half[[int(unfilled[k]) not in node.decisions for k in half]]
        sessions = unfilled[half]
        stake = self.rows.unfilled_cost[sessions] * self.rows.needed[sessions]
        stake = stake * np.minimum(values[half], 1 - values[half])
        return sessions[np.lexsort((-stake, self.rows.needed[sessions] == 1))]


def branch(
    generation: ColumnGeneration,
    begin: Proof,
    ceiling: float,
    on_bound: Callable[[float], None],
    is_over: Callable[[], bool],
) -> Branched:
    """Relax by the simplex method, and branch; what the best leaf decides is in force then."""
    try:
        source = Warm(generation, begin)
    except NoOptimumError:
        return Branched(begin.bound, begin, {})
    root = generation.converge(source, begin, gap=CLOSE_ENOUGH)
    return Branching(source, ceiling, root).run(on_bound, is_over)


class Warm:
    """The master by the simplex method as column generation wants it."""

    def __init__(self, generation: ColumnGeneration, proof: Proof) -> None:
        self.is_exact = True
        self.generation = generation
        self.master = generation.master.warm(generation.cheapest(proof, FIRST_PER_BLOCK))
        self.master.relax(generation.allowance())

    @property
    def columns(self) -> NDArray[np.int64]:
        """The columns in the master."""
        return self.master.columns

    @property
    def extras(self) -> NDArray[np.float64]:
        """Values of the extra columns in the last solution."""
        return self.master.extras

    def relax(self, accuracy: float = 0.0) -> Relaxed:  # noqa: ARG002 - always exact
        """The optimum over the present columns."""
        generation = self.generation
        generation.budget.spend(SECONDS_PER_ROUND * generation.pricer.blocks.count)
        return self.master.relax(generation.allowance())

    def grow(self, found: Relaxed, best: Proof, first_new: int) -> bool:  # noqa: ARG002
        """Take in what pays and what is new; whether anything pays."""
        generation = self.generation
        paying = generation.paying(found, self.columns, MOST_ENTERING)
        new = np.arange(first_new, len(generation.pool))
        self.master.add(np.union1d(paying, new))
        return len(paying) > 0
