"""Column generation: relax the master, price exactly, prove a bound; until the two meet."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.blocks import Reals
from dispatch.solver.budget import Budget
from dispatch.solver.highs import Relaxed
from dispatch.solver.kernels import Found
from dispatch.solver.master import Master
from dispatch.solver.pool import Pool
from dispatch.solver.pricing import Pricer, routes_of
from dispatch.solver.rows import Rows

Indices = NDArray[np.int64]
ROUTES_PER_BLOCK = 3
TOLERANCE = 1e-6
SMOOTHING = 0.5
LEAST_SMOOTHING = 0.05
MOST_STALLED = 6
FIRST_ACCURACY, BEST_ACCURACY = 1e-5, 1e-9
# Columns of the relaxed master, per block: at the start, entering in one round, and so many that
# the idle ones are dropped.
FIRST_PER_BLOCK, MOST_ENTERING, MOST_PER_BLOCK = 8, 4, 16
MOST_IDLE = 6
SECONDS_PER_ENTRY = 2e-6


@dataclass(slots=True)
class Proof:
    """A bound with the duals that prove it, and the relaxed plan it belongs to."""

    bound: float
    duals: Reals
    best: Reals  # the value of each block's best route under these duals
    columns: Indices
    values: Reals  # of those columns in the relaxed master
    unfilled: Reals  # of the extra columns
    relaxed: float = np.inf


class ColumnGeneration:
    """Pool, master and pricing of one problem, used by every search over it."""

    def __init__(self, rows: Rows, pricer: Pricer, budget: Budget) -> None:
        self.rows = rows
        self.pricer = pricer
        self.budget = budget
        self.until = budget.limits.seconds
        self.pool = Pool(rows)
        self.master = Master(self.pool)
        self.idle = np.zeros(0, dtype=np.int32)
        self.found = pricer.found(ROUTES_PER_BLOCK)
        self.single = pricer.found(1)

    def price(self, duals: Reals, found: Found | None = None) -> tuple[float, Reals]:
        """Price everything and keep the routes found: the bound and each block's best value."""
        found = self.found if found is None else found
        clean = self.rows.clean(duals)
        self.pricer.price(self.rows.gains(clean), found)
        self.budget.spend(self.pricer.seconds)
        self.pool.add(routes_of(found, TOLERANCE))
        best = found.values[:, 0].copy()
        return self.rows.bound(clean, best), best

    def proof(self, duals: Reals) -> Proof:
        """What some duals prove by themselves."""
        clean = self.rows.clean(duals)
        bound, best = self.price(clean, self.single)
        nothing = np.zeros(0)
        return Proof(bound, clean, best, np.zeros(0, dtype=np.int64), nothing, nothing)

    def converge(
        self,
        begin: Proof | None = None,
        *,
        gap: float = 1e-5,
        on_bound: Callable[[float], None] | None = None,
        enough: Callable[[Proof], bool] | None = None,
    ) -> Proof:
        """Generate routes until bound and relaxed master meet, stall, or the budget is over.

        Prices between the best duals known and the master's own, nearer to the master's after
        each failure to raise the bound.
        """
        best = begin
        weight, accuracy = 0.0 if begin is None else SMOOTHING, FIRST_ACCURACY
        columns = self._cheapest(begin)
        lowest, stalled = np.inf, 0
        while True:
            found = self.master.relax(columns, accuracy)
            self.budget.spend(len(columns) * 8 * SECONDS_PER_ENTRY)
            centre = found.duals if best is None else best.duals
            clean = self.rows.clean(weight * centre + (1 - weight) * found.duals)
            first_new = len(self.pool)
            bound, block_best = self.price(clean)
            improved = best is None or bound > best.bound
            if best is None or improved:
                best = Proof(bound, clean, block_best, columns, found.values, np.zeros(0))
                if on_bound is not None:
                    on_bound(bound)
            best.columns, best.values = columns, found.values
            best.unfilled, best.relaxed = self.master.unfilled_values, found.objective
            scale = max(1.0, abs(best.bound))
            distance = (found.objective - best.bound) / scale
            if distance < gap or self._is_over() or (enough is not None and enough(best)):
                return best
            stalled = 0 if improved or found.objective < lowest - gap * scale else stalled + 1
            lowest = min(lowest, found.objective)
            columns, pays = self._kept(found, columns, first_new)
            if stalled >= MOST_STALLED or (not pays and weight == 0.0):
                if stalled >= MOST_STALLED or accuracy <= BEST_ACCURACY:
                    return best
                accuracy /= 10
            accuracy = min(accuracy, max(BEST_ACCURACY, 0.1 * abs(distance)))
            weight = SMOOTHING if improved else weight * 0.6
            weight = weight if pays and weight >= LEAST_SMOOTHING else 0.0

    def _is_over(self) -> bool:
        return self.budget.is_over() or self.budget.elapsed() > self.until

    def _cheapest(self, proof: Proof | None) -> Indices:
        """The columns to begin with: those closest to being used under earlier duals."""
        everything = np.arange(len(self.pool))
        limit = FIRST_PER_BLOCK * self.pricer.blocks.count
        if proof is None or len(everything) <= limit:
            return everything
        reduced = self.pool.reduced_costs(proof.duals, proof.best)
        keep = np.zeros(len(everything), dtype=np.bool_)
        keep[np.argsort(reduced, kind="stable")[:limit]] = True
        keep[proof.columns[proof.values > TOLERANCE]] = True
        return np.flatnonzero(keep)

    def _kept(self, found: Relaxed, columns: Indices, first_new: int) -> tuple[Indices, bool]:
        """The columns of the next master, and whether any of them pays beyond the present ones.

        Those in it stay, without the long idle, and all come in that pay or are new.
        Dropping eagerly would let a degenerate master go round in circles.
        """
        everything = len(self.pool)
        first = self.rows.first_block
        paid = -found.duals[first : first + self.pricer.blocks.count]
        reduced = self.pool.reduced_costs(self.rows.clean(found.duals), paid)
        self.idle = np.concatenate([self.idle, np.zeros(everything - len(self.idle), np.int32)])
        self.idle[columns] += 1
        self.idle[columns[found.values > TOLERANCE]] = 0
        paying = np.flatnonzero(reduced < -TOLERANCE)
        if len(paying) > MOST_ENTERING * self.pricer.blocks.count:
            order = np.argsort(reduced[paying], kind="stable")
            paying = paying[order[: MOST_ENTERING * self.pricer.blocks.count]]
        self.idle[paying] = 0
        keep = np.zeros(everything, dtype=np.bool_)
        keep[columns] = True
        if len(columns) > MOST_PER_BLOCK * self.pricer.blocks.count:
            keep &= self.idle < MOST_IDLE
        keep[paying] = True
        keep[first_new:] = True
        return np.flatnonzero(keep), len(paying) > 0
