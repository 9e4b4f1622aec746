"""Branching, best bound first, on what the relaxed plan leaves open."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from dispatch.solver.backend.highs import NoOptimumError
from dispatch.solver.master.cardinality import Decisions, common
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.sources import Warm
from dispatch.solver.tree.branching import BranchingCandidates
from dispatch.solver.tree.cuts.rounds import CutRounds

# How near the relaxed plan bounds come, and how near that of the last leaf.
CLOSE_ENOUGH, TIGHT = 1e-4, 1e-7
# Leaves so near the best are lifted together: odd sets rarely lift more.
NEIGHBOURING = 0.003
# Which share of the time for one tree odd sets may take.
TIGHTENED = 0.5


@dataclass(slots=True, order=True)
class _TreeNode:
    bound: float
    number: int
    proof: DualBound = field(compare=False)
    decisions: Decisions = field(compare=False)
    is_tight: bool = field(compare=False, default=False)


@dataclass(frozen=True, slots=True)
class Branched:
    """The bound of the whole tree, the most promising leaf, and whether more could be decided."""

    bound: float
    proof: DualBound
    decisions: Decisions
    is_open: bool


class Tree:
    """Best-first search over what is disputed; it may be left and taken up again.

    A decision changes the relaxed plan only nearby, so that the simplex method, which goes on from
    the last plan, needs a moment where the interior point would begin again.
    """

    def __init__(self, source: Warm, root: DualBound, ceiling: Callable[[], float]) -> None:
        self.source = source
        self.generation = source.generation
        self.rows = self.generation.rows
        self.ceiling = ceiling
        self.disputes = BranchingCandidates(source)
        self._heap = [_TreeNode(root.bound, 0, root, Decisions())]
        self._count = 0

    def grow(
        self, on_bound: Callable[[float], None], is_over: Callable[[], bool], *, wholly: bool = True
    ) -> Branched:
        """Branch until the best leaf disputes nothing, or it is over; its decisions are in force.

        Unless `wholly` asks for more, until nothing is half unfilled in it.
        """
        while True:
            node = self._heap[0]
            on_bound(min(node.bound, self.ceiling()))
            over = is_over() or node.bound >= self.ceiling()
            choices = [] if over else self._choices(node, wholly=wholly)
            if not choices and not over and not node.is_tight:
                heapq.heapreplace(self._heap, self._child(node, node.decisions, TIGHT))
                continue
            if not choices:
                self._follow(node.decisions)
                is_open = over or not wholly
                return Branched(node.bound, node.proof, node.decisions, is_open)
            heapq.heappop(self._heap)
            for decisions in choices:
                heapq.heappush(self._heap, self._child(node, decisions))

    def tighten(self, on_bound: Callable[[float], None], until: float) -> Branched:
        """Lift the bounds of the best leaves by odd sets, all that are near each other at once.

        In force is what they all decide: a bound of that is a bound of each.
        """
        best = self._heap[0]
        near = [n for n in self._heap if n.bound <= best.bound + NEIGHBOURING * abs(best.bound)]
        farther = (n.bound for n in self._heap if n not in near)
        least = min([self.ceiling(), *farther])
        self._follow(common([n.decisions for n in near]))
        lifted = CutRounds(self.generation, best.proof).run(
            least, lambda bound: on_bound(min(bound, least)), until
        )
        for node in near:
            node.bound = max(node.bound, lifted)
        heapq.heapify(self._heap)
        best = self._heap[0]
        self._follow(best.decisions)
        return Branched(best.bound, best.proof, best.decisions, is_open=True)

    def _choices(self, node: _TreeNode, *, wholly: bool) -> list[Decisions]:
        """Both ways to decide what is most disputed; none where nothing is."""
        choices = self.disputes.unfilled(node.proof, node.decisions)
        return choices or (self.disputes.pairs(node.proof, node.decisions) if wholly else [])

    def _follow(self, decisions: Decisions) -> None:
        self.rows.follow(decisions)
        self.source.master.decide()

    def _child(self, node: _TreeNode, decisions: Decisions, gap: float = CLOSE_ENOUGH) -> _TreeNode:
        self._count += 1
        self._follow(decisions)
        begin = self.generation.proof(node.proof.duals)
        begin.columns, begin.values = node.proof.columns, node.proof.values
        proof = self.generation.converge(
            self.source, begin, gap=gap, enough=lambda p: p.bound >= self.ceiling()
        )
        bound = max(node.bound, proof.bound)
        return _TreeNode(bound, self._count, proof, decisions, is_tight=gap <= TIGHT)


def tree(
    generation: ColumnGeneration, begin: DualBound, ceiling: Callable[[], float]
) -> Tree | None:
    """A tree from a relaxed plan; none where the simplex method finds no beginning in time."""
    try:
        source = Warm(generation, begin)
    except NoOptimumError:
        return None
    return Tree(source, generation.converge(source, begin, gap=CLOSE_ENOUGH), ceiling)


def branch(
    generation: ColumnGeneration,
    begin: DualBound,
    ceiling: float,
    on_bound: Callable[[float], None],
    until: float,
) -> Branched:
    """Settle what is half unfilled, tighten, branch; what the best leaf decides is in force then."""
    budget = generation.budget
    grown = tree(generation, begin, lambda: ceiling)
    if grown is None:
        return Branched(begin.bound, begin, Decisions(), is_open=False)
    grown.grow(on_bound, budget.ends_at(until), wholly=False)
    now = budget.elapsed()
    grown.tighten(on_bound, now + TIGHTENED * (until - now))
    return grown.grow(on_bound, budget.ends_at(until))
