"""Pricing: the best routes of every block under given gains, exact, on several threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, Flags, Reals
from dispatch.solver.pricing.enumeration import (
    EnumeratedRoutes,
    EnumerationLimits,
    enumerate_above,
    enumerate_blocks,
    through_blocks,
)
from dispatch.solver.pricing.kernels import (
    LANES,
    PricedRoutes,
    PricingData,
    Workspace,
    price_blocks,
)


@dataclass(frozen=True, slots=True)
class Route:
    """Some nodes of a block, in order, and what taking them is worth."""

    block: int
    nodes: tuple[int, ...]
    value: float


class Pricer:
    """Prices all blocks; `routes` are the best few of each, `values` what the best is worth."""

    def __init__(self, blocks: DayGraph, threads: int = 1) -> None:
        self.blocks = blocks
        problem = blocks.days.problem
        self.ground = PricingData(
            ptr=blocks.ptr,
            session=blocks.session,
            start=blocks.start,
            end=blocks.end,
            opens=blocks.opens,
            site=blocks.site,
            units=blocks.units,
            interpreter=blocks.interpreter,
            cap=blocks.cap,
            pause=blocks.pause,
            load=blocks.load,
            to_site=blocks.to_site,
            from_site=blocks.from_site,
            between=blocks.between,
            buffer=problem.travel.buffer,
            rate=float(problem.costs.travel_minute),
            place=blocks.place,
            ends=blocks.ends,
            group_ptr=blocks.group_ptr,
            group=blocks.group,
            groups=blocks.groups,
            sites=blocks.sites,
            before=blocks.before,
            at_place=blocks.at_place,
            wide=blocks.wide,
            strain=blocks.strain,
            strain_cap=blocks.strain_cap,
        )
        self.largest = int(np.diff(blocks.ptr).max(initial=0))
        self.most_sites = int(np.diff(blocks.group_ptr).max(initial=0))
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.threads = threads
        self._least = blocks.least
        sizes = np.diff(blocks.ptr).astype(float)
        # Roughly what one pricing of everything costs, for deterministic mode.
        self.seconds = 1e-5 + float((sizes**2 * (blocks.cap + 8.0)).sum()) * 2e-10

    def found(self, wanted: int) -> PricedRoutes:
        """Room for the best few routes of every block."""
        blocks = self.blocks
        longest = max(1, int(blocks.cap.max(initial=0)))
        return PricedRoutes(
            values=np.zeros((blocks.count, wanted)),
            lengths=np.zeros((blocks.count, wanted), dtype=np.int32),
            routes=np.zeros((blocks.count, wanted, longest), dtype=np.int32),
        )

    def price(
        self,
        gain: Reals,
        found: PricedRoutes,
        only: NDArray[np.int64] | None = None,
        *,
        among: Flags | None = None,
    ) -> None:
        """Fill `found` for all blocks, or only for some; through all nodes, or only among some."""
        which = np.arange(self.blocks.count) if only is None else only
        keep = gain > self._least
        if among is not None:
            keep &= among
        if self._pool is None or len(which) < 2 * self.threads:
            self._run(which, keep, gain, found)
            return
        # Large and small blocks are dealt out evenly.
        parts = [which[k :: self.threads] for k in range(self.threads)]
        for done in [self._pool.submit(self._run, part, keep, gain, found) for part in parts]:
            done.result()

    def _run(self, which: NDArray[np.int64], keep: Flags, gain: Reals, found: PricedRoutes) -> None:
        price_blocks(which, keep, self.ground, self.scratch(gain), found)

    def scratch(self, gain: Reals) -> Workspace:
        """A table for one worker."""
        width = -(-(int(self.blocks.cap.max(initial=0)) + 1) // LANES) * LANES
        return Workspace(
            table=np.empty((self.largest, width)),
            kept=np.empty(self.largest, dtype=np.int32),
            gain=gain,
            best_at=np.empty((self.largest, width)),
            line=np.empty(width),
            ways=np.empty(self.largest, dtype=np.int32),
            toll=np.empty((self.most_sites, self.most_sites)),
            need=np.empty((self.most_sites, self.most_sites), dtype=np.int32),
            arrived=np.empty((self.most_sites, self.most_sites), dtype=np.int32),
            rows=np.empty(self.most_sites, dtype=np.int32),
            tolls=np.empty(self.most_sites),
            number=np.empty(self.largest, dtype=np.int32),
        )

    def through(self, gain: Reals) -> Reals:
        """What the best route through each node is worth."""
        best = np.empty(len(gain))
        every = np.arange(self.blocks.count)
        through_blocks(every, gain > self._least, self.ground, self.scratch(gain), best)
        return best

    def listed(
        self, which: NDArray[np.int64], gain: Reals, allowed: Flags, wish: EnumerationLimits
    ) -> EnumeratedRoutes:
        """The routes of some blocks through allowed nodes that are worth nearly the best."""
        listed = self._room(len(which), wish.most)
        count = enumerate_blocks(which, allowed, wish, self.ground, self.scratch(gain), listed)
        return _cut(listed, count)

    def above(self, gain: Reals, floors: Reals, most: int) -> EnumeratedRoutes:
        """The routes of all blocks worth more than the floor of each; side by side, then joined."""
        keep = gain > self._least
        parts = [np.arange(k, self.blocks.count, self.threads) for k in range(self.threads)]

        def list_part(which: NDArray[np.int64]) -> EnumeratedRoutes:
            listed = self._room(len(which), most)
            scratch = self.scratch(gain)
            return _cut(
                listed,
                enumerate_above(which, keep, floors[which], self.ground, scratch, listed),
            )

        found = [*(self._pool.map(list_part, parts) if self._pool else map(list_part, parts))]
        order = np.argsort(np.concatenate(parts))
        return EnumeratedRoutes(
            block=np.concatenate([listed.block for listed in found]),
            nodes=np.concatenate([listed.nodes for listed in found]),
            lengths=np.concatenate([listed.lengths for listed in found]),
            values=np.concatenate([listed.values for listed in found]),
            best=np.concatenate([listed.best for listed in found])[order],
            whole=np.concatenate([listed.whole for listed in found])[order],
        )

    def _room(self, blocks: int, most: int) -> EnumeratedRoutes:
        """Room for so many routes of each of some blocks."""
        rows, longest = blocks * most, max(1, int(self.blocks.cap.max(initial=0)))
        return EnumeratedRoutes(
            block=np.empty(rows, dtype=np.int64),
            nodes=np.empty((rows, longest), dtype=np.int32),
            lengths=np.empty(rows, dtype=np.int32),
            values=np.empty(rows),
            best=np.empty(blocks),
            whole=np.empty(blocks, dtype=np.bool_),
        )


def _cut(listed: EnumeratedRoutes, count: int) -> EnumeratedRoutes:
    """The rows that were written."""
    return EnumeratedRoutes(
        block=listed.block[:count],
        nodes=listed.nodes[:count],
        lengths=listed.lengths[:count],
        values=listed.values[:count],
        best=listed.best,
        whole=listed.whole,
    )


def routes_of(found: PricedRoutes, tolerance: float, at_least: Reals | None = None) -> list[Route]:
    """The routes worth more than a tolerance above `at_least` of their block."""
    floor = np.zeros(len(found.values)) if at_least is None else at_least
    better = found.values > (floor + tolerance)[:, None]
    return [
        Route(b, tuple(found.routes[b, k, : found.lengths[b, k]][::-1].tolist()), value)
        for b, k in np.argwhere(better).tolist()
        for value in (float(found.values[b, k]),)
    ]
