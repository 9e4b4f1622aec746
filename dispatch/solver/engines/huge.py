"""The engine for a day of thousands, without a linear programme over everything.

The stages in their order, each with the time at which it hands over to the next:

1. subgradient ascent on a sparsified graph: prices and a bound; for 0.2 of the limit;
2. a price-driven dive: a plan; until 0.3;
3. groups of neighbours, solved anew as problems of their own, twice with other groups; until 0.75;
4. large neighbourhood search over all, to the end.

Solving parts of a solution anew that lie near each other is the idea of POPMUSIC (Taillard and Voss,
"POPMUSIC: partial optimization metaheuristic under special intensification conditions", 2002).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.subproblem import Assignments, Subproblem, subproblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.engines.one_day import OneDaySearch
from dispatch.solver.heuristics.dive import PriceDrivenDive
from dispatch.solver.heuristics.neighbourhood import LargeNeighbourhoodSearch
from dispatch.solver.master.colgen import DualBound
from dispatch.solver.master.sparsify import SparseGraph
from dispatch.solver.master.subgradient import SparseAscent
from dispatch.solver.problem.problem import Problem, Session

Indices = NDArray[np.int64]


class Regrouping:
    """Divides a problem with its plan into groups of neighbours, differently each time."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        at = {p.id: (p.lat, p.lon) for p in problem.places}
        self.homes = np.array([at[i.home] for i in problem.interpreters])
        self.dice = np.random.default_rng(seed)

    def labels(self, most: int) -> Indices:
        """The group of each interpreter, by position: all are halved across a random direction until they fit."""
        label = np.zeros(len(self.homes), dtype=np.int64)
        waiting, done = [np.arange(len(self.homes))], 0
        while waiting:
            group = waiting.pop()
            if len(group) <= most:
                label[group], done = done, done + 1
                continue
            along = self.homes[group] @ self.dice.normal(size=2)
            order = group[np.argsort(along, kind="stable")]
            waiting += [order[: len(order) // 2], order[len(order) // 2 :]]
        return label

    def groups(self, most: int, assignments: Assignments) -> list[Subproblem]:
        """The plan in groups of at most so many interpreters; an unfilled session goes where many could serve it."""
        names = [i.id for i in self.problem.interpreters]
        of = dict(zip(names, self.labels(most).tolist(), strict=True))
        served: dict[str, set[int]] = defaultdict(set)
        for a in assignments:
            served[a.session].add(of[a.interpreter])
        sessions: dict[int, list[Session]] = defaultdict(list)
        for s in self.problem.sessions:
            could = Counter(of[name] for name in s.candidates if name in of)
            for k in served.get(s.id, ()) or ([self._place(could)] if could else ()):
                sessions[k].append(s)
        people: dict[int, set[str]] = defaultdict(set)
        for name, k in of.items():
            people[k].add(name)
        return [
            subproblem(
                replace(self.problem, sessions=tuple(sessions[k])),
                assignments,
                frozenset(people[k]),
            )
            for k in sorted(sessions)
        ]

    def _place(self, where: Counter[int]) -> int:
        """One of some groups, drawn in proportion to their counts."""
        labels = sorted(where)
        weight = np.array([where[k] for k in labels], dtype=float)
        return labels[int(self.dice.choice(len(labels), p=weight / weight.sum()))]


class HugeDaySearch(OneDaySearch):
    """Searches a day too large for linear programmes over all of it."""

    def _search(self) -> Iterator[None]:
        """Improve and prove until out of time or stopped, stage by stage."""
        self.sparse_graph = SparseGraph(self.generation)
        stages = self.stages
        seconds = stages.climb_for * self.deadline.limits.seconds
        dual_bound = SparseAscent(self.generation, self.sparse_graph).run(seconds, self.prove)
        self.incumbent.marginal = self._marginal(dual_bound)
        dive = PriceDrivenDive(self.generation, self.sparse_graph, dual_bound)
        yield
        if self.params.uses("dives"):
            self.offer(dive.run(self.until(stages.plunge_until)).values())
        yield
        if self.params.uses("groups"):
            self._regroup()
        yield
        if not self.deadline.is_over():
            self._search_to_the_end(dual_bound)

    @property
    def workers(self) -> int:
        """How many groups are planned side by side."""
        return max(1, self.deadline.limits.workers)

    def _regroup(self) -> None:
        """Solve groups of neighbours as problems of their own, each time other groups."""
        regroup = Regrouping(self.compiled.problem, self.deadline.limits.seed)
        numbers = self.params.huge
        for left in range(numbers.regroupings, 0, -1):
            groups = regroup.groups(numbers.group_size, self.incumbent.assignments)
            until = self.stages.regroup_until * self.deadline.limits.seconds
            over = self.deadline.elapsed() + (until - self.deadline.elapsed()) / left
            for k in range(0, len(groups), self.workers):
                some = groups[k : k + self.workers]
                share = sum(g.weight for g in some) / sum(g.weight for g in groups[k:])
                seconds = (over - self.deadline.elapsed()) * share
                if seconds < numbers.least_seconds or self.deadline.is_over():
                    return
                self._solve(some, seconds)

    def _solve(self, groups: list[Subproblem], seconds: float) -> None:
        """Plan some groups anew, side by side, and keep the plans that are better."""
        begin = self.incumbent.assignments
        with ThreadPoolExecutor(self.workers) as threads:
            waiting = [threads.submit(self._solved, g, begin, seconds) for g in groups]
            found = [(group, done.result()) for group, done in zip(groups, waiting, strict=True)]
        self.deadline.spend(seconds)
        for group, assignments in found:
            self.incumbent.offer(group.merged(assignments, self.incumbent.assignments))

    def _solved(self, group: Subproblem, begin: Assignments, seconds: float) -> Assignments:
        limits = replace(self.deadline.limits, seconds=seconds, workers=1)
        deadline = Deadline(limits, self.deadline.is_stopped)
        incumbent, compiled = Incumbent(group.problem, deadline), CompiledProblem(group.problem)
        incumbent.offer(group.restricted(begin))
        OneDaySearch(compiled, incumbent, deadline, self.params).run()
        return incumbent.assignments

    def _search_to_the_end(self, dual_bound: DualBound) -> None:
        """Large neighbourhood search over all until time is over, and the plan it ends with."""
        chosen = self.pool_columns(self.incumbent.assignments)
        search = LargeNeighbourhoodSearch(self.generation, dual_bound, self.deadline.limits.seed)
        self._offered_at = self.deadline.elapsed()
        chosen = search.improve(
            chosen,
            self._offer_at_times,
            self.is_done,
        )
        self.offer(chosen.values())

    def _offer_at_times(self, better: Mapping[int, int]) -> None:
        if self.deadline.elapsed() - self._offered_at >= self.params.huge.seconds_between_offers:
            self.offer(better.values())
            self._offered_at = self.deadline.elapsed()
