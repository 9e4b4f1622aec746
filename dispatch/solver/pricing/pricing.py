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
    EnumerationLimits,
    best_through_nodes,
    enumerate_above,
    enumerate_blocks,
)
from dispatch.solver.pricing.kernels import (
    LANES,
    PricedRoutes,
    PricingData,
    Workspace,
    price_blocks,
)

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
            ptr=graph.ptr,
            session=graph.session,
            start=graph.start,
            end=graph.end,
            opens=graph.opens,
            site=graph.site,
            units=graph.units,
            interpreter=graph.interpreter,
            cap=graph.cap,
            pause=graph.pause,
            rest=graph.rest,
            load=graph.load,
            to_site=graph.to_site,
            from_site=graph.from_site,
            between=graph.between,
            buffer=problem.travel.buffer,
            rate=float(problem.costs.travel_minute),
            tight_cost=float(problem.costs.tight_transfer),
            tight_minutes=problem.costs.tight_minutes,
            position=graph.position,
            end_at_position=graph.end_at_position,
            group_ptr=graph.group_ptr,
            group=graph.group,
            groups=graph.groups,
            sites=graph.sites,
            start_before=graph.start_before,
            node_at_position=graph.node_at_position,
            may_repeat=graph.may_repeat,
            own_groups=graph.own_groups,
            strain=graph.strain,
            strain_cap=graph.strain_cap,
            leaves=graph.leaves,
            returns=graph.returns,
            max_away=graph.max_away,
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

    def enumerate_near_best(
        self, which: NDArray[np.int64], profit: Reals, allowed: Flags, limits: EnumerationLimits
    ) -> EnumeratedRoutes:
        """The routes of some blocks through allowed nodes, those near the best of their block.

        `best` and `whole` of the answer are in the order of `which`.
        """
        found: list[EnumeratedRoutes] = []
        for some in self._portions(which) if len(which) else (which,):
            enumerated = self._room(len(some), limits.most)
            workspace = self.new_workspace(profit)
            count = enumerate_blocks(
                some, allowed, limits, self.pricing_data, workspace, enumerated
            )
            found.append(_cut(enumerated, count))
        return found[0] if len(found) == 1 else _joined(found)

    def enumerate_above(
        self, profit: Reals, floors: Reals, most: int, keep: Flags | None = None
    ) -> EnumeratedRoutes:
        """The routes of all blocks worth more than the floor of each, at most so many on average.

        Through the nodes of `keep`, by default all that a route may not be better without. `best` and `whole` of the
        answer are by block. Threads work side by side on some blocks each.
        """
        keep = profit > self._least if keep is None else keep

        def enumerate_part(which: NDArray[np.int64]) -> EnumeratedRoutes:
            enumerated = self._room(len(which), most)
            workspace = self.new_workspace(profit)
            return _cut(
                enumerated,
                enumerate_above(
                    which, keep, floors[which], self.pricing_data, workspace, enumerated
                ),
            )

        found: list[EnumeratedRoutes] = []
        dealt: list[NDArray[np.int64]] = []
        for some in self._portions(np.arange(self.graph.count)):
            parts = [some[k :: self.threads] for k in range(min(self.threads, len(some)))]
            dealt += parts
            found += (self._pool.map if self._pool else map)(enumerate_part, parts)
        if not found:
            return _cut(self._room(0, most), 0)
        joined, order = _joined(found), np.argsort(np.concatenate(dealt))
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


def _cut(enumerated: EnumeratedRoutes, count: int) -> EnumeratedRoutes:
    """The rows that were written."""
    return EnumeratedRoutes(
        block=enumerated.block[:count],
        nodes=enumerated.nodes[:count],
        lengths=enumerated.lengths[:count],
        values=enumerated.values[:count],
        best=enumerated.best,
        whole=enumerated.whole,
    )


def _joined(several: list[EnumeratedRoutes]) -> EnumeratedRoutes:
    """One after the other."""
    return EnumeratedRoutes(*(np.concatenate(arrays) for arrays in zip(*several, strict=True)))


def routes_of(priced: PricedRoutes, tolerance: float, at_least: Reals | None = None) -> list[Route]:
    """The priced routes worth more, by a tolerance, than `at_least` of their block, 0 by default."""
    floor = np.zeros(len(priced.values)) if at_least is None else at_least
    better = priced.values > (floor + tolerance)[:, None]
    return [
        Route(b, tuple(priced.routes[b, k, : priced.lengths[b, k]][::-1].tolist()), value)
        for b, k in np.argwhere(better).tolist()
        for value in (float(priced.values[b, k]),)
    ]
