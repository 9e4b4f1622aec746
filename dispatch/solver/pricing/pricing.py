"""Pricing: the best routes of every block under given reduced profits, exactly, in several threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, Flags, Reals
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.pricing.enumeration import (
    EnumeratedRoutes,
    best_through_nodes,
    enumerate_blocks,
)
from dispatch.solver.pricing.kernels import (
    LANES,
    PricedRoutes,
    PricingData,
    Workspace,
    price_blocks,
)

# What the pricing data take from the problem; all else is the graph's.
RATES = frozenset({"buffer", "rate", "tight_cost", "tight_minutes"})
# After how much work, roughly, a pricing looks at the deadline.
PORTION_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Route:
    """Some nodes of a block in order of time, and its reduced profit, 0 where nobody asks for it."""

    block: int
    nodes: tuple[int, ...]
    value: float


class Pricer:
    """Prices the blocks of a day graph. Reduced profits, by node, are maximised.

    The compiled loops run without Python's lock, so that `threads` of them run side by side.
    `seconds` is roughly what one pricing of everything costs, for deterministic mode. Work that is long
    looks at the deadline, where there is one, and raises OutOfTime.
    """

    def __init__(self, graph: DayGraph, threads: int = 1, deadline: Deadline | None = None) -> None:
        self.graph = graph
        self._deadline = deadline
        problem = graph.compiled.problem
        self.pricing_data = PricingData(
            buffer=problem.travel.buffer,
            rate=float(problem.costs.travel_minute),
            tight_cost=float(problem.costs.tight_transfer),
            tight_minutes=problem.costs.tight_minutes,
            **{name: getattr(graph, name) for name in PricingData._fields if name not in RATES},
        )
        self.largest = int(np.diff(graph.ptr).max(initial=0))
        self.most_sites = int(np.diff(graph.group_ptr).max(initial=0))
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.threads = threads
        self._least = graph.least_profit
        sizes = np.diff(graph.ptr).astype(float)
        # Roughly what one pricing of everything costs, for deterministic mode.
        self._work = sizes**2 * (graph.cap + 8.0) * 2e-10
        self.seconds = 1e-5 + float(self._work.sum())

    def room_for_routes(self, wanted: int) -> PricedRoutes:
        """Room for the best few routes of every block, to be filled by `price`."""
        graph = self.graph
        longest = max(1, int(graph.cap.max(initial=0)))
        return PricedRoutes(
            values=np.zeros((graph.count, wanted)),
            lengths=np.zeros((graph.count, wanted), dtype=np.int32),
            routes=np.zeros((graph.count, wanted, longest), dtype=np.int32),
        )

    def price(
        self,
        profit: Reals,
        priced: PricedRoutes,
        only: NDArray[np.int64] | None = None,
        *,
        among: Flags | None = None,
    ) -> None:
        """Fill `priced` for all blocks, or only for some; through all nodes, or only among some.

        Entries of blocks not asked for stay as they were.
        """
        which = np.arange(self.graph.count) if only is None else only
        keep = profit > self._least
        if among is not None:
            keep &= among
        for some in self._portions(which):
            if self._pool is None or len(some) < 2 * self.threads:
                self._run(some, keep, profit, priced)
                continue
            # Large and small blocks are dealt out evenly.
            parts = [some[k :: self.threads] for k in range(self.threads)]
            waiting = [self._pool.submit(self._run, part, keep, profit, priced) for part in parts]
            for done in waiting:
                done.result()

    def _portions(self, which: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Some blocks in portions, between which the deadline is looked at; mostly all at once."""
        if self._deadline is None:
            yield which
            return
        done = np.cumsum(self._work[which])
        number = (done / (PORTION_SECONDS * self.threads)).astype(np.int64)
        for k in np.unique(number).tolist():
            self._deadline.look()
            yield which[number == k]

    def _run(
        self, which: NDArray[np.int64], keep: Flags, profit: Reals, priced: PricedRoutes
    ) -> None:
        price_blocks(which, keep, self.pricing_data, self.new_workspace(profit), priced)

    def new_workspace(self, profit: Reals) -> Workspace:
        """Memory for one worker; no two threads may share it."""
        width = -(-(int(self.graph.cap.max(initial=0)) + 1) // LANES) * LANES
        return Workspace(
            table=np.empty((self.largest, width)),
            kept=np.empty(self.largest, dtype=np.int32),
            profit=profit,
            best_at=np.empty((self.largest, width)),
            line=np.empty(width),
            travel_from=np.empty(self.largest, dtype=np.int32),
            travel_cost=np.empty((self.most_sites, self.most_sites)),
            need=np.empty((self.most_sites, self.most_sites), dtype=np.int32),
            arrived=np.empty((self.most_sites, self.most_sites), dtype=np.int32),
            at_ease=np.empty((self.most_sites, self.most_sites), dtype=np.int32),
            rows=np.empty(2 * self.most_sites, dtype=np.int32),
            row_cost=np.empty(2 * self.most_sites),
            row_of=np.empty(self.largest, dtype=np.int32),
        )

    def through(self, profit: Reals) -> Reals:
        """By node, the best reduced profit of a route through it; below -1e16 where there is none."""
        best = np.empty(len(profit))
        keep, workspace = profit > self._least, self.new_workspace(profit)
        for some in self._portions(np.arange(self.graph.count)):
            best_through_nodes(some, keep, self.pricing_data, workspace, best)
        return best

    def enumerate_above(
        self,
        profit: Reals,
        floors: Reals,
        most: int,
        *,
        only: NDArray[np.int64] | None = None,
        keep: Flags | None = None,
    ) -> EnumeratedRoutes:
        """The routes of all blocks, or of some in order, worth more than the floor of each; at most so many of each.

        Through the nodes of `keep`, by default all that a route may not be better without. `floors` is by block,
        `best` and `whole` of the answer in the order of those asked for. Threads work side by side on some blocks each.
        """
        keep = profit > self._least if keep is None else keep
        which = np.arange(self.graph.count) if only is None else only

        def enumerate_part(part: NDArray[np.int64]) -> EnumeratedRoutes:
            found, workspace = self._room(len(part), most), self.new_workspace(profit)
            given = (part, keep, floors[part], self.pricing_data, workspace, found)
            count = enumerate_blocks(*given)
            return found._replace(
                block=found.block[:count],
                nodes=found.nodes[:count],
                lengths=found.lengths[:count],
                values=found.values[:count],
            )

        found, dealt = [self._room(0, most)], [which[:0]]
        for some in self._portions(which):
            parts = [some[k :: self.threads] for k in range(min(self.threads, len(some)))]
            dealt += parts
            found += (self._pool.map if self._pool else map)(enumerate_part, parts)
        joined = EnumeratedRoutes(*(np.concatenate(arrays) for arrays in zip(*found, strict=True)))
        order = np.argsort(np.concatenate(dealt))
        return joined._replace(best=joined.best[order], whole=joined.whole[order])

    def _room(self, blocks: int, most: int) -> EnumeratedRoutes:
        """Room for so many routes of each of some blocks."""
        rows, longest = blocks * most, max(1, int(self.graph.cap.max(initial=0)))
        return EnumeratedRoutes(
            block=np.empty(rows, dtype=np.int64),
            nodes=np.empty((rows, longest), dtype=np.int32),
            lengths=np.empty(rows, dtype=np.int32),
            values=np.empty(rows),
            best=np.empty(blocks),
            whole=np.empty(blocks, dtype=np.bool_),
        )


def routes_of(priced: PricedRoutes, tolerance: float, at_least: Reals | None = None) -> list[Route]:
    """The priced routes worth more, by a tolerance, than `at_least` of their block, 0 by default."""
    floor = np.zeros(len(priced.values)) if at_least is None else at_least
    better = priced.values > (floor + tolerance)[:, None]
    return [
        Route(b, tuple(priced.routes[b, k, : priced.lengths[b, k]][::-1].tolist()), value)
        for b, k in np.argwhere(better).tolist()
        for value in (float(priced.values[b, k]),)
    ]
