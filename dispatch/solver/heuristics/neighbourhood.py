"""Neighbourhood search: cut out a cluster of days, choose their routes anew, keep what is better."""

import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from dispatch.solver.backend.highs import NoOptimumError
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.heuristics.residual import ResidualProblem, ResidualRows
from dispatch.solver.heuristics.sub_mip import SubMip, SubMipResult
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.pricing.pricing import Route

SMALLEST, FIRST, LARGEST, LARGEST_OF_DAYS = 8, 12, 60, 100
GROW, SHRINK = 1.01, 0.9
# Nodes this much worse than the best of their day take no part.
WORTH_TRYING = 1500.0
RIVALS, DRAWN_RIVALS, WISHES, DRAWN_WISHES = 12, 3, 8, 3
UNFILLED_FIRST = 0.3
SECONDS_PER_CHOICE = 0.15
LEAST_WEIGHT = 0.5
# How many days of one interpreter a day brings with it; clusters are larger for it.
MOST_DAYS = 5
# Roughly what one choice costs beside its programmes, for deterministic mode.
OVERHEAD = 0.05


class LargeNeighbourhoodSearch:
    """Clusters of days around those that fall short of their best, each chosen anew exactly.

    What a plan costs above the bound is the sum of what each day's route is worth less than the
    best of that day under the duals: its regret. Clusters begin where there is regret, and grow
    from the sessions of a day to those who could take them with little.
    """

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound, seed: int) -> None:
        self.generation = generation
        self.pool, self.rows = generation.pool, generation.rows
        self.frame = ResidualProblem(generation, dual_bound, WORTH_TRYING)
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.size = float(FIRST)
        self.largest = LARGEST_OF_DAYS if self.rows.load_rows else LARGEST
        self.workers = max(1, generation.deadline.limits.workers)
        self.rivals: dict[int, list[int]] = defaultdict(list)  # session to blocks, best first
        self.wishes: dict[int, list[int]] = defaultdict(list)  # block to sessions, best first
        self._failed: dict[int, int] = defaultdict(int)
        self._worth: dict[int, float] = {}  # of columns in use, under the duals
        self._file()

    def _file(self) -> None:
        """Who could take what with how little regret."""
        frame = self.frame
        graph = frame.graph
        worth = np.flatnonzero(frame.allowed & (frame.regret < WORTH_TRYING))
        order = worth[np.argsort(frame.regret[worth], kind="stable")]
        seen: set[tuple[int, int]] = set()
        pairs = zip(graph.session[order].tolist(), graph.block[order].tolist(), strict=True)
        for s, b in pairs:
            if (s, b) not in seen:
                seen.add((s, b))
                self.rivals[s].append(b)
                self.wishes[b].append(s)

    def improve(
        self,
        chosen: dict[int, int],
        on_better: Callable[[dict[int, int]], None],
        is_over: Callable[[], bool],
    ) -> dict[int, int]:
        """Choose anew, clusters after clusters, until it is over."""
        chosen = {b: c for b, c in chosen.items() if self._is_allowed(c)}
        used = self.frame.used(chosen.values())
        with ThreadPoolExecutor(self.workers) as threads:
            while not is_over() and self.rivals:
                clusters = self._clusters(chosen)
                parts = [self._part(chosen, used, free) for free in clusters]
                waiting = [threads.submit(self._ask, *part) for part in parts[1:]]
                answers = [self._ask(*parts[0]), *(future.result() for future in waiting)]
                better, touched = False, np.zeros(self.rows.count, dtype=np.bool_)
                for free, (part, *_), answer in zip(clusters, parts, answers, strict=True):
                    self._failed[free[0]] += not answer.is_better
                    if not touched[part.rows].any() and self._take(chosen, used, part, answer):
                        touched[part.rows] = True
                        better = better or answer.is_better
                self._adapt(answers)
                if better:
                    on_better(chosen)
        return chosen

    def _is_allowed(self, column: int) -> bool:
        """Whether a route is lawful and keeps to the branching decisions in force."""
        barred = self.rows.barred[list(self.pool.nodes[column])]
        return self.pool.is_lawful(column) and not barred.any()

    def _part(
        self, chosen: dict[int, int], used: Reals, free: list[int]
    ) -> tuple[ResidualRows, float, int]:
        present = [chosen[b] for b in sorted(free) if b in chosen]
        part = self.frame.part(used, free, present)
        cost = part.cost + sum(self.pool.cost[c] for c in present)
        return part, cost, self.dice.randrange(10**6)

    def _ask(self, part: ResidualRows, cost: float, seed: int) -> SubMipResult:
        try:
            return SubMip(self.frame, part, SECONDS_PER_CHOICE, seed).best(cost)
        except NoOptimumError:
            # The relaxation gave no answer: the part stays as it is, and the next ones are smaller.
            return SubMipResult(was_hard=True)

    def _take(
        self, chosen: dict[int, int], used: Reals, part: ResidualRows, answer: SubMipResult
    ) -> bool:
        """Put a part's better routes in."""
        free = part.blocks.tolist()
        if answer.routes is None:
            return False
        columns = self.pool.add(Route(b, nodes, 0.0) for b, nodes in answer.routes)
        for b in free:
            if b in chosen:
                self.frame.count(used, chosen.pop(b), -1.0)
        for c in columns:
            chosen[self.pool.block[c]] = c
            self.frame.count(used, c, 1.0)
        if answer.is_better:
            self._failed.clear()
        return True

    def _adapt(self, answers: list[SubMipResult]) -> None:
        """Clusters grow while they are easy and shrink when they are hard."""
        self.generation.deadline.spend(sum(answer.seconds for answer in answers) + OVERHEAD)
        for answer in answers:
            if answer.is_proven:
                self.size = min(self.largest, self.size * GROW)
            elif answer.was_hard and answer.routes is None:
                self.size = max(SMALLEST, self.size * SHRINK)

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
        """How much less than the best each day's route is worth under the duals."""
        frame = self.frame
        regret = frame.best.copy()
        for b, c in chosen.items():
            if c not in self._worth:
                nodes = np.array(self.pool.nodes[c], dtype=np.int64)
                profit = (
                    self.rows.reduced_profits_at(frame.duals, nodes)
                    - frame.graph.base_profit[nodes]
                )
                self._worth[c] = float(profit.sum()) - self.pool.cost[c]
            regret[b] -= self._worth[c]
        return np.maximum(regret, 0.0)

    def _cluster(self, chosen: dict[int, int], regret: Reals) -> list[int]:
        """Blocks around a regretted day or an empty session, by who could take what."""
        who: dict[int, list[int]] = defaultdict(list)
        for b, c in chosen.items():
            for s in self.pool.sessions[c]:
                who[s].append(b)
        free: dict[int, None] = {}
        empty = [s for s in self.rivals if s not in who]
        if empty and self.dice.random() < UNFILLED_FIRST:
            waiting = [self.dice.choice(empty)]
        else:
            first = self._first(regret)
            free[first] = None
            waiting = self._wanted(first, chosen)
        seen = set(waiting)
        while waiting and len(free) < self.size:
            s = waiting.pop(self.dice.randrange(len(waiting)))
            near = self.rivals.get(s, [])[:RIVALS]
            drawn = self.dice.sample(near, min(DRAWN_RIVALS, len(near)))
            near = [day for b in (*who.get(s, ()), *drawn) for day in self._with_other_days(b)]
            for b in (b for b in near if b not in free):
                free[b] = None
                for other in self._wanted(b, chosen):
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        return list(islice(free, int(self.size)))

    def _first(self, regret: Reals) -> int:
        """A day to begin with: likelier with more regret, less so after failures."""
        failed = np.array([self._failed.get(b, 0) for b in range(len(regret))])
        weight = (regret + LEAST_WEIGHT) / (1.0 + failed)
        place = self.dice.random() * float(weight.sum())
        return int(min(np.searchsorted(np.cumsum(weight), place), len(regret) - 1))

    def _with_other_days(self, b: int) -> list[int]:
        """A day with others of the same interpreter: load is of all of them."""
        days = self.rows.graph.days_of[int(self.rows.graph.interpreter[b])]
        return [b, *self.dice.sample(days, min(len(days), MOST_DAYS))] if len(days) > 1 else [b]

    def _wanted(self, b: int, chosen: dict[int, int]) -> list[int]:
        """Sessions of a day's route, and some that it could take with little regret."""
        present = self.pool.sessions[chosen[b]] if b in chosen else ()
        wishes = self.wishes.get(b, [])[:WISHES]
        return [*present, *self.dice.sample(wishes, min(DRAWN_WISHES, len(wishes)))]
