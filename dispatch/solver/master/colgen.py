"""Column generation: relax the master, price exactly, prove a bound; until the two meet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.mathopt import LpSolution, NoOptimumError
from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.master.master import Master
from dispatch.solver.master.pool import Pool
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.kernels import PricedRoutes
from dispatch.solver.pricing.pricing import Pricer, routes_of

Indices = NDArray[np.int64]
ROUTES_PER_BLOCK = 3
TOLERANCE = 1e-6
# Prices lie between the best duals known and the master's: how near the best, and how it moves.
SMOOTHING, MOST_SMOOTHING, LESS, MORE = 0.5, 0.9, 0.15, 0.25
LEAST_SMOOTHING = 0.05
MOST_STALLED = 8
FIRST_ACCURACY, BEST_ACCURACY = 1e-5, 1e-9


@dataclass(slots=True)
class DualBound:
    """A bound with the duals that prove it, and the relaxed plan it belongs to."""

    bound: float
    duals: Reals
    best: Reals  # the value of each block's best route under these duals
    columns: Indices
    values: Reals  # of those columns in the relaxed master
    slack_values: Reals  # of the extra columns
    master_objective: float = np.inf


class RelaxedMaster(Protocol):
    """A relaxed master that can be solved and grown."""

    is_exact: bool

    @property
    def columns(self) -> Indices:
        """The columns in the master."""
        ...

    @property
    def slack_values(self) -> Reals:
        """Values of the extra columns in the last solution."""
        ...

    def relax(self, accuracy: float) -> LpSolution:
        """Solve it over the present columns."""
        ...

    def grow(self, solution: LpSolution, best: DualBound, first_new: int) -> bool:
        """Take in columns that pay, and those new in the pool; whether any pays."""
        ...


class ColumnGeneration:
    """Pool, master and pricing of one problem, used by every search over it."""

    def __init__(self, rows: MasterRows, pricer: Pricer, deadline: Deadline) -> None:
        self.rows = rows
        self.pricer = pricer
        self.deadline = deadline
        self.until = deadline.limits.seconds
        self.pool = Pool(rows)
        self.master = Master(self.pool)
        self.priced = pricer.room_for_routes(ROUTES_PER_BLOCK)
        self.single = pricer.room_for_routes(1)

    def price(self, duals: Reals, priced: PricedRoutes | None = None) -> tuple[float, Reals]:
        """Price everything and keep the routes found: the bound and each block's best value."""
        priced = self.priced if priced is None else priced
        projected = self.rows.project(duals)
        self.pricer.price(self.rows.reduced_profits(projected), priced)
        self.deadline.spend(self.pricer.seconds)
        self.pool.add(routes_of(priced, TOLERANCE))
        best = priced.values[:, 0].copy()
        return self.rows.bound(projected, best), best

    def dual_bound(self, duals: Reals) -> DualBound:
        """What some duals prove by themselves."""
        projected = self.rows.project(duals)
        bound, best = self.price(projected, self.single)
        nothing = np.zeros(0)
        return DualBound(bound, projected, best, np.zeros(0, dtype=np.int64), nothing, nothing)

    def converge(
        self,
        source: RelaxedMaster,
        begin: DualBound | None = None,
        *,
        gap: float = 1e-5,
        on_bound: Callable[[float], None] | None = None,
        enough: Callable[[DualBound], bool] | None = None,
    ) -> DualBound:
        """Generate routes until bound and relaxed master meet, stall, or the budget is over.

        Prices between the best duals known and the master's own: nearer to the master's while the
        bound rises that way, nearer to the best where it falls.
        """
        best = begin
        weight, accuracy = 0.0 if begin is None else SMOOTHING, FIRST_ACCURACY
        lowest, stalled = np.inf, 0
        while True:
            try:
                solution = source.relax(accuracy)
            except NoOptimumError:
                if best is None:
                    raise
                return best
            goal = self.rows.project(solution.duals)
            centre = goal if best is None else self.rows.project(best.duals)
            duals = self.rows.project(weight * centre + (1 - weight) * goal)
            first_new = len(self.pool)
            bound, block_best = self.price(duals)
            rises = self._rises(duals, goal - centre)
            improved = best is None or bound > best.bound
            if best is None or improved:
                best = DualBound(
                    bound, duals, block_best, source.columns, solution.values, source.slack_values
                )
                if on_bound is not None:
                    on_bound(bound)
            best.columns, best.values = source.columns, solution.values
            best.slack_values, best.master_objective = source.slack_values, solution.objective
            scale = max(1.0, abs(best.bound))
            distance = (solution.objective - best.bound) / scale
            if distance < gap or self._is_over() or (enough and enough(best)):
                return best
            stalled = 0 if improved or solution.objective < lowest - gap * scale else stalled + 1
            lowest = min(lowest, solution.objective)
            pays = source.grow(solution, best, first_new)
            if stalled >= MOST_STALLED or (not pays and weight == 0.0):
                if stalled >= MOST_STALLED or accuracy <= BEST_ACCURACY or source.is_exact:
                    return best
                accuracy /= 10
            accuracy = min(accuracy, max(BEST_ACCURACY, 0.1 * abs(distance)))
            weight = self._weight(weight, rises=rises or not pays)

    def _rises(self, duals: Reals, direction: Reals) -> bool:
        """Whether the bound still rises from here towards the master's duals."""
        return float(self.rows.subgradient(duals, self.priced) @ direction) > 0

    def _weight(self, weight: float, *, rises: bool) -> float:
        """How near the best duals to price next."""
        if rises:
            weight -= LESS
        else:
            weight = min(MOST_SMOOTHING, weight + MORE * (1 - weight))
        return weight if weight >= LEAST_SMOOTHING else 0.0

    def allowance(self) -> float:
        """Seconds one solution of a master may take."""
        return self.deadline.allowance(self.until)

    def _is_over(self) -> bool:
        return self.deadline.is_over() or self.deadline.elapsed() > self.until

    def cheapest(self, dual_bound: DualBound | None, per_block: float) -> Indices:
        """The columns closest to being used under some duals, and those in use."""
        everything = np.arange(len(self.pool))
        limit = int(per_block * self.pricer.graph.count)
        if dual_bound is None or len(everything) <= limit:
            return everything
        reduced = self.pool.reduced_costs(dual_bound.duals, dual_bound.best)
        keep = np.zeros(len(everything), dtype=np.bool_)
        keep[np.argsort(reduced, kind="stable")[:limit]] = True
        keep[dual_bound.columns[dual_bound.values > TOLERANCE]] = True
        return np.flatnonzero(keep)

    def paying(self, solution: LpSolution, present: Indices, most_per_block: float) -> Indices:
        """Columns outside the master that would lower it, those first that would most."""
        count, first = self.pricer.graph.count, self.rows.first_block
        paid = -solution.duals[first : first + count]
        reduced = self.pool.reduced_costs(self.rows.project(solution.duals), paid)
        reduced[present] = np.inf
        reduced[self.pool.barred(np.arange(len(self.pool)))] = np.inf
        paying = np.flatnonzero(reduced < -TOLERANCE)
        order = np.argsort(reduced[paying], kind="stable")
        return paying[order[: int(most_per_block * count)]]
