"""Sparsification of a large day graph: the few nodes that good routes lead through.

Of all that an interpreter could be asked to serve very little is ever worth it. Duals are sought on
the sparse graph, which takes about a tenth of the time. Bounds are proven on the whole graph now and
then, which shows which nodes the sparse graph lacks.
"""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, Flags, Reals
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration
from dispatch.solver.pricing.kernels import PricedRoutes

Indices = NDArray[np.int64]


class SparseGraph:
    """The nodes that take part (`nodes`, by node), and the routes priced last (`priced`)."""

    def __init__(self, generation: ColumnGeneration) -> None:
        self.generation = generation
        self.rows, self.pricer = generation.rows, generation.pricer
        self.nodes: Flags = nearest(self.rows.graph, generation.params.huge.nearest)
        self.priced = self.pricer.room_for_routes(generation.params.huge.routes_per_block)

    def price(self, duals: Reals, only: Indices | None = None) -> None:
        """The best routes in the sparse graph under projected duals, of all blocks or of some."""
        self.price_profits(self.rows.reduced_profits(duals), only)

    def price_profits(self, profit: Reals, only: Indices | None = None) -> None:
        """The same for given reduced profits, by node."""
        graph = self.rows.graph
        asked = graph.count if only is None else len(only)
        overhead = self.generation.params.counted.sparse_pricing
        share = overhead * float(self.nodes.mean()) * asked / max(1, graph.count)
        self.pricer.price(profit, self.priced, only, among=self.nodes)
        self.generation.deadline.spend(share * self.pricer.seconds)

    def prove(self, duals: Reals) -> tuple[float, Reals]:
        """The Lagrangian bound of projected duals, priced on the whole graph.

        Also, by block, the best reduced profit. The sparse graph takes in the nodes of the best routes.
        """
        self.pricer.price(self.rows.reduced_profits(duals), self.priced)
        self.generation.deadline.spend(self.pricer.seconds)
        self.nodes[visited(self.priced)] = True
        best = self.priced.values[:, 0].copy()
        return self.rows.bound(duals, best), best


def visited(priced: PricedRoutes) -> Indices:
    """The nodes of the priced routes whose reduced profit is positive."""
    longest = int(priced.routes.shape[2])
    inside = np.less(np.arange(longest), priced.lengths[:, :, None])
    inside &= (priced.values > TOLERANCE)[:, :, None]
    return np.unique(priced.routes[inside])


def nearest(graph: DayGraph, most: int) -> Flags:
    """By node, whether it is among the `most` of its session, or of its block, with the least travel.

    Travel is that from home and back.
    """
    who = graph.interpreter[graph.block]
    there = np.maximum(graph.site, 0)
    travel = graph.to_site[who, there] + graph.from_site[who, there]
    travel = np.where(graph.site >= 0, travel, 0)
    # Ties are broken by chance, by the same dice each time.
    travel = travel + np.random.default_rng(0).random(len(travel))
    return (rank(graph.session, travel) < most) | (rank(graph.block, travel) < most)


def rank(group: NDArray[np.int32], value: Reals) -> Indices:
    """Each one's place within its group by value, from nought."""
    order = np.lexsort((value, group))
    sorted_group = group[order]
    begins = np.flatnonzero(np.append(True, sorted_group[1:] != sorted_group[:-1]))
    sizes = np.diff(np.append(begins, len(group)))
    place = np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - np.repeat(begins, sizes)
    return place
