"""Branching on sessions half served, half unfilled in the relaxed plan: they carry the big costs."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.colgen import ColumnGeneration, Proof
from dispatch.solver.rows import FREE, LEAVE, SERVE

HALF = 1e-3
CLOSE_ENOUGH = 2e-5


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
    """Best-first search over which of the disputed sessions are served."""

    def __init__(self, generation: ColumnGeneration, ceiling: float) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.ceiling = ceiling

    def run(
        self, root: Proof, on_bound: Callable[[float], None], is_over: Callable[[], bool]
    ) -> Branched:
        """Branch until the best leaf disputes nothing, or it is over."""
        count = 0
        heap = [_Node(root.bound, count, root, {})]
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
        begin = self.generation.proof(node.proof.duals)
        begin.columns, begin.values = node.proof.columns, node.proof.values
        proof = self.generation.converge(
            begin, gap=CLOSE_ENOUGH, enough=lambda p: p.bound >= self.ceiling
        )
        return _Node(max(node.bound, proof.bound), number, proof, decisions)

    def _disputed(self, node: _Node) -> NDArray[np.int64]:
        """Half-unfilled sessions, those first where most is at stake."""
        unfilled = self.generation.master.unfilled
        values = node.proof.unfilled
        if not len(values):
            return np.zeros(0, dtype=np.int64)
        half = np.flatnonzero((unfilled >= 0) & (values > HALF) & (values < 1 - HALF))
        half = half[[int(unfilled[k]) not in node.decisions for k in half]]
        sessions = unfilled[half]
        stake = self.rows.unfilled_cost[sessions] * self.rows.needed[sessions]
        stake = stake * np.minimum(values[half], 1 - values[half])
        return sessions[np.argsort(-stake, kind="stable")]
