"""Day by day: what ties days together has a price, and each is branched on by itself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.engines.day_subproblem import DaySubproblem, sessions_by_day
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.master.sources import WARM_PER_BLOCK, Interior
from dispatch.solver.tree.tree import Branched, branch

Indices = NDArray[np.int64]
Reals = NDArray[np.float64]
RECONVERGED = 1e-4


class DayByDay:
    """A problem of several days under the duals of its relaxation, cut where only minutes are shared.

    Days have nothing in common but people's load and weekly caps. While the duals of those rows are
    held, a minute has a price on every day, and the bounds of the days add up, with what the shared
    rows prove, to a bound of the whole: Lagrange's, which holds whatever the duals are.
    """

    def __init__(self, joint: ColumnGeneration, root: DualBound) -> None:
        self.joint = joint
        self.rows, self.budget = joint.rows, joint.budget
        self.root = root
        keys = self.rows.blocks.keys
        self.day_of_block = np.array([day for _, day in keys], dtype=np.int64)
        self.sessions = sessions_by_day(self.rows)

    @property
    def are_several(self) -> bool:
        """Whether there is anything to cut apart."""
        return len(self.sessions) > 1

    def branch(self, ceiling: float, on_bound: Callable[[float], None], until: float) -> DualBound:
        """Branch in one day after the other; the leaves' decisions in force, relax the whole again."""
        cheap = self.joint.cheapest(self.root, WARM_PER_BLOCK)
        days = [self._priced(number) for number in self.sessions]
        begins = [day.begin(self.root, cheap) for day in days]
        total = self.rows.shared_bound(self.root.duals)
        total += sum(b.bound - day.rows.idle for day, b in zip(days, begins, strict=True))
        leaves: list[Branched] = []
        for day, begin in zip(days, begins, strict=True):
            others = total - begin.bound
            leaf = self._branch(day, begin, (ceiling, others), on_bound, self._share(until, leaves))
            total = others + leaf.bound
            leaves.append(leaf)
        return self._relaxed_again(days, leaves)

    def _priced(self, number: int) -> DaySubproblem:
        """A day whose minutes are worth what load and caps make of them."""
        rows, duals = self.rows, np.append(self.root.duals, 0.0)
        blocks = np.flatnonzero(self.day_of_block == number)
        load, cap = rows.load_of_block[blocks], rows.cap_of_block[blocks]
        worth = duals[load] + duals[cap]
        tied = (load >= 0) | (cap >= 0)
        people: list[int] = rows.blocks.interpreter[blocks[tied]].tolist()
        minute = dict(zip(people, worth[tied].tolist(), strict=True))
        # Whoever has no block on this day has no minutes there.
        return DaySubproblem(self.joint, self.sessions[number], rows.problem.interpreters, minute)

    def _branch(
        self,
        day: DaySubproblem,
        begin: DualBound,
        limits: tuple[float, float],
        on_bound: Callable[[float], None],
        until: float,
    ) -> Branched:
        """One day's tree; the ceiling is the whole's, of which the other days prove a part."""
        ceiling, others = limits
        day.generation.until = until
        leaf = branch(
            day.generation,
            begin,
            ceiling - others,
            lambda bound: on_bound(others + bound),
            until,
        )
        day.lead()
        return leaf

    def _relaxed_again(self, days: list[DaySubproblem], leaves: list[Branched]) -> DualBound:
        """The whole relaxed under all decisions: its minutes fit together again."""
        joint, duals = self.joint, self.root.duals.copy()
        used: list[int] = []
        values: list[float] = []
        for day, leaf in zip(days, leaves, strict=True):
            day.write_duals(leaf.proof.duals, duals)
            day.outward(day.generation.cheapest(leaf.proof, WARM_PER_BLOCK).tolist())
            some = leaf.proof.values > TOLERANCE
            used += day.outward(leaf.proof.columns[some].tolist())
            values += leaf.proof.values[some].tolist()
        begin = joint.proof(duals)
        order = np.argsort(np.array(used, dtype=np.int64))
        begin.columns = np.array(used, dtype=np.int64)[order]
        begin.values = np.array(values, dtype=float)[order]
        return joint.converge(Interior(joint, begin), begin, gap=RECONVERGED)

    def _share(self, until: float, before: list[Branched]) -> float:
        """When the next day's share of the time ends: what is left is dealt out evenly."""
        now = self.budget.elapsed()
        return now + max(0.0, until - now) / (len(self.sessions) - len(before))
