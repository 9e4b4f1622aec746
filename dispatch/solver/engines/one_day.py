"""The engine for one day: branch and price, with dives and large neighbourhood search for plans.

The stages in their order, each with the time at which it hands over to the next, converged or not:

1. subgradient ascent: rough prices of sessions; until 0.15 of the limit;
2. column generation: the root of the tree, its bound and its relaxed plan; until 0.5;
3. branching on how many sessions stay unfilled: half as long again as 1 and 2 took;
4. a dive from the best leaf: a plan; in half of the time left, with larger steps after 0.4 of it;
5. subset-row cuts, once: a better bound; for 0.1 of the limit;
6. large neighbourhood search around that plan: until it has long brought nothing;
7. branching again, on pairs as well: as long as 4 to 6 took, and at most 0.3 of the time left; then from 4 on.

Where the simplex method has not solved the master by 0.6 of the limit, or in twice the time that 1 and 2 took, there
is no tree: one dive by interior point, then large neighbourhood search to the end.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import numpy as np

from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline, OutOfTime
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.heuristics.dive import dive
from dispatch.solver.heuristics.neighbourhood import LargeNeighbourhoodSearch
from dispatch.solver.master.cardinality import Decisions
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import columns_of, filled
from dispatch.solver.master.masters import InteriorPointMaster, SimplexMaster
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.master.subgradient import SubgradientAscent
from dispatch.solver.params import DEFAULT, Params
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.tree.tree import BranchAndPriceTree, Leaf, start_tree

SMALLEST_SAVING = 0.998  # costs are whole numbers


class OneDaySearch:
    """Searches a problem of one day; what the stages share: the graph, the rows, the pool and the incumbent."""

    def __init__(
        self,
        compiled: CompiledProblem,
        incumbent: Incumbent,
        deadline: Deadline,
        params: Params = DEFAULT,
    ) -> None:
        self.compiled = compiled
        self.incumbent = incumbent
        self.deadline = deadline
        self.params, self.stages = params, params.stages
        self.graph = DayGraph(compiled)
        self.rows = MasterRows(self.graph, params)
        pricer = Pricer(self.graph, max(1, deadline.limits.workers), deadline)
        self.generation = ColumnGeneration(self.rows, pricer, deadline, params)
        self.pool = self.generation.pool
        self._searches = 0

    def run(self) -> None:
        """Improve and prove until optimal, out of time or stopped."""
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[None]:
        """The same step by step: the search may rest after each, and loses nothing by it."""
        with suppress(OutOfTime):
            yield from self._search()

    def _search(self) -> Iterator[None]:
        """What the search does; a piece of work that is still under way when time is over raises OutOfTime."""
        self.pool_columns(self.incumbent.assignments)
        root = self._solved_root()
        self.incumbent.marginal = self._marginal(root)
        yield
        if not self.is_done():
            yield from self._improve(root)
        self.rows.apply(Decisions())

    def _improve(self, root: DualBound) -> Iterator[None]:
        """Branch, dive, cut once, search around the plan, and again from a deeper tree."""
        stages = self.stages
        started = self.until(stages.branch_until).until(
            stages.simplex_until * self.deadline.elapsed()
        )
        tree = start_tree(self.generation, root, self.ceiling, started)
        if tree is None:
            # Too large for the simplex method; and from the same leaf all dives are alike.
            self._search_clusters(root, self._dive(root, InteriorPointMaster), self.is_done)
            return
        leaf = self._branch(tree, self._end_of_first_branching(), pairs=False)
        yield
        while not self.is_done():
            began = self.deadline.elapsed()
            state = self._state()
            columns = self._dive(leaf.dual_bound, SimplexMaster)
            patience = stages.least_patience + self.deadline.elapsed() - began
            yield
            if not tree.is_cut and self.params.uses("cuts"):
                leaf = tree.cut(self.prove, self.within(stages.cutting))
            self._close(tree)
            if self.is_done():
                break
            found = self._search_clusters(leaf.dual_bound, columns, self._has_stalled(patience))
            yield
            self._close(tree)
            if not self.is_done():
                now = self.deadline.elapsed()
                share = min(now - began, stages.later_branching * self.deadline.left())
                leaf = self._branch(tree, now + share)
            if found is None and self._state() == state:
                break  # whatever comes next would be the same again
            yield

    def _state(self) -> tuple[int, int, int]:
        """What changes while a search gets anywhere: the plan, the bound, the routes known."""
        return self.incumbent.best, self.incumbent.bound, len(self.pool)

    def _close(self, tree: BranchAndPriceTree) -> None:
        """Enumerate the routes within the gap of the best leaves, and choose among them, while that can be done."""
        while self.params.uses("closing") and not self.is_done():
            before = tree.bound
            elapsed = self.deadline.elapsed()
            seconds = max(self.stages.least_closing, self.stages.closing * elapsed)
            seconds = min(seconds, self.deadline.allowance())
            found = tree.close(float(self.incumbent.best), seconds)
            if found.plan is not None:
                self.incumbent.offer(found.plan)
            self.prove(min(tree.bound, float(self.incumbent.best)))
            if not found.is_whole or tree.bound <= before:
                break

    def _end_of_first_branching(self) -> float:
        """When the first dive begins, in seconds of the whole solve."""
        return (1 + self.stages.first_branching) * self.deadline.elapsed()

    def _branch(self, tree: BranchAndPriceTree, until: float, *, pairs: bool = True) -> Leaf:
        """Branch until so many seconds of the whole solve are over."""
        return tree.branch(self.prove, self.deadline.until(until), pairs=pairs)

    def ceiling(self) -> float:
        """The bound from which on nothing is left to gain."""
        return self.incumbent.best - SMALLEST_SAVING

    def until(self, share: float) -> Deadline:
        """Until this share of the time limit is over."""
        return self.deadline.until(share * self.deadline.limits.seconds)

    def within(self, share: float) -> Deadline:
        """For this share of the time limit from now on."""
        seconds = share * self.deadline.limits.seconds
        return self.deadline.until(self.deadline.elapsed() + seconds)

    def is_done(self) -> bool:
        """Whether time is over or the plan is proven the best."""
        return self.deadline.is_over() or self.incumbent.is_optimal()

    def is_done_by(self, end: Deadline) -> bool:
        """The same, or an end of its own is reached."""
        return self.is_done() or end.is_over()

    def _has_stalled(self, patience: float) -> Callable[[], bool]:
        """Asks whether it is over, or nothing better came for as long as it took to the last improvement."""
        began = gained = self.deadline.elapsed()
        best = self.incumbent.best

        def has_stalled() -> bool:
            nonlocal gained, best
            now = self.deadline.elapsed()
            if self.incumbent.best < best:
                best, gained = self.incumbent.best, now
            return self.is_done() or now - gained > max(patience, gained - began)

        return has_stalled

    def _solved_root(self) -> DualBound:
        """Subgradient ascent for rough prices of sessions, then column generation."""
        ceiling = float(self.incumbent.best)
        rounds = self.params.ascent.rounds if self.params.uses("ascent") else 0
        ascent = SubgradientAscent(self.generation, ceiling)
        rough = ascent.run(rounds, self.until(self.stages.ascend_until), self.prove)
        return self.generation.converge(
            InteriorPointMaster(self.generation, rough),
            rough,
            gap=self.params.generation.converged,
            deadline=self.until(self.stages.generate_until),
            on_bound=self.prove,
        )

    def _dive(
        self, leaf: DualBound, source: type[SimplexMaster | InteriorPointMaster]
    ) -> dict[int, int]:
        """The columns of a plan dived into from a leaf, by block; those of the incumbent where the dive fails."""
        now, left, stages = self.deadline.elapsed(), self.deadline.left(), self.stages
        late, end = (
            self.deadline.until(now + share * left)
            for share in (stages.dive_late_from, stages.dive_until)
        )
        wanted = self.params.uses("dives")
        chosen = dive(self.generation, source, leaf, late, end) if wanted else []
        if not chosen:
            return self.pool_columns(self.incumbent.assignments)
        self.offer(chosen)
        return self._by_block(chosen)

    def _by_block(self, columns: Iterable[int]) -> dict[int, int]:
        return {self.pool.block[c]: c for c in columns}

    def _search_clusters(
        self, leaf: DualBound, chosen: dict[int, int], is_over: Callable[[], bool]
    ) -> dict[int, int] | None:
        """Large neighbourhood search from some columns, under the branching decisions in force.

        Gives the columns at its end; None where it has nothing to exchange.
        """
        self._searches += 1
        search = LargeNeighbourhoodSearch(
            self.generation, leaf, self.deadline.limits.seed + self._searches
        )
        if not search.is_of_use:
            return None
        return search.improve(chosen, lambda better: self.offer(better.values()), is_over)

    def _marginal(self, dual_bound: DualBound) -> dict[str, dict[str, int]]:
        """What one more seat of a session, and one more such interpreter, would save under these duals."""
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

    def prove(self, bound: float) -> None:
        """Pass a bound on, rounded up to a whole number."""
        self.incumbent.prove(whole(bound))

    def offer(self, columns: Iterable[int]) -> None:
        """Offer the plan of some columns, each session that is open filled by insertion where that can be."""
        self.incumbent.offer(filled(self.pool, columns))

    def pool_columns(self, assignments: Iterable[Assignment]) -> dict[int, int]:
        """The columns of a plan by block, taken into the pool where they are new."""
        return columns_of(self.pool, assignments)


def whole(bound: float) -> int:
    """A bound on whole-number costs, rounded up where that is safe."""
    return -int(-(bound - 1e-3) // 1)
