"""Large neighbourhood search: free a cluster of blocks, choose their routes anew, keep what is better.

After Shaw, "Using constraint programming and local search methods to solve vehicle routing problems" (CP98,
1998): what is freed is related, and its size adapts. Where a cluster begins is drawn by weights that failures
lower, a simple form of what Ropke and Pisinger do ("An adaptive large neighborhood search heuristic for the
pickup and delivery problem with time windows", Transportation Science 40(4), 2006). Each cluster is solved as a
sub-MIP.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from dispatch.solver.backend.mathopt import NoOptimumError
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.heuristics.residual import ResidualProblem, ResidualRows
from dispatch.solver.heuristics.sub_mip import SubMip, SubMipResult
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.pricing.pricing import Route


class LargeNeighbourhoodSearch:
    """Frees clusters around blocks that fall short of their best, and chooses their routes anew.

    What a plan costs above the bound is, but for the shared rows, the sum over all blocks of how much
    less their route is worth under the duals of `dual_bound` than the best of that block: its regret. Clusters
    begin where there is regret, and grow from the sessions of a block to other blocks that could take
    them with little regret. With several workers as many clusters are solved at once, none of which
    has days of the same interpreter.
    """

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound, seed: int) -> None:
        self.generation, self.params = generation, generation.params
        numbers = self.numbers = generation.params.clusters
        self.pool, self.rows = generation.pool, generation.rows
        self.residual = ResidualProblem(generation, dual_bound, numbers.worth_trying)
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.size = float(numbers.first)
        self.largest = numbers.largest_of_days if self.rows.load_rows else numbers.largest
        self.workers = max(1, generation.deadline.limits.workers)
        self.blocks_for: dict[int, list[int]] = defaultdict(list)  # by session, least regret first
        self.sessions_for: dict[int, list[int]] = defaultdict(list)  # by block, least regret first
        self._failed: dict[int, int] = defaultdict(int)
        self._worth: dict[int, float] = {}  # of columns in use, under the duals
        self._rank()

    def _rank(self) -> None:
        """Which blocks could take which sessions, those first that could with the least regret."""
        residual = self.residual
        graph = residual.graph
        worth = np.flatnonzero(residual.allowed & (residual.regret < self.numbers.worth_trying))
        order = worth[np.argsort(residual.regret[worth], kind="stable")]
        seen: set[tuple[int, int]] = set()
        pairs = zip(graph.session[order].tolist(), graph.block[order].tolist(), strict=True)
        for s, b in pairs:
            if (s, b) not in seen:
                seen.add((s, b))
                self.blocks_for[s].append(b)
                self.sessions_for[b].append(s)

    @property
    def is_of_use(self) -> bool:
        """Whether there is anything to exchange, and whether that is wanted."""
        return bool(self.blocks_for) and self.params.uses("clusters")

    def improve(
        self,
        chosen: dict[int, int],
        on_better: Callable[[dict[int, int]], None],
        is_over: Callable[[], bool],
    ) -> dict[int, int]:
        """Search until it is over: the routes chosen at the end, by block; never dearer than at first.

        `chosen` gives the column of each block that has a route; those that branching bars are dropped
        first. `on_better` is called with the routes after each improvement.
        """
        chosen = {b: c for b, c in chosen.items() if self._is_allowed(c)}
        used = self.residual.used(chosen.values())
        with ThreadPoolExecutor(self.workers) as threads:
            while self.is_of_use and not is_over():
                clusters = self._clusters(chosen)
                tasks = [self._task(chosen, used, free) for free in clusters]
                waiting = [threads.submit(self._solve, *task) for task in tasks[1:]]
                results = [self._solve(*tasks[0]), *(future.result() for future in waiting)]
                better, touched = False, np.zeros(self.rows.count, dtype=np.bool_)
                for free, (left, *_), result in zip(clusters, tasks, results, strict=True):
                    self._failed[free[0]] += not result.is_better
                    # Of two clusters that share a row only one may change: each left the other as it was.
                    if not touched[left.rows].any() and self._accept(chosen, used, left, result):
                        touched[left.rows] = True
                        better = better or result.is_better
                self._adapt(results)
                if better:
                    on_better(chosen)
        return chosen

    def _is_allowed(self, column: int) -> bool:
        """Whether a route is lawful and keeps to the branching decisions in force."""
        barred = self.rows.barred[list(self.pool.nodes[column])]
        return self.pool.is_lawful(column) and not barred.any()

    def _task(
        self, chosen: dict[int, int], used: Reals, free: list[int]
    ) -> tuple[ResidualRows, float, int]:
        """The residual rows of a cluster, what it costs now, and a seed."""
        present = [chosen[b] for b in sorted(free) if b in chosen]
        left = self.residual.rows_left(used, free, present)
        cost = left.cost + sum(self.pool.cost[c] for c in present)
        return left, cost, self.dice.randrange(10**6)

    def _solve(self, left: ResidualRows, cost: float, seed: int) -> SubMipResult:
        try:
            return SubMip(self.residual, left, seed).solve(cost)
        except NoOptimumError:
            # The relaxed master was not solved: the cluster stays as it is, and the next ones are smaller.
            return SubMipResult(was_hard=True)

    def _accept(
        self, chosen: dict[int, int], used: Reals, left: ResidualRows, result: SubMipResult
    ) -> bool:
        """Replace the routes of a cluster, if there are new ones; whether there were."""
        free = left.blocks.tolist()
        is_wanted = result.is_better or self.params.uses("sideways")
        if result.routes is None or not is_wanted:
            return False
        columns = self.pool.add(Route(b, nodes, 0.0) for b, nodes in result.routes)
        for b in free:
            if b in chosen:
                self.residual.count(used, chosen.pop(b), -1.0)
        for c in columns:
            chosen[self.pool.block[c]] = c
            self.residual.count(used, c, 1.0)
        if result.is_better:
            self._failed.clear()
        return True

    def _adapt(self, results: list[SubMipResult]) -> None:
        """Clusters grow while they are easy and shrink when they are hard."""
        seconds = sum(result.seconds for result in results)
        self.generation.deadline.spend(seconds + self.params.counted.cluster)
        for result in results:
            if result.is_proven:
                self.size = min(self.largest, self.size * self.numbers.grow)
            elif result.was_hard and result.routes is None:
                self.size = max(self.numbers.smallest, self.size * self.numbers.shrink)

    def _clusters(self, chosen: dict[int, int]) -> list[list[int]]:
        """One cluster per worker; nobody's days are in two of them."""
        clusters: list[list[int]] = []
        people: set[int] = set()
        who = self.pool.graph.interpreter
        regret = self._regret(chosen)
        for _ in range(self.workers):
            free = [b for b in self._cluster(chosen, regret) if int(who[b]) not in people]
            people.update(int(who[b]) for b in free)
            clusters += [free] if free else []
        return clusters

    def _regret(self, chosen: dict[int, int]) -> Reals:
        """How much less than the best each block's route is worth under the duals, by block."""
        residual = self.residual
        regret = residual.best.copy()
        for b, c in chosen.items():
            if c not in self._worth:
                nodes = np.array(self.pool.nodes[c], dtype=np.int64)
                profit = (
                    self.rows.reduced_profits_at(residual.duals, nodes)
                    - residual.graph.base_profit[nodes]
                )
                self._worth[c] = float(profit.sum()) - self.pool.cost[c]
            regret[b] -= self._worth[c]
        return np.maximum(regret, 0.0)

    def _cluster(self, chosen: dict[int, int], regret: Reals) -> list[int]:
        """Blocks around one with regret or an unfilled session, by which could take what."""
        who: dict[int, list[int]] = defaultdict(list)
        for b, c in chosen.items():
            for s in self.pool.sessions[c]:
                who[s].append(b)
        free: dict[int, None] = {}
        unfilled = [s for s in self.blocks_for if s not in who]
        if unfilled and self.dice.random() < self.numbers.unfilled_first:
            waiting = [self.dice.choice(unfilled)]
        else:
            first = self._first(regret)
            free[first] = None
            waiting = self._sessions_near(first, chosen)
        seen = set(waiting)
        while waiting and len(free) < self.size:
            s = waiting.pop(self.dice.randrange(len(waiting)))
            near = self.blocks_for.get(s, [])[: self.numbers.near_blocks]
            drawn = self.dice.sample(near, min(self.numbers.drawn_blocks, len(near)))
            near = [day for b in (*who.get(s, ()), *drawn) for day in self._with_other_days(b)]
            for b in (b for b in near if b not in free):
                free[b] = None
                for other in self._sessions_near(b, chosen):
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        return list(islice(free, int(self.size)))

    def _first(self, regret: Reals) -> int:
        """A block to begin with: likelier with more regret, less so after failures."""
        failed = np.array([self._failed.get(b, 0) for b in range(len(regret))])
        weight = (regret + self.numbers.least_weight) / (1.0 + failed)
        place = self.dice.random() * float(weight.sum())
        return int(min(np.searchsorted(np.cumsum(weight), place), len(regret) - 1))

    def _with_other_days(self, b: int) -> list[int]:
        """A block with others of the same interpreter: the load counts all of them."""
        days = self.rows.graph.days_of[int(self.rows.graph.interpreter[b])]
        most = min(len(days), self.numbers.most_days)
        return [b, *self.dice.sample(days, most)] if len(days) > 1 else [b]

    def _sessions_near(self, b: int, chosen: dict[int, int]) -> list[int]:
        """Sessions of a block's route, and some that it could take with little regret."""
        present = self.pool.sessions[chosen[b]] if b in chosen else ()
        near = self.sessions_for.get(b, [])[: self.numbers.near_sessions]
        drawn = min(self.numbers.drawn_sessions, len(near))
        return [*present, *self.dice.sample(near, drawn)]
