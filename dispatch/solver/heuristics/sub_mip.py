"""The integer master of a few blocks: all their routes worth having, everybody else's days fixed."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.cpsat import CpSatEffort, choose
from dispatch.solver.backend.highs import Programme
from dispatch.solver.backend.simplex import solve_once
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.heuristics.residual import ResidualProblem, ResidualRows
from dispatch.solver.pricing.enumeration import EnumeratedRoutes, EnumerationLimits

Indices = NDArray[np.int64]
Route = tuple[int, tuple[int, ...]]  # a block and its nodes

# Routes listed per block in the first rounds, and in the last; how often prices are fitted.
FEW, MANY = 120, 300
MOST_FITTED = 2
SMALLEST_SAVING = 1.0
ROUND_OFF = 1e-6
HALF = 0.5
STIR = 0.4
MOST_CHOOSABLE = 4000
# Roughly what a column costs in the relaxed master, for deterministic mode.
SECONDS_PER_COLUMN = 1.5e-5


@dataclass(slots=True)
class SubMipResult:
    """The better routes of a part, or none; how much they save, and what it took."""

    routes: list[Route] | None = None
    is_better: bool = False  # or as good, and different
    is_proven: bool = False  # that nothing better exists among the routes listed
    was_hard: bool = False
    seconds: float = 0.0  # counted work


class SubMip:
    """One part of the plan chosen anew: priced, relaxed, and then in whole routes.

    Listed are the routes whose reduced cost lies below what the part could save at most: a better
    plan has no others. Prices begin with those of the whole problem and are fitted to the part by
    relaxing it, which narrows what it could save, and with it the lists.
    """

    def __init__(
        self, frame: ResidualProblem, part: ResidualRows, seconds: float, seed: int
    ) -> None:
        self.frame = frame
        self.part = part
        self.seconds = seconds
        self.seed = seed
        self.answer = SubMipResult()
        self._known: set[Route] = set()
        self._routes: list[Route] = []
        self._cost: list[float] = []

    def best(self, present: float) -> SubMipResult:
        """The better routes of the part, which costs `present` now, if there are any."""
        answer, duals = self.answer, self.frame.duals
        deadline = self.frame.generation.deadline
        for fitted in range(MOST_FITTED):
            last = fitted == MOST_FITTED - 1
            enumerated, bound = self._listed(duals, present, MANY if last else FEW)
            if bound > present - SMALLEST_SAVING + ROUND_OFF:
                answer.is_proven = True
                return answer
            self._take(enumerated, duals)
            programme = self._programme(np.arange(len(self._routes)))
            solution = solve_once(self._stirred(programme), deadline.allowance())
            answer.seconds += SECONDS_PER_COLUMN * len(programme.cost)
            saving = present - float(programme.cost @ solution.values)
            whole = bool(enumerated.whole.all())
            if saving >= SMALLEST_SAVING - ROUND_OFF:
                self._choose(programme, solution.values, solution.duals, present)
                return answer
            if whole or last:
                # Nothing better, as far as listed; another plan as good may lead further.
                answer.is_proven = True
                if saving > -HALF and not _is_fractional(solution.values[programme.whole]):
                    answer.routes = self._taken(solution.values[len(self.part.slack_columns) :])
                return answer
            duals = self.frame.duals.copy()
            duals[self.part.rows] = solution.duals[: len(self.part.rows)]
        return answer

    def _listed(self, duals: Reals, present: float, most: int) -> tuple[EnumeratedRoutes, float]:
        """Routes worth having under some duals, and what these prove for the part."""
        frame, part = self.frame, self.part
        duals = frame.rows.project(duals)
        price = duals[part.rows]
        row, column, value = part.entries
        reduced = frame.cost[part.slack_columns].copy()
        np.subtract.at(reduced, column, value * price[row])
        bound = float(np.minimum(0.0, reduced) @ frame.upper[part.slack_columns])
        side = np.where(price > 0, part.low, part.high)
        bound += float((price[price != 0] * side[price != 0]).sum())
        profit = np.empty(len(frame.graph.session))
        allowed = np.zeros(len(profit), dtype=np.bool_)
        profit[part.nodes] = frame.rows.reduced_profits_at(duals, part.nodes)
        allowed[part.nodes] = profit[part.nodes] > frame.graph.least_profit[part.nodes]
        lister = frame.pricer.enumerate_near_best
        best = lister(part.blocks, profit, allowed, EnumerationLimits(-1.0, 1)).best
        bound -= float(best.sum())
        span = present - bound - SMALLEST_SAVING
        if span < -ROUND_OFF:
            return lister(part.blocks[:0], profit, allowed, EnumerationLimits(0.0, 1)), bound
        return lister(part.blocks, profit, allowed, EnumerationLimits(span, most)), bound

    def _take(self, enumerated: EnumeratedRoutes, duals: Reals) -> None:
        """Add routes not known yet; a route's cost is what it gains less what it is worth."""
        frame = self.frame
        duals = frame.rows.project(duals)
        lengths: Indices = enumerated.lengths
        inside = np.less(np.arange(int(enumerated.nodes.shape[1])), lengths[:, None])
        flat: Indices = enumerated.nodes[inside].astype(np.int64)
        if not len(flat):
            return
        begins = np.cumsum(enumerated.lengths) - enumerated.lengths
        own = frame.rows.reduced_profits_at(duals, flat) - frame.graph.base_profit[flat]
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
        """The part's master over some of its routes, its extra columns first."""
        frame, part = self.frame, self.part
        graph, rows = frame.graph, frame.rows
        chosen: list[int] = which.tolist()
        routes = [self._routes[k] for k in chosen]
        lengths = np.array([len(nodes) for _, nodes in routes], dtype=np.int64)
        nodes = np.array([n for _, route in routes for n in route], dtype=np.int64)
        block = np.array([b for b, _ in routes], dtype=np.int64)
        column: Indices = len(part.slack_columns) + np.arange(len(routes))
        by_node: Indices = np.repeat(column, lengths)
        size = len(part.slack_columns) + len(routes)
        minutes = np.bincount(by_node, graph.minutes[nodes], size).astype(float)
        entries = [part.entries, self._at(rows.node_row[nodes], by_node, np.ones(len(nodes)))]
        entries.append(self._at(rows.continuity_row_of_node[nodes], by_node, np.ones(len(nodes))))
        shared = (rows.load_of_block[block], rows.cap_of_block[block])
        entries += [self._at(row, column, minutes[column]) for row in shared]
        seat: Indices = len(part.rows) + np.searchsorted(part.blocks, block)
        entries.append((seat, column, np.ones(len(routes))))
        count = len(part.blocks)
        cost = np.array(self._cost, dtype=float)[which]
        return Programme(
            cost=np.concatenate([frame.cost[part.slack_columns], cost]),
            upper=np.concatenate([frame.upper[part.slack_columns], np.ones(len(routes))]),
            low=np.concatenate([part.low, np.full(count, -np.inf)]),
            high=np.concatenate([part.high, np.ones(count)]),
            entries=(
                np.concatenate([row for row, _, _ in entries]),
                np.concatenate([column for _, column, _ in entries]),
                np.concatenate([value for _, _, value in entries]),
            ),
            whole=np.concatenate(
                [frame.is_whole[part.slack_columns], np.ones(len(routes), np.bool_)]
            ),
        )

    def _at(self, row: Indices, column: Indices, value: Reals) -> tuple[Indices, Indices, Reals]:
        """Entries in rows of the part; rows below zero are none."""
        there = row >= 0
        return np.searchsorted(self.part.rows, row[there]), column[there], value[there]

    def _choose(self, programme: Programme, values: Reals, duals: Reals, present: float) -> None:
        """Whole routes, from those that a better plan could contain."""
        slack_count = len(self.part.slack_columns)
        row, column, value = programme.entries
        reduced = programme.cost.copy()
        np.subtract.at(reduced, column, value * duals[row])
        master_objective = float(programme.cost @ values)
        span = present - master_objective - SMALLEST_SAVING + ROUND_OFF
        which = np.flatnonzero(reduced[slack_count:] <= span)
        if len(which) > MOST_CHOOSABLE:
            order = np.argsort(reduced[slack_count:][which], kind="stable")
            which = np.sort(which[order[:MOST_CHOOSABLE]])
        chosen = values[slack_count:]
        if _is_fractional(values[programme.whole]):
            effort = CpSatEffort(self.seconds, self.seed, present - SMALLEST_SAVING)
            found = choose(self._programme(which), effort, self.frame.graph.unit)
            self.answer.seconds += found.seconds
            self.answer.was_hard = not found.is_proven
            if found.values is None:
                return
            chosen = np.zeros(len(self._routes))
            chosen[which] = found.values[slack_count:]
        self.answer.routes = self._taken(chosen)
        self.answer.is_better = True

    def _taken(self, values: Reals) -> list[Route]:
        return [self._routes[k] for k in np.flatnonzero(values > HALF).tolist()]

    def _stirred(self, programme: Programme) -> Programme:
        """The same with costs moved by less than matters, so that any of equal plans may come."""
        dice = np.random.default_rng(self.seed)
        stir = dice.random(len(programme.cost)) * STIR / max(1, len(self.part.blocks))
        stir[: len(self.part.slack_columns)] = 0.0
        return replace(programme, cost=programme.cost + stir)


def _is_fractional(values: Reals) -> bool:
    return bool((np.abs(values - np.rint(values)) > ROUND_OFF).any())
