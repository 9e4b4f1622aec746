"""Column generation: solve the relaxed master, price exactly, prove a bound, until the two meet.

Desaulniers, Desrosiers and Solomon, "Column Generation", Springer 2005. Every pricing proves a
Lagrangian bound for the whole problem, whatever the duals are. The duals that are priced are
smoothed between the best known and the master's own (Wentges 1997; Pessoa, Sadykov, Uchoa and
Vanderbeck, "Automation and combination of linear-programming based stabilization techniques in
column generation", INFORMS Journal on Computing 30, 2018).
"""

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
from dispatch.solver.params import DEFAULT, Params
from dispatch.solver.pricing.kernels import PricedRoutes
from dispatch.solver.pricing.pricing import Pricer, routes_of

Indices = NDArray[np.int64]
TOLERANCE = 1e-6


@dataclass(slots=True)
class DualBound:
    """A bound below every plan, in cost units, with the duals that prove it.

    Also the last solution of the relaxed master: some columns of the pool with their values, the
    values of the slack columns, and the objective. Those are empty where only pricing was done.
    """

    bound: float
    duals: Reals  # by row, projected
    best: Reals  # by block: the reduced profit of its best route under these duals, 0 at least
    columns: Indices
    values: Reals  # of those columns in the relaxed master
    slack_values: Reals  # of all slack columns, in the order of the rows' list
    master_objective: float = np.inf


class RelaxedMaster(Protocol):
    """A relaxed master over some columns of the pool that can be solved and grown, and in which columns can be fixed."""

    is_exact: bool
    share: float  # of the open blocks that get their route in one step of a dive

    @property
    def columns(self) -> Indices:
        """The columns in the master, as positions in the pool."""
        ...

    @property
    def slack_values(self) -> Reals:
        """Values of the slack columns in the last solution."""
        ...

    def relax(self, deadline: Deadline, accuracy: float) -> LpSolution:
        """Solve it over the present columns, to an accuracy where it is not exact.

        Raises NoOptimumError where there is no optimum in time.
        """
        ...

    def grow(self, solution: LpSolution, best: DualBound, first_new: int) -> bool:
        """Take in columns of negative reduced cost, and the pool's from `first_new` on.

        True where any had negative reduced cost. `best` are the best duals known.
        """
        ...

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        ...

    def fix(self, columns: Indices) -> None:
        """Demand that some columns be used wholly."""
        ...


class ColumnGeneration:
    """Pool, master and pricing of one problem, used by every search over it."""

    def __init__(
        self, rows: MasterRows, pricer: Pricer, deadline: Deadline, params: Params = DEFAULT
    ) -> None:
        self.rows = rows
        self.pricer = pricer
        self.deadline = deadline
        self.params = params
        self.pool = Pool(rows)
        self.master = Master(self.pool)
        self.priced = pricer.room_for_routes(params.generation.routes_per_block)
        self.single = pricer.room_for_routes(1)

    def price(self, duals: Reals, priced: PricedRoutes | None = None) -> tuple[float, Reals]:
        """Price all blocks and add their best routes to the pool.

        Gives the Lagrangian bound of the projected duals and, by block, the best reduced profit.
        """
        priced = self.priced if priced is None else priced
        projected = self.rows.project(duals)
        self.pricer.price(self.rows.reduced_profits(projected), priced)
        self.deadline.spend(self.pricer.seconds)
        self.pool.add(routes_of(priced, TOLERANCE))
        best = priced.values[:, 0].copy()
        return self.rows.bound(projected, best), best

    def dual_bound(self, duals: Reals) -> DualBound:
        """The Lagrangian bound of some duals, without a master."""
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
        deadline: Deadline | None = None,
        on_bound: Callable[[float], None] | None = None,
        enough: Callable[[DualBound], bool] | None = None,
    ) -> DualBound:
        """Generate routes until bound and relaxed master meet, stall, or the time is over.

        `gap` is the distance between the two, relative to the bound, at which they have met; `enough`
        or a `deadline` before that of the whole may end it sooner. Duals are priced between the best known and the master's own: nearer to the
        master's while the bound rises that way, nearer to the best where it falls. Raises
        NoOptimumError where the very first master has no optimum in time and there is no `begin`.
        """
        best, deadline, numbers = begin, deadline or self.deadline, self.params.generation
        weight, accuracy = 0.0 if begin is None else self._first_weight(), numbers.first_accuracy
        lowest, stalled = np.inf, 0
        while True:
            try:
                solution = source.relax(deadline, accuracy)
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
            if distance < gap or deadline.is_over() or (enough and enough(best)):
                return best
            stalled = 0 if improved or solution.objective < lowest - gap * scale else stalled + 1
            lowest = min(lowest, solution.objective)
            pays = source.grow(solution, best, first_new)
            has_stalled = stalled >= numbers.most_stalled
            if has_stalled or (not pays and weight == 0.0):
                if has_stalled or accuracy <= numbers.best_accuracy or source.is_exact:
                    return best
                accuracy /= 10
            accuracy = min(accuracy, max(numbers.best_accuracy, 0.1 * abs(distance)))
            weight = self._weight(weight, rises=rises or not pays)

    def _rises(self, duals: Reals, direction: Reals) -> bool:
        """Whether the bound still rises from here towards the master's duals."""
        return float(self.rows.subgradient(duals, self.priced) @ direction) > 0

    def _first_weight(self) -> float:
        return self.params.generation.smoothing if self.params.uses("smoothing") else 0.0

    def _weight(self, weight: float, *, rises: bool) -> float:
        """How near the best duals to price next."""
        numbers = self.params.generation
        if rises:
            weight -= numbers.less
        else:
            weight = min(numbers.most_smoothing, weight + numbers.more * (1 - weight))
        is_worth = weight >= numbers.least_smoothing and self.params.uses("smoothing")
        return weight if is_worth else 0.0

    def cheapest(self, dual_bound: DualBound | None, per_block: float) -> Indices:
        """The columns of least reduced cost under some duals, so many per block, and those in use."""
        everything = np.arange(len(self.pool))
        limit = int(per_block * self.pricer.graph.count)
        if dual_bound is None or len(everything) <= limit:
            return everything
        reduced = self.pool.reduced_costs(dual_bound.duals, dual_bound.best)
        keep = np.zeros(len(everything), dtype=np.bool_)
        keep[np.argsort(reduced, kind="stable")[:limit]] = True
        keep[dual_bound.columns[dual_bound.values > TOLERANCE]] = True
        return np.flatnonzero(keep)

    def cheapest_for_days(self, dual_bound: DualBound) -> Indices:
        """Those that the problems of single days and the whole lend each other."""
        if not self.params.uses("warm-pool"):
            return np.zeros(0, dtype=np.int64)
        return self.cheapest(dual_bound, self.params.generation.warm_per_block)

    def paying(self, solution: LpSolution, present: Indices, most_per_block: float) -> Indices:
        """Columns of negative reduced cost outside the master, the most negative first."""
        count, first = self.pricer.graph.count, self.rows.first_block
        paid = -solution.duals[first : first + count]
        reduced = self.pool.reduced_costs(self.rows.project(solution.duals), paid)
        reduced[present] = np.inf
        reduced[self.pool.barred(np.arange(len(self.pool)))] = np.inf
        paying = np.flatnonzero(reduced < -TOLERANCE)
        order = np.argsort(reduced[paying], kind="stable")
        return paying[order[: int(most_per_block * count)]]
