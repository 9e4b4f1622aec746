"""The branch-and-price tree: each leaf a set of decisions and the bound that pricing proves under them.

After Barnhart, Johnson, Nemhauser, Savelsbergh and Vance, "Branch-and-price: column generation for solving
huge integer programs", Operations Research 46(3), 1998. The bound of the whole tree is that of its lowest leaf.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dispatch.solver.backend.mathopt import NoOptimumError
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.cardinality import Decisions, common
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.masters import SimplexMaster
from dispatch.solver.tree.branching import BranchingCandidates
from dispatch.solver.tree.closing import Closed, GapClosing
from dispatch.solver.tree.cuts.rounds import CutRounds


@dataclass(slots=True, order=True)
class Leaf:
    """Decisions with what they prove; ordered by bound, then by age."""

    bound: float  # cost that no plan obeying the decisions undercuts
    number: int
    dual_bound: DualBound = field(compare=False)
    decisions: Decisions = field(compare=False)
    is_tight: bool = field(compare=False, default=False)  # converged as near as it gets
    is_done: bool = field(compare=False, default=False)  # nothing is left to branch on


class BranchAndPriceTree:
    """A tree searched best bound first; the search may be left and taken up again.

    A decision changes the relaxed plan only nearby, so that the simplex method, which goes on from
    the last plan, needs a moment where the interior point would begin again. `ceiling` gives the
    bound from which on nothing is left to gain: just below the cost of the best plan.
    """

    def __init__(
        self,
        source: SimplexMaster,
        root: DualBound,
        ceiling: Callable[[], float],
        deadline: Deadline,
        leaves: Sequence[Decisions] = (),
    ) -> None:
        self.source = source
        self.generation = source.generation
        self.rows = self.generation.rows
        self.params = self.generation.params
        self.ceiling = ceiling
        self.candidates = BranchingCandidates(source)
        self._count = 0
        self.is_cut = False
        first = Leaf(root.bound, 0, root, common(leaves) if leaves else Decisions())
        self._heap = [first]
        if len(leaves) > 1:
            self._heap = [self._child(first, decisions, deadline) for decisions in leaves]
            heapq.heapify(self._heap)

    @property
    def bound(self) -> float:
        """The bound of the lowest leaf, which is that of the whole tree."""
        return self._heap[0].bound

    @property
    def best(self) -> Leaf:
        """The leaf with the lowest bound."""
        return self._heap[0]

    def is_open(self) -> bool:
        """Whether branching may still lift the bound."""
        return self.bound < self.ceiling() and not self._heap[0].is_done

    def open_leaves(self) -> list[Decisions]:
        """What the leaves decide that may hold a better plan; the lowest is always among them."""
        best, ceiling = self._heap[0], self.ceiling()
        near = [n.decisions for n in self._heap if n.bound < ceiling and n is not best]
        return [best.decisions, *near]

    def branch(
        self, on_bound: Callable[[float], None], deadline: Deadline, *, pairs: bool = True
    ) -> Leaf:
        """Branch until nothing is open in the best leaf, or time is over; its decisions are in force then.

        Without `pairs` only until nothing is half unfilled in it. `on_bound` is called with the
        bound of the tree before every step.
        """
        branching = self.params.uses("branching")
        while True:
            leaf = self._heap[0]
            on_bound(min(leaf.bound, self.ceiling()))
            over = deadline.is_over() or leaf.bound >= self.ceiling() or leaf.is_done
            branches: list[Decisions] = []
            if branching and not over:
                branches = self._branches(leaf, deadline, pairs=pairs)
            if branching and not branches and not over and not leaf.is_tight:
                tight = self._child(leaf, leaf.decisions, deadline, self.params.tree.tight)
                heapq.heapreplace(self._heap, tight)
                continue
            if not branches:
                leaf.is_done = leaf.is_done or (pairs and not over)
                self._follow(leaf.decisions)
                return leaf
            # The leaf, older and not above its children, stays the first until they are all there: whoever reads the
            # bound meanwhile reads a true one.
            for decisions in branches:
                heapq.heappush(self._heap, self._child(leaf, decisions, deadline))
            heapq.heappop(self._heap)

    def close(self, ceiling: float, seconds: float) -> Closed:
        """Try to close the gap of the best leaf by enumerating routes; its bound is lifted by what is proven.

        `ceiling` is the cost of the best plan.
        """
        leaf = self._heap[0]
        self._follow(leaf.decisions)
        closed = GapClosing(self.generation, leaf.dual_bound, ceiling).run(seconds)
        if closed.bound > leaf.bound:
            leaf.bound = closed.bound
            heapq.heapify(self._heap)
        return closed

    def cut(self, on_bound: Callable[[float], None], deadline: Deadline) -> Leaf:
        """Lift the bounds of the best leaves by subset-row cuts, all that are near each other at once.

        In force is what they all decide: a bound of that is a bound of each.
        """
        self.is_cut = True
        best = self._heap[0]
        reach = best.bound + self.params.tree.cut_together * abs(best.bound)
        near = [n for n in self._heap if n.bound <= reach]
        farther = (n.bound for n in self._heap if n not in near)
        least = min([self.ceiling(), *farther])
        self._follow(common([n.decisions for n in near]))
        lifted = CutRounds(self.generation, best.dual_bound).run(
            least, lambda bound: on_bound(min(bound, least)), deadline
        )
        for leaf in near:
            leaf.bound = max(leaf.bound, lifted)
        heapq.heapify(self._heap)
        self._follow(self.best.decisions)
        return self.best

    def _branches(self, leaf: Leaf, deadline: Deadline, *, pairs: bool) -> list[Decisions]:
        """The two sets of decisions a leaf is split into; none where nothing is open."""
        branches = self.candidates.unfilled(leaf.dual_bound, leaf.decisions)
        if branches or not pairs or not self.params.uses("pairs"):
            return branches
        return self.candidates.pairs(leaf.dual_bound, leaf.decisions, deadline)

    def _follow(self, decisions: Decisions) -> None:
        self.rows.apply(decisions)
        self.source.decide()

    def _child(
        self, leaf: Leaf, decisions: Decisions, deadline: Deadline, gap: float | None = None
    ) -> Leaf:
        """The leaf under some decisions, converged from another's duals."""
        gap = self.params.tree.close_enough if gap is None else gap
        self._count += 1
        self._follow(decisions)
        begin = self.generation.dual_bound(leaf.dual_bound.duals)
        begin.columns, begin.values = leaf.dual_bound.columns, leaf.dual_bound.values
        dual_bound = self.generation.converge(
            self.source,
            begin,
            gap=gap,
            deadline=deadline,
            enough=lambda p: p.bound >= self.ceiling(),
        )
        bound = max(leaf.bound, dual_bound.bound)
        return Leaf(
            bound, self._count, dual_bound, decisions, is_tight=gap <= self.params.tree.tight
        )


def start_tree(
    generation: ColumnGeneration,
    begin: DualBound,
    ceiling: Callable[[], float],
    deadline: Deadline,
    leaves: Sequence[Decisions] = (),
) -> BranchAndPriceTree | None:
    """A tree with its root converged; none where the simplex method does not solve the master in time.

    With `leaves` it goes on from what these decide, one of which every better plan must obey.
    """
    if leaves:
        # What `begin` proves, it proves under the decisions that were in force then.
        generation.rows.apply(common(leaves))
        columns, values = begin.columns, begin.values
        begin = generation.dual_bound(begin.duals)
        begin.columns, begin.values = columns, values
    try:
        source = SimplexMaster(generation, begin, deadline)
    except NoOptimumError:
        return None
    close_enough = generation.params.tree.close_enough
    root = generation.converge(source, begin, gap=close_enough, deadline=deadline)
    return BranchAndPriceTree(source, root, ceiling, deadline, leaves)
