"""The large search: ascent, column generation, branching, diving and neighbourhoods, in this order."""

from collections.abc import Callable, Iterable

import numpy as np

from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.heuristics.dive import dive
from dispatch.solver.heuristics.neighbourhood import LargeNeighbourhoodSearch
from dispatch.solver.master.ascent import SubgradientAscent
from dispatch.solver.master.cardinality import Decisions
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import columns_of, filled
from dispatch.solver.master.rows import Rows
from dispatch.solver.master.shrinking import Shrinking
from dispatch.solver.master.sources import Interior, Warm
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.tree.tree import BestLeaf, BranchAndPriceTree, start_tree

ASCENT_ROUNDS = 40
CONVERGED = 1e-4
# Shares of the time limit after which a stage hands over to the next, converged or not.
ASCEND_UNTIL, GENERATE_UNTIL, BRANCH_UNTIL = 0.15, 0.5, 0.6
# How long is branched before the first dive, of what the relaxation took.
FIRST_BRANCHED = 0.5
# Of the time left when branching goes on, at most; and when a dive begins.
BRANCHED_AGAIN = 0.3
LATE_FROM, DIVE_UNTIL = 0.4, 0.5
# When the simplex method has to have its beginning, in times of what the relaxation took; and for
# which share of the limit odd sets lift the bound, at most.
WARMED, TIGHTENED = 2.0, 0.1
LEAST_PATIENCE = 0.2
SMALLEST_SAVING = 0.998  # costs are whole numbers


