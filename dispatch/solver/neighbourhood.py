"""Neighbourhood search: free a cluster of interpreters' days, choose their routes anew, keep better."""

import random
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from dispatch.solver.choice import Choice, Effort
from dispatch.solver.colgen import ColumnGeneration, Proof

SMALLEST, LARGEST = 12, 60
ROUTES_PER_BLOCK = 60
NEIGHBOURS_PER_SESSION = 6
SECONDS_PER_CHOICE = 0.6
EASY, HARD = 0.25, 0.9
UNFILLED_FIRST = 0.5


class Neighbourhood:
    """Clusters of blocks that compete for the same sessions, and their routes worth choosing from."""

    def __init__(self, generation: ColumnGeneration, proof: Proof, slack: float, seed: int) -> None:
        self.pool = generation.pool
        self.rows = generation.rows
        self.generation = generation
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.size = 2 * SMALLEST
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
        """Choose anew, cluster after cluster, until it is over."""
        price = self.price(chosen)
        while not is_over() and self.rivals:
            free = self._cluster(chosen)
            columns = [c for b in sorted(free) for c in self.routes.get(b, ())]
            choice = Choice(self.pool, chosen, free)
            seed = self.dice.randrange(10**6)
            found = choice.best(columns, Effort(SECONDS_PER_CHOICE, seed))
            self.generation.budget.spend(choice.spent + 0.02)
            self._adapt(choice.spent)
            if found is None:
                continue
            trial = {b: c for b, c in chosen.items() if b not in free} | found
            new_price = self.price(trial)
            if new_price <= price:
                better = new_price < price
                chosen, price = trial, new_price
                if better:
                    on_better(chosen)
        return chosen

    def _adapt(self, spent: float) -> None:
        """Clusters grow while they are easy and shrink when they are hard."""
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
        return total + sum(
            rate * abs(seats[row] - rows.low[row]) for row in rows.load_rows.values()
        )
