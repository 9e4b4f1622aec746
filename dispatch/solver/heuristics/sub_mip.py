"""The sub-MIP of a cluster: the integer master over all routes that could make its plan better.

Routes are enumerated by reduced cost: one that lies above the gap between the present plan and a bound is in no
better plan (Baldacci, Christofides and Mingozzi, "An exact algorithm for the vehicle routing problem based on
the set partitioning formulation with additional cuts", Mathematical Programming 115, 2008).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import Programme, solve_by_simplex, solve_mip
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.heuristics.residual import ResidualProblem, ResidualRows
from dispatch.solver.master.rows import BANNED
from dispatch.solver.pricing.enumeration import EnumeratedRoutes

Indices = NDArray[np.int64]
Route = tuple[int, tuple[int, ...]]  # a block and its nodes

SMALLEST_SAVING = 1.0  # costs are whole numbers
ROUND_OFF = 1e-6
HALF = 0.5
# Where bound and objective are so near, the whole-numbered optimum is found.
NEARLY_ONE = 0.99


@dataclass(slots=True)
class SubMipResult:
    """New routes for a cluster, or none, and what it took to find them."""

    routes: list[Route] | None = None  # never costing more than the present ones; None: keep those
    is_better: bool = False  # whether the routes cost less than the present ones, not the same
    is_proven: bool = False  # whether nothing better exists among the routes enumerated
    was_hard: bool = False  # whether the integer master was not solved in its time
    seconds: float = 0.0  # counted work


class SubMip:
    """Plans one cluster anew: enumerates routes, relaxes, and then chooses whole routes.

    Enumerated are the routes whose reduced cost lies below what the cluster could save at most: a
    better plan has no others. Duals begin with those of the whole problem; those of the relaxed cluster
    prove a higher bound for it, which narrows what it could save, and with it the routes.
    """

    def __init__(self, residual: ResidualProblem, left: ResidualRows, seed: int) -> None:
        self.residual = residual
        self.numbers = residual.generation.params.clusters
        self.left = left
        self.seed = seed
        self.result = SubMipResult()
        self._known: set[Route] = set()
        self._routes: list[Route] = []
        self._cost: list[float] = []

    def solve(self, present: float) -> SubMipResult:
        """Better routes for the cluster, which costs `present` now, if there are any.

        Where there are none, routes that cost the same may come instead, from which the search can go on.
        Raises NoOptimumError where the relaxed master is not solved in its time.
        """
        result, duals, numbers = self.result, self.residual.duals, self.numbers
        generation = self.residual.generation
        for number in range(numbers.most_rounds):
            last = number == numbers.most_rounds - 1
            most = numbers.many if last else numbers.few
            enumerated, bound = self._enumerated(duals, present, most)
            if bound > present - SMALLEST_SAVING + ROUND_OFF:
                result.is_proven = True
                return result
            self._add(enumerated, duals)
            programme = self._programme(np.arange(len(self._routes)))
            seconds = generation.deadline.allowance()
            solution = solve_by_simplex(self._perturbed(programme), seconds)
            result.seconds += generation.params.counted.cluster_column * len(programme.cost)
            saving = present - float(programme.cost @ solution.values)
            is_all = bool(enumerated.whole.all())
            if saving >= SMALLEST_SAVING - ROUND_OFF:
                self._choose_whole(programme, solution.values, solution.duals, present)
                return result
            if is_all or last:
                # Nothing better among the routes enumerated; another plan that costs the same may lead further.
                result.is_proven = True
                if saving > -HALF and not _is_fractional(solution.values[programme.whole]):
                    result.routes = self._used_routes(
                        solution.values[len(self.left.slack_columns) :]
                    )
                return result
            duals = self.residual.duals.copy()
            duals[self.left.rows] = solution.duals[: len(self.left.rows)]
        return result

    def _enumerated(
        self, duals: Reals, present: float, most: int
    ) -> tuple[EnumeratedRoutes, float]:
        """Routes that a better plan may have under some duals, and the bound these prove for the cluster."""
        residual, left = self.residual, self.left
        duals = residual.rows.project(duals)
        price = duals[left.rows]
        row, column, value = left.entries
        reduced = residual.cost[left.slack_columns].copy()
        np.subtract.at(reduced, column, value * price[row])
        bound = float(np.minimum(0.0, reduced) @ residual.upper[left.slack_columns])
        side = np.where(price > 0, left.low, left.high)
        bound += float((price[price != 0] * side[price != 0]).sum())
        profit = np.empty(len(residual.graph.session))
        allowed = np.zeros(len(profit), dtype=np.bool_)
        # Also visits that a route would do better without: somebody must serve the session.
        profit[left.nodes] = residual.rows.reduced_profits_at(duals, left.nodes)
        allowed[left.nodes] = profit[left.nodes] > BANNED / 2
        floors = np.full(residual.graph.count, np.inf)
        lister, blocks = residual.pricer.enumerate_above, left.blocks
        none = lister(profit, floors, 1, only=blocks, keep=allowed)
        bound -= float(none.best.sum())
        span = present - bound - SMALLEST_SAVING
        if span < -ROUND_OFF:
            return none, bound
        floors[blocks] = none.best - span - ROUND_OFF
        return lister(profit, floors, most, only=blocks, keep=allowed), bound

    def _add(self, enumerated: EnumeratedRoutes, duals: Reals) -> None:
        """Add routes not known yet; a route's cost is what its nodes gain less its value."""
        residual = self.residual
        duals = residual.rows.project(duals)
        lengths: Indices = enumerated.lengths
        inside = np.less(np.arange(int(enumerated.nodes.shape[1])), lengths[:, None])
        flat: Indices = enumerated.nodes[inside].astype(np.int64)
        if not len(flat):
            return
        begins = np.cumsum(enumerated.lengths) - enumerated.lengths
        own = residual.rows.reduced_profits_at(duals, flat) - residual.graph.base_profit[flat]
        cost = np.rint(np.add.reduceat(own, begins) - enumerated.values)
        every: list[int] = flat.tolist()
        for b, begin, length, price in zip(
            enumerated.block.tolist(),
            begins.tolist(),
            enumerated.lengths.tolist(),
            cost.tolist(),
            strict=True,
        ):
            route = (b, tuple(every[begin : begin + length]))
            if route not in self._known:
                self._known.add(route)
                self._routes.append(route)
                self._cost.append(price)

    def _programme(self, which: Indices) -> Programme:
        """The cluster's master over some of its routes, the slack columns first."""
        residual, left = self.residual, self.left
        graph, rows = residual.graph, residual.rows
        chosen: list[int] = which.tolist()
        routes = [self._routes[k] for k in chosen]
        lengths = np.array([len(nodes) for _, nodes in routes], dtype=np.int64)
        nodes = np.array([n for _, route in routes for n in route], dtype=np.int64)
        block = np.array([b for b, _ in routes], dtype=np.int64)
        column: Indices = len(left.slack_columns) + np.arange(len(routes))
        by_node: Indices = np.repeat(column, lengths)
        size = len(left.slack_columns) + len(routes)
        minutes = np.bincount(by_node, graph.minutes[nodes], size).astype(float)
        entries = [left.entries, self._at(rows.node_row[nodes], by_node, np.ones(len(nodes)))]
        entries.append(self._at(rows.wish_row_of_node[nodes], by_node, np.ones(len(nodes))))
        shared = (rows.load_of_block[block], rows.cap_of_block[block])
        entries += [self._at(row, column, minutes[column]) for row in shared]
        seat: Indices = len(left.rows) + np.searchsorted(left.blocks, block)
        entries.append((seat, column, np.ones(len(routes))))
        count = len(left.blocks)
        cost = np.array(self._cost, dtype=float)[which]
        return Programme(
            cost=np.concatenate([residual.cost[left.slack_columns], cost]),
            upper=np.concatenate([residual.upper[left.slack_columns], np.ones(len(routes))]),
            low=np.concatenate([left.low, np.full(count, -np.inf)]),
            high=np.concatenate([left.high, np.ones(count)]),
            entries=(
                np.concatenate([row for row, _, _ in entries]),
                np.concatenate([column for _, column, _ in entries]),
                np.concatenate([value for _, _, value in entries]),
            ),
            whole=np.concatenate(
                [residual.is_whole[left.slack_columns], np.ones(len(routes), np.bool_)]
            ),
        )

    def _at(self, row: Indices, column: Indices, value: Reals) -> tuple[Indices, Indices, Reals]:
        """Entries in the residual rows; those in rows below zero are left out."""
        there = row >= 0
        return np.searchsorted(self.left.rows, row[there]), column[there], value[there]

    def _choose_whole(
        self, programme: Programme, values: Reals, duals: Reals, present: float
    ) -> None:
        """Choose whole routes, among those that a better plan could contain."""
        slack_count = len(self.left.slack_columns)
        row, column, value = programme.entries
        reduced = programme.cost.copy()
        np.subtract.at(reduced, column, value * duals[row])
        objective = float(programme.cost @ values)
        # The duals are those of perturbed costs.
        span = present - objective - SMALLEST_SAVING + self.numbers.perturbation + ROUND_OFF
        which = np.flatnonzero(reduced[slack_count:] <= span)
        if len(which) > self.numbers.most_columns:
            order = np.argsort(reduced[slack_count:][which], kind="stable")
            which = np.sort(which[order[: self.numbers.most_columns]])
        chosen = values[slack_count:]
        if _is_fractional(values[programme.whole]):
            seconds, nodes = self._effort()
            found = solve_mip(self._programme(which), seconds, gap=NEARLY_ONE, nodes=nodes)
            self.result.seconds += self.residual.generation.params.counted.cluster_programme
            ceiling = present - SMALLEST_SAVING + ROUND_OFF
            self.result.was_hard = found.bound < min(ceiling, found.objective - NEARLY_ONE)
            if found.values is None or found.objective > ceiling:
                return
            chosen = np.zeros(len(self._routes))
            chosen[which] = found.values[slack_count:]
        self.result.routes = self._used_routes(chosen)
        self.result.is_better = True

    def _effort(self) -> tuple[float, int | None]:
        """Seconds of one integer programme, and nodes of its tree where work is counted."""
        deadline = self.residual.generation.deadline
        nodes = self.numbers.nodes if deadline.deterministic else None
        return min(deadline.allowance(), self.numbers.seconds), nodes

    def _used_routes(self, values: Reals) -> list[Route]:
        return [self._routes[k] for k in np.flatnonzero(values > HALF).tolist()]

    def _perturbed(self, programme: Programme) -> Programme:
        """The same with costs moved by less than matters, so that any of equal plans may come."""
        dice = np.random.default_rng(self.seed)
        most = self.numbers.perturbation / max(1, len(self.left.blocks))
        more = dice.random(len(programme.cost)) * most
        more[: len(self.left.slack_columns)] = 0.0
        return replace(programme, cost=programme.cost + more)


def _is_fractional(values: Reals) -> bool:
    return bool((np.abs(values - np.rint(values)) > ROUND_OFF).any())
