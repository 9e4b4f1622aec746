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
from functools import partial

import numpy as np

from dispatch.solver.engines.day_plans import DayPlans
from dispatch.solver.engines.day_trees import DayTrees
from dispatch.solver.engines.one_day import (
    BRANCH_UNTIL,
    FIRST_TURN,
    LEAST_CLOSING,
    LONGER,
    SMALLEST_SAVING,
    OneDaySearch,
)
from dispatch.solver.master.cardinality import Decisions
from dispatch.solver.master.colgen import DualBound
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.tree.closing import GapClosing

# Until when days are dived into, as a share of the time limit.
ALL_DIVED_UNTIL = 0.8
# How near bound and relaxed plan of the whole come again: before a dive, and where prices move for a bound.
RECONVERGED, MOVED = 1e-4, 1e-5
# By how much the gap must have shrunk, as a share of itself, before routes are enumerated again or prices move again.
SHRUNK = 0.8


class SeveralDaysSearch(OneDaySearch):
    """Searches a problem of several days: a tree and a dive for each day, then clusters over all days."""

    def _improve(self, root: DualBound) -> Iterator[None]:
        """Branch in each day, dive into each day; then proof and plan get better by turns."""
        proof = SeveralDaysProof(self, root)
        limit = self.deadline.limits.seconds
        until = min(BRANCH_UNTIL * limit, self._end_of_first_branching())
        proof.branch(until)
        leaf = proof.relaxed_with_best_leaves()
        yield
        columns = self.pool_columns(self.incumbent.assignments)
        if not self.is_done() and not self.is_past(ALL_DIVED_UNTIL):
            chosen = DayPlans(self.generation, leaf).run(ALL_DIVED_UNTIL * limit, self.offer)
            self.offer(chosen)
            columns = self._by_block(chosen)
        yield
        turn = max(FIRST_TURN, FIRST_TURN * self.deadline.elapsed())
        while not self.is_done():
            best = self.incumbent.best
            proof.go_on(turn)
            yield
            if self.incumbent.best < best:
                columns = self.pool_columns(self.incumbent.assignments)
            # What the best leaves decide of counts steers the prices; no route is barred.
            self.rows.apply(Decisions(ranges=proof.trees.best().ranges))
            until = self.deadline.elapsed() + turn
            columns = self._search_clusters(leaf, columns, partial(self.is_done_or_past, until))
            turn *= LONGER
            yield


class SeveralDaysProof:
    """What raises the bound of several days: trees, moving prices, and closing the gap."""

    def __init__(self, search: SeveralDaysSearch, root: DualBound) -> None:
        self.search = search
        self.joint, self.deadline = search.generation, search.deadline
        self.rows = self.joint.rows
        self.incumbent = search.incumbent
        self.trees = DayTrees(self.joint, root, self._ceiling)
        self._closed_at = self._moved_at = np.inf  # the gaps at which that was last tried
        self._is_worth_more_time = False  # whether closing the gap could end the search, given time

    def _ceiling(self) -> float:
        """The bound from which on nothing is left to gain."""
        return self.incumbent.best - SMALLEST_SAVING

    def branch(self, until: float) -> None:
        """Branch in the days until so many seconds of the whole solve are over."""
        self.trees.branch(until, self.search.prove)

    def relaxed_with_best_leaves(self) -> DualBound:
        """The whole relaxed under what the best leaf of each day decides; that is in force then.

        Its bound is none for the whole.
        """
        return self._relaxed(self.trees.best(), RECONVERGED)

    def go_on(self, seconds: float) -> None:
        """Raise the bound for so many seconds."""
        until = self.deadline.elapsed() + seconds
        while not self.search.is_done_or_past(until):
            if self.trees.are_open():
                self.branch(until)
            gap = self._gap()
            if gap < SHRUNK * self._moved_at:
                self._moved_at = gap
                self.move_prices()
            elif not self.trees.are_open():
                break
        shrunk = self._gap() < SHRUNK * self._closed_at
        if (shrunk or self._is_worth_more_time) and not self.search.is_done():
            self._close(seconds)

    def _gap(self) -> float:
        return max(0.0, self._ceiling() - max(self.trees.bound, self.incumbent.bound))

    def move_prices(self) -> None:
        """Relax the whole under what all leaves decide that may hold a better plan; trees go on from these prices."""
        common_to_all = self.trees.common()
        relaxed = self._relaxed(common_to_all, MOVED)
        self.search.prove(min(relaxed.bound, self._ceiling()))
        if relaxed.bound > self.trees.bound:
            self.trees = DayTrees(self.joint, relaxed, self._ceiling, self.trees.leaves())
            self.search.prove(self.trees.bound)

    def _relaxed(self, decisions: Decisions, gap: float) -> DualBound:
        self.rows.apply(decisions)
        begin = self.trees.as_joint()
        return self.joint.converge(InteriorPointMaster(self.joint, begin), begin, gap=gap)

    def _close(self, seconds: float) -> None:
        """Enumerate the routes that a better plan could have, and choose among them."""
        self._closed_at = self._gap()
        relaxed = self._relaxed(self.trees.common(), MOVED)
        self.search.prove(min(relaxed.bound, self._ceiling()))
        closing = GapClosing(self.joint, relaxed, float(self.incumbent.best))
        found = closing.run(min(self.deadline.allowance(), max(seconds, LEAST_CLOSING)))
        self._is_worth_more_time = found.is_whole
        if found.plan is not None:
            self.incumbent.offer(found.plan)
        if found.is_whole:
            self.search.prove(found.bound)
