"""A thin part of a large problem: the few nodes that good routes lead through, priced in no time.

Of all that an interpreter could be asked to serve very little is ever worth it. Prices are found
on the thin part, which takes a tenth of the time, and proven now and then on the whole, which
shows what the thin part lacks.
"""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, Flags, Reals
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration
from dispatch.solver.pricing.kernels import PricedRoutes

Indices = NDArray[np.int64]
# How many of the nearest interpreters a session begins with, and sessions an interpreter.
NEAREST = 15
ROUTES_PER_BLOCK = 4
# What pricing on the thin part takes, as a share of its nodes: for deterministic mode.
OVERHEAD = 1.3


class SparseGraph:
    """The nodes that take part, and the routes found last."""

    def __init__(self, generation: ColumnGeneration) -> None:
        self.generation = generation
        self.rows, self.pricer = generation.rows, generation.pricer
        self.nodes: Flags = nearest(self.rows.graph, NEAREST)
        self.priced = self.pricer.room_for_routes(ROUTES_PER_BLOCK)

    def price(self, duals: Reals, only: Indices | None = None) -> None:
        """The best routes of the thin part under cleaned duals, of all blocks or of some."""
        self.price_gains(self.rows.reduced_profits(duals), only)

    def price_gains(self, profit: Reals, only: Indices | None = None) -> None:
        """The same under what each node is worth."""
        graph = self.rows.graph
        asked = graph.count if only is None else len(only)
        share = OVERHEAD * float(self.nodes.mean()) * asked / max(1, graph.count)
        self.pricer.price(profit, self.priced, only, among=self.nodes)
        self.generation.deadline.spend(share * self.pricer.seconds)

    def prove(self, duals: Reals) -> tuple[float, Reals]:
        """The bound of cleaned duals, priced on the whole, and each block's best value.

        The thin part takes in whatever the best routes lead through.
        """
        self.pricer.price(self.rows.reduced_profits(duals), self.priced)
        self.generation.deadline.spend(self.pricer.seconds)
        self.nodes[visited(self.priced)] = True
        best = self.priced.values[:, 0].copy()
        return self.rows.bound(duals, best), best


def visited(priced: PricedRoutes) -> Indices:
    """The nodes on the routes found that are worth anything."""
    longest = int(priced.routes.shape[2])
    inside = np.less(np.arange(longest), priced.lengths[:, :, None])
    inside &= (priced.values > TOLERANCE)[:, :, None]
    return np.unique(priced.routes[inside])


def nearest(graph: DayGraph, most: int) -> Flags:
    """The nodes among the shortest ways from home and back of their session, or of their block."""
    who = graph.interpreter[graph.block]
    there = np.maximum(graph.site, 0)
    way = graph.to_site[who, there] + graph.from_site[who, there]
    way = np.where(graph.site >= 0, way, 0)
    # Which of equally near ones are taken is left to chance, the same one each time.
    way = way + np.random.default_rng(0).random(len(way))
    return (rank(graph.session, way) < most) | (rank(graph.block, way) < most)


def rank(group: NDArray[np.int32], value: Reals) -> Indices:
    """Each one's place within its group by value, from nought."""
    order = np.lexsort((value, group))
    sorted_group = group[order]
    begins = np.flatnonzero(np.append(True, sorted_group[1:] != sorted_group[:-1]))
    sizes = np.diff(np.append(begins, len(group)))
    place = np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - np.repeat(begins, sizes)
    return place