class OneDaySearch:
    """Everything the stages share: the problem compiled, the pool, and the best plan so far."""

    def __init__(self, compiled: CompiledProblem, outcome: Incumbent, deadline: Deadline) -> None:
        self.compiled = compiled
        self.outcome = outcome
        self.deadline = deadline
        self.graph = DayGraph(compiled)
        self.rows = Rows(self.graph)
        threads = max(1, deadline.limits.workers)
        self.generation = ColumnGeneration(self.rows, Pricer(self.graph, threads), deadline)
        self.pool = self.generation.pool
        self._searches = 0

    def run(self) -> None:
        """Improve and prove until optimal, out of time or stopped."""
        self.pool_columns(self.outcome.assignments)
        self.generation.until = GENERATE_UNTIL * self.deadline.limits.seconds
        best = self._converged()
        self.outcome.marginal = self._marginal(best)
        self._improve(best)
        self.rows.apply(Decisions())

    def _improve(self, root: DualBound) -> None:
        """Branch, dive, search around it, tighten once; again from a deeper tree."""
        seconds = self.deadline.limits.seconds
        self.generation.until = min(BRANCH_UNTIL * seconds, WARMED * self.deadline.elapsed())
        tree = start_tree(self.generation, root, lambda: self.outcome.best - SMALLEST_SAVING)
        self.generation.until = seconds
        if tree is None:
            # Too large for the simplex method in its time; and from the same leaf all dives are alike.
            self._neighbourhoods(root, self._dive(root, Shrinking), self._is_done)
            return
        leaf = self._branch(tree, self._first_branched(), pairs=False)
        is_cut = False
        while not self._is_done():
            began = self.deadline.elapsed()
            columns = self._dive(leaf.dual_bound, Warm)
            patience = LEAST_PATIENCE + self.deadline.elapsed() - began
            if not is_cut:
                until = self.deadline.elapsed() + TIGHTENED * seconds
                leaf, is_cut = tree.cut(self.prove, until), True
            self._neighbourhoods(leaf.dual_bound, columns, self._weary(patience))
            if leaf.is_open and not self._is_done():
                now = self.deadline.elapsed()
                share = min(now - began, BRANCHED_AGAIN * self.deadline.left())
                leaf = self._branch(tree, now + share)

    def _first_branched(self) -> float:
        """When branching ends before there is a plan: it takes a share of what the relaxation took."""
        return (1 + FIRST_BRANCHED) * self.deadline.elapsed()

    def _branch(self, tree: BranchAndPriceTree, until: float, *, pairs: bool = True) -> BestLeaf:
        """Branch for a while."""
        self.generation.until = until
        leaf = tree.branch(self.prove, self.deadline.ends_at(until), pairs=pairs)
        self.generation.until = self.deadline.limits.seconds
        return leaf

    def _is_done(self) -> bool:
        return self.deadline.is_over() or self.outcome.is_optimal()

    def _weary(self, patience: float) -> Callable[[], bool]:
        """Whether it is over, or has long brought nothing: for as long as it took to the last gain."""
        began = gained = self.deadline.elapsed()
        best = self.outcome.best

        def is_weary() -> bool:
            nonlocal gained, best
            now = self.deadline.elapsed()
            if self.outcome.best < best:
                best, gained = self.outcome.best, now
            return self._is_done() or now - gained > max(patience, gained - began)

        return is_weary

    def _converged(self) -> DualBound:
        """Ascent for a rough idea of what sessions are worth, then column generation."""
        ceiling = float(self.outcome.best)
        rough = SubgradientAscent(self.generation, ceiling).run(
            ASCENT_ROUNDS, on_bound=self.prove, is_over=lambda: self.is_past(ASCEND_UNTIL)
        )
        source = Interior(self.generation, rough)
        return self.generation.converge(source, rough, gap=CONVERGED, on_bound=self.prove)

    def _dive(self, leaf: DualBound, source: type[Warm | Shrinking]) -> dict[int, int]:
        """A plan from a leaf, by block; larger steps when half of the time left is over."""
        now, left = self.deadline.elapsed(), self.deadline.left()
        late, over = (
            self.deadline.ends_at(now + share * left) for share in (LATE_FROM, DIVE_UNTIL)
        )
        chosen = dive(self.generation, source, leaf, late, over)
        if not chosen:
            return self.pool_columns(self.outcome.assignments)
        self.offer(chosen)
        return self._by_block(chosen)

    def _by_block(self, columns: Iterable[int]) -> dict[int, int]:
        return {self.pool.block[c]: c for c in columns}

    def _neighbourhoods(
        self, leaf: DualBound, chosen: dict[int, int], is_over: Callable[[], bool]
    ) -> None:
        """Search clusters of days, under the decisions of a leaf."""
        self._searches += 1
        search = LargeNeighbourhoodSearch(
            self.generation, leaf, self.deadline.limits.seed + self._searches
        )
        search.improve(chosen, lambda better: self.offer(better.values()), is_over)

    def _marginal(self, dual_bound: DualBound) -> dict[str, dict[str, int]]:
        """What one more seat of a session, and one more such interpreter, would save."""
        problem, graph = self.compiled.problem, self.graph
        worth = np.zeros(len(problem.sessions))
        np.maximum.at(worth, graph.session, dual_bound.duals[self.rows.node_row])
        worth = np.clip(worth, 0.0, self.rows.unfilled_cost)
        saved = np.bincount(graph.interpreter, dual_bound.best, len(problem.interpreters))
        return {
            "session": {
                s.id: round(value)
                for s, value in zip(problem.sessions, worth.tolist(), strict=True)
                if round(value) > 0
            },
            "interpreter": {
                i.id: round(value)
                for i, value in zip(problem.interpreters, saved.tolist(), strict=True)
                if round(value) > 0
            },
        }

    def is_past(self, share: float) -> bool:
        """Whether this share of the time is over, or all is."""
        return (
            self.deadline.is_over()
            or self.deadline.elapsed() > share * self.deadline.limits.seconds
        )

    def prove(self, bound: float) -> None:
        """Report a bound; costs are whole numbers."""
        self.outcome.prove(whole(bound))

    def offer(self, columns: Iterable[int]) -> None:
        """Offer the plan of some columns, with the gaps filled that can be."""
        self.outcome.offer(filled(self.pool, columns))

    def pool_columns(self, assignments: Iterable[Assignment]) -> dict[int, int]:
        """The columns of a plan, by block."""
        return columns_of(self.pool, assignments)


def whole(bound: float) -> int:
    """A bound on whole-number costs, rounded up where that is safe."""
    return -int(-(bound - 1e-3) // 1)
