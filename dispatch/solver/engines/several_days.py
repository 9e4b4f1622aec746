"""The engine for several days: what ties days together has a price, and each is searched by itself.

The stages in their order, each with the time at which it hands over to the next, converged or not:

1. and 2. the root of the whole problem, as for one day; until 0.5 of the limit;
3. a tree for each day while the minutes' prices stand: a better bound; half as long again, at most until 0.6;
4. a plan for each day by a dive, in turn: a plan; until 0.8, or no day gets better;
5. by turns to the end, each as long as the other: the proof goes on (the trees branch, the minutes' prices move under
   what every better plan must decide, and where the gap is small enough it is closed by enumerating routes), and
   large neighbourhood search over all days.
"""

from collections.abc import Iterator

import numpy as np

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.engines.day_plans import DayPlans
from dispatch.solver.engines.day_trees import DayTrees
from dispatch.solver.engines.one_day import OneDaySearch
from dispatch.solver.master.cardinality import Decisions
from dispatch.solver.master.colgen import DualBound
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.tree.closing import GapClosing


class SeveralDaysSearch(OneDaySearch):
    """Searches a problem of several days: a tree and a dive for each day, then clusters over all days."""

    def _improve(self, root: DualBound) -> Iterator[None]:
        """Branch in each day, dive into each day; then proof and plan get better by turns."""
        proof, stages = SeveralDaysProof(self, root), self.stages
        proof.branch(self.until(stages.branch_until).until(self._end_of_first_branching()))
        leaf = proof.relaxed_with_best_leaves()
        yield
        columns = self.pool_columns(self.incumbent.assignments)
        dived = self.until(stages.dive_days_until)
        if self.params.uses("day-dives") and not self.is_done() and not dived.is_over():
            chosen = DayPlans(self.generation, leaf).run(dived, self.offer)
            self.offer(chosen)
            columns = self._by_block(chosen)
        yield
        turn = max(stages.first_turn, stages.first_turn * self.deadline.elapsed())
        while not self.is_done():
            state = best, *_ = self._state()
            proof.go_on(turn)
            yield
            if self.incumbent.best < best:
                columns = self.pool_columns(self.incumbent.assignments)
            # What the best leaves decide of counts steers the prices; no route is barred.
            self.rows.apply(Decisions(ranges=proof.trees.best().ranges))
            end = self.deadline.until(self.deadline.elapsed() + turn)
            found = self._search_clusters(leaf, columns, lambda end=end: self.is_done_by(end))
            columns = columns if found is None else found
            turn *= stages.longer
            if found is None and self._state() == state:
                break  # whatever comes next would be the same again
            yield


class SeveralDaysProof:
    """What raises the bound of several days: trees, moving prices, and closing the gap."""

    def __init__(self, search: SeveralDaysSearch, root: DualBound) -> None:
        self.search = search
        self.params = search.params
        self.joint, self.deadline = search.generation, search.deadline
        self.rows = self.joint.rows
        self.incumbent = search.incumbent
        self.trees = DayTrees(self.joint, root, search.ceiling)
        self._closed_at = self._moved_at = np.inf  # the gaps at which that was last tried
        self._is_worth_more_time = False  # whether closing the gap could end the search, given time

    def branch(self, deadline: Deadline) -> None:
        """Branch in the days until a deadline."""
        self.trees.branch(deadline, self.search.prove)

    def relaxed_with_best_leaves(self) -> DualBound:
        """The whole relaxed under what the best leaf of each day decides; that is in force then.

        Its bound is none for the whole.
        """
        return self._relaxed(self.trees.best(), self.params.generation.reconverged)

    def go_on(self, seconds: float) -> None:
        """Raise the bound for so many seconds."""
        end, shrunk = (
            self.deadline.until(self.deadline.elapsed() + seconds),
            self.params.tree.shrunk,
        )
        moves = self.params.uses("moving-prices")
        while not self.search.is_done_by(end):
            if self.trees.are_open():
                self.branch(end)
            gap = self._gap()
            if moves and gap < shrunk * self._moved_at:
                self._moved_at = gap
                self.move_prices()
            elif not self.trees.are_open():
                break
        is_smaller = self._gap() < shrunk * self._closed_at
        if (is_smaller or self._is_worth_more_time) and not self.search.is_done():
            self._close(seconds)

    def _gap(self) -> float:
        return max(0.0, self.search.ceiling() - max(self.trees.bound, self.incumbent.bound))

    def move_prices(self) -> None:
        """Relax the whole under what all leaves decide that may hold a better plan; trees go on from these prices."""
        common_to_all = self.trees.common()
        relaxed = self._relaxed(common_to_all, self.params.generation.moved)
        self.search.prove(min(relaxed.bound, self.search.ceiling()))
        if relaxed.bound > self.trees.bound:
            leaves = self.trees.leaves()
            self.trees = DayTrees(self.joint, relaxed, self.search.ceiling, leaves)
            self.search.prove(self.trees.bound)

    def _relaxed(self, decisions: Decisions, gap: float) -> DualBound:
        self.rows.apply(decisions)
        begin = self.trees.as_joint()
        # Late in the search one round has to do: trees and clusters make more of the time.
        soon = self.search.until(self.search.stages.generate_until)
        source = InteriorPointMaster(self.joint, begin)
        return self.joint.converge(source, begin, gap=gap, deadline=soon)

    def _close(self, seconds: float) -> None:
        """Enumerate the routes that a better plan could have, and choose among them."""
        if not self.params.uses("closing"):
            return
        self._closed_at = self._gap()
        relaxed = self._relaxed(self.trees.common(), self.params.generation.moved)
        self.search.prove(min(relaxed.bound, self.search.ceiling()))
        closing = GapClosing(self.joint, relaxed, float(self.incumbent.best))
        found = closing.run(
            min(self.deadline.allowance(), max(seconds, self.search.stages.least_closing))
        )
        self._is_worth_more_time = found.is_whole
        if found.plan is not None:
            self.incumbent.offer(found.plan)
        if found.is_whole:
            self.search.prove(found.bound)
