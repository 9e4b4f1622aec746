"""Neighbourhood search: free a cluster of interpreters' days, choose their routes anew, keep better."""

import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from dispatch.solver.choice import Choice, Effort
from dispatch.solver.colgen import ColumnGeneration, Proof

SMALLEST, LARGEST = 12, 60
ROUTES_PER_BLOCK = 60
NEIGHBOURS_PER_SESSION = 6
SECONDS_PER_CHOICE = 0.6
EASY, HARD = 0.25, 0.9
# Roughly what building the choices of one round costs, for deterministic mode.
OVERHEAD = 0.02
UNFILLED_FIRST = 0.5


Answer = tuple[Choice, dict[int, int] | None]


class Neighbourhood:
    """Clusters of blocks that compete for the same sessions, and their routes worth choosing from."""

    def __init__(self, generation: ColumnGeneration, proof: Proof, slack: float, seed: int) -> None:
        self.pool = generation.pool
        self.rows = generation.rows
        self.generation = generation
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.size = 2 * SMALLEST
        self.workers = max(1, generation.budget.limits.workers)
        reduced = self.pool.reduced_costs(proof.duals, proof.best)
        order = np.argsort(reduced, kind="stable")
        self.routes: dict[int, list[int]] = defaultdict(list)
        self.rivals: dict[int, list[int]] = defaultdict(list)  # session to blocks, closest first
        for c in order.tolist():
            if reduced[c] > slack:
                break
            self._file(c)

    def _file(self, column: int) -> None:
        b = self.pool.block[column]
        if len(self.routes[b]) < ROUTES_PER_BLOCK and self.pool.is_elementary(column):
            self.routes[b].append(column)
            for s in self.pool.sessions[column]:
                if b not in self.rivals[s]:
                    self.rivals[s].append(b)

    def improve(
        self,
        chosen: dict[int, int],
        on_better: Callable[[dict[int, int]], None],
        is_over: Callable[[], bool],
    ) -> dict[int, int]:
        """Choose anew, clusters after clusters, until it is over."""
        price = self.price(chosen)
        with ThreadPoolExecutor(self.workers) as threads:
            while not is_over() and self.rivals:
                asked = [self._ask(chosen, free) for free in self._clusters(chosen)]
                waiting = [threads.submit(ask) for ask in asked]
                answers = [future.result() for future in waiting]
                better = False
                for choice, found in answers:
                    trial = self._merged(chosen, choice.free, found)
                    if trial is not None and (new_price := self.price(trial)) <= price:
                        better = better or new_price < price
                        chosen, price = trial, new_price
                self._adapt(max(choice.spent for choice, _ in answers))
                if better:
                    on_better(chosen)
        return chosen

    def _clusters(self, chosen: dict[int, int]) -> list[frozenset[int]]:
        """One cluster per worker; nobody's days are in two of them."""
        clusters: list[frozenset[int]] = []
        people: set[int] = set()
        who = self.pool.blocks.interpreter
        for _ in range(self.workers):
            free = frozenset(b for b in self._cluster(chosen) if int(who[b]) not in people)
            people.update(int(who[b]) for b in free)
            clusters += [free] if free else []
        return clusters

    def _ask(self, chosen: dict[int, int], free: frozenset[int]) -> Callable[[], Answer]:
        """A choice ready to be made in a thread of its own."""
        columns = [c for b in sorted(free) for c in self.routes.get(b, ())]
        choice = Choice(self.pool, chosen, free)
        effort = Effort(SECONDS_PER_CHOICE, self.dice.randrange(10**6))

        def ask() -> Answer:
            return choice, choice.best(columns, effort)

        return ask

    def _merged(
        self, chosen: dict[int, int], free: frozenset[int], found: dict[int, int] | None
    ) -> dict[int, int] | None:
        """The chosen routes with a cluster's new ones, unless another cluster took their seats."""
        if found is None:
            return None
        trial = {b: c for b, c in chosen.items() if b not in free}
        seats = Choice(self.pool, trial, frozenset())
        for b, c in sorted(found.items()):
            if not seats.fits(c):
                return None
            seats.count(c)
            trial[b] = c
        return trial

    def _adapt(self, spent: float) -> None:
        """Clusters grow while they are easy and shrink when they are hard."""
        self.generation.budget.spend(spent + OVERHEAD)
        if spent < EASY * SECONDS_PER_CHOICE:
            self.size = min(LARGEST, self.size + 1)
        elif spent > HARD * SECONDS_PER_CHOICE:
            self.size = max(SMALLEST, self.size - 2)

    def _cluster(self, chosen: dict[int, int]) -> frozenset[int]:
        """Blocks around a session, through the sessions they serve and their rivals for these."""
        served = {s for c in chosen.values() for s in self.pool.sessions[c]}
        empty = [s for s in self.rivals if s not in served]
        pick_empty = empty and self.dice.random() < UNFILLED_FIRST
        waiting = [self.dice.choice(empty if pick_empty else list(self.rivals))]
        free: set[int] = set()
        seen = set(waiting)
        while waiting and len(free) < self.size:
            s = waiting.pop(self.dice.randrange(len(waiting)))
            near = self.rivals[s][: 3 * NEIGHBOURS_PER_SESSION]
            for b in self.dice.sample(near, min(NEIGHBOURS_PER_SESSION, len(near))):
                free.add(b)
                routes = self.routes[b][:3]
                current = [chosen[b]] if b in chosen else []
                for other in (s for c in (*routes, *current) for s in self.pool.sessions[c]):
                    if other not in seen and other in self.rivals:
                        seen.add(other)
                        waiting.append(other)
        return frozenset(free)

    def price(self, chosen: dict[int, int]) -> float:
        """What chosen routes cost, unfilled sessions and load included."""
        rows, pool = self.rows, self.pool
        seats = np.zeros(rows.count)
        for c in chosen.values():
            for n in pool.nodes[c]:
                seats[pool.node_row[n]] += 1
            for row in pool.block_rows[pool.block[c]]:
                seats[row] += pool.minutes[c]
        fixed = rows.fixed_sessions
        short = seats[rows.row_of_session[fixed]] < rows.needed[fixed]
        total = sum(pool.cost[c] for c in chosen.values())
        total += float((rows.unfilled_cost[fixed] * rows.needed[fixed] * short).sum())
        for s, starts in rows.flexible.items():
            whole = any(seats[row] >= rows.needed[s] for _, row in starts)
            total += 0.0 if whole else float(rows.unfilled_cost[s] * rows.needed[s])
        rate = rows.problem.costs.load_minute
        return total + sum(rate * abs(seats[row] - aim) for row, aim in rows.target.items())
