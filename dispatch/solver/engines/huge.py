"""The search over a day of thousands: prices by climbing, a plan by plunging, then group by group.

The relaxed master of such a day is too large for its linear programmes; nothing here solves one
that is larger than a group of neighbours.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.engines.regroup import Neighbours, Regroup
from dispatch.solver.engines.search import Search
from dispatch.solver.heuristics.neighbourhood import LargeNeighbourhoodSearch
from dispatch.solver.heuristics.plunge import PriceDrivenDive
from dispatch.solver.master.climb import SparseAscent
from dispatch.solver.master.colgen import DualBound
from dispatch.solver.master.sparsify import SparseGraph
from dispatch.solver.problem.plan import Assignment

Assignments = tuple[Assignment, ...]

# Shares of the time limit.
CLIMB_FOR, PLUNGE_UNTIL, REGROUP_UNTIL = 0.2, 0.3, 0.75
# Interpreters of a group at most, and how often each of them is in one.
GROUP_SIZE, REGROUPINGS = 250, 2
LEAST_SECONDS = 1.0
# Looking through a whole plan takes a while: better ones are offered so often at most.
SECONDS_BETWEEN_OFFERS = 3.0


class Large(Search):
    """The same stages without linear programmes over everything."""

    def run(self) -> None:
        """Improve and prove until out of time or stopped."""
        self.thin = SparseGraph(self.generation)
        seconds = CLIMB_FOR * self.budget.limits.seconds
        proof = SparseAscent(self.generation, self.thin).run(seconds, self.prove)
        self.outcome.marginal = self._marginal(proof)
        plunge = PriceDrivenDive(self.generation, self.thin, proof)
        self.offer(plunge.run(lambda: self.is_past(PLUNGE_UNTIL)).values())
        self._regroup()
        if not self.budget.is_over():
            self._search_clusters(proof)

    @property
    def workers(self) -> int:
        """How many groups are planned side by side."""
        return max(1, self.budget.limits.workers)

    def _regroup(self) -> None:
        """Solve groups of neighbours as problems of their own, each time other groups."""
        regroup = Regroup(self.days.problem, self.budget.limits.seed)
        for left in range(REGROUPINGS, 0, -1):
            groups = regroup.groups(GROUP_SIZE, self.outcome.assignments)
            until = REGROUP_UNTIL * self.budget.limits.seconds
            over = self.budget.elapsed() + (until - self.budget.elapsed()) / left
            for k in range(0, len(groups), self.workers):
                some = groups[k : k + self.workers]
                share = sum(g.weight for g in some) / sum(g.weight for g in groups[k:])
                seconds = (over - self.budget.elapsed()) * share
                if seconds < LEAST_SECONDS or self.budget.is_over():
                    return
                self._solve(some, seconds)

    def _solve(self, groups: list[Neighbours], seconds: float) -> None:
        """Plan some groups anew, side by side, and keep the plans that are better."""
        begin = self.outcome.assignments
        with ThreadPoolExecutor(self.workers) as threads:
            waiting = [threads.submit(self._solved, g, begin, seconds) for g in groups]
            found = [(group, done.result()) for group, done in zip(groups, waiting, strict=True)]
        self.budget.spend(seconds)
        for group, assignments in found:
            self.outcome.offer(group.whole(assignments, self.outcome.assignments))

    def _solved(self, group: Neighbours, begin: Assignments, seconds: float) -> Assignments:
        limits = replace(self.budget.limits, seconds=seconds, workers=1)
        budget = Deadline(limits, self.budget.is_stopped)
        outcome, days = Incumbent(group.problem, budget), CompiledProblem(group.problem)
        outcome.offer(group.begin(begin))
        Search(days, outcome, budget).run()
        return outcome.assignments

    def _search_clusters(self, proof: DualBound) -> None:
        """Search clusters of days to the end."""
        chosen = self.pool_columns(self.outcome.assignments)
        search = LargeNeighbourhoodSearch(self.generation, proof, self.budget.limits.seed)
        self._offered_at = self.budget.elapsed()
        chosen = search.improve(
            chosen,
            self._offer_at_times,
            lambda: self.is_past(1.0) or self.outcome.is_optimal(),
        )
        self.offer(chosen.values())

    def _offer_at_times(self, better: Mapping[int, int]) -> None:
        if self.budget.elapsed() - self._offered_at >= SECONDS_BETWEEN_OFFERS:
            self.offer(better.values())
            self._offered_at = self.budget.elapsed()
