"""The large search: ascent, column generation, branching, diving and neighbourhoods, in this order."""

from collections.abc import Iterable

import numpy as np

from dispatch.solver.ascent import Ascent
from dispatch.solver.blocks import Blocks
from dispatch.solver.branch import branch
from dispatch.solver.budget import Budget
from dispatch.solver.colgen import ColumnGeneration, Proof
from dispatch.solver.daybyday import DayByDay
from dispatch.solver.dayplans import DayPlans
from dispatch.solver.days import Days
from dispatch.solver.dive import dive
from dispatch.solver.neighbourhood import Neighbourhood
from dispatch.solver.outcome import Outcome
from dispatch.solver.plan import Assignment
from dispatch.solver.pricing import Pricer
from dispatch.solver.rows import FREE, Rows
from dispatch.solver.seating import columns_of, filled

ASCENT_ROUNDS = 40
CONVERGED = 1e-4
# Shares of the time limit after which a stage hands over to the next, converged or not.
ASCEND_UNTIL, GENERATE_UNTIL, BRANCH_UNTIL, LATE_FROM, DIVE_UNTIL = 0.15, 0.5, 0.6, 0.7, 0.8


class Search:
    """Everything the stages share: the problem compiled, the pool, and the best plan so far."""

    def __init__(self, days: Days, outcome: Outcome, budget: Budget) -> None:
        self.days = days
        self.outcome = outcome
        self.budget = budget
        self.blocks = Blocks(days)
        self.rows = Rows(self.blocks)
        threads = max(1, budget.limits.workers)
        self.generation = ColumnGeneration(self.rows, Pricer(self.blocks, threads), budget)
        self.pool = self.generation.pool

    def run(self) -> None:
        """Improve and prove until optimal, out of time or stopped."""
        self.pool_columns(self.outcome.assignments)
        self.generation.until = GENERATE_UNTIL * self.budget.limits.seconds
        best = self._converged()
        self.outcome.marginal = self._marginal(best)
        days = DayByDay(self.generation, best)
        leaf = self._branch(days, best)
        chosen = self._dive(days, leaf)
        self._neighbourhoods(leaf, chosen)

    def _converged(self) -> Proof:
        """Ascent for a rough idea of what sessions are worth, then column generation."""
        ceiling = float(self.outcome.best)
        rough = Ascent(self.generation, ceiling).run(
            ASCENT_ROUNDS, on_bound=self.prove, is_over=lambda: self.is_past(ASCEND_UNTIL)
        )
        source = self.generation.interior(rough)
        return self.generation.converge(source, rough, gap=CONVERGED, on_bound=self.prove)

    def _branch(self, days: DayByDay, best: Proof) -> Proof:
        """The best leaf, its decisions in force: of one tree, or of one for each day."""
        ceiling, until = float(self.outcome.best), BRANCH_UNTIL * self.budget.limits.seconds
        self.generation.until = until
        if days.are_several:
            leaf = days.branch(ceiling, self.prove, until)
        else:
            leaf = branch(
                self.generation, best, ceiling, self.prove, lambda: self.is_past(BRANCH_UNTIL)
            ).proof
        self.generation.until = self.budget.limits.seconds
        return leaf

    def _dive(self, days: DayByDay, leaf: Proof) -> dict[int, int]:
        """A plan from the best leaf, by block: the dive's, or the best so far where that is over."""
        if self.is_past(DIVE_UNTIL) or self.outcome.is_optimal():
            return self.pool_columns(self.outcome.assignments)
        if days.are_several:
            plans = DayPlans(self.generation, leaf)
            chosen = plans.run(DIVE_UNTIL * self.budget.limits.seconds, self.offer)
        else:
            chosen = dive(
                self.generation,
                leaf,
                lambda: self.is_past(LATE_FROM),
                lambda: self.is_past(DIVE_UNTIL),
            )
        self.offer(chosen)
        return {self.pool.block[c]: c for c in chosen}

    def _neighbourhoods(self, leaf: Proof, chosen: dict[int, int]) -> None:
        """Search clusters of days to the end, under the decisions of the best leaf."""
        seed = self.budget.limits.seed
        search = Neighbourhood(self.generation, leaf, seed)
        search.improve(
            chosen,
            lambda better: self.offer(better.values()),
            lambda: self.is_past(1.0) or self.outcome.is_optimal(),
        )
        self.rows.decision[:] = FREE

    def _marginal(self, proof: Proof) -> dict[str, dict[str, int]]:
        """What one more seat of a session, and one more such interpreter, would save."""
        problem, blocks = self.days.problem, self.blocks
        worth = np.zeros(len(problem.sessions))
        np.maximum.at(worth, blocks.session, proof.duals[self.rows.node_row])
        worth = np.clip(worth, 0.0, self.rows.unfilled_cost)
        saved = np.bincount(blocks.interpreter, proof.best, len(problem.interpreters))
        return {
            "session": {
                s.id: round(value)
                for s, value in zip(problem.sessions, worth.tolist(), strict=True)
                if round(value) > 0
            },
            "interpreter": {
                i.id: round(value)
                for i, value in zip(problem.interpreters, saved.tolist(), strict=True)
                if round(value) > 0
            },
        }

    def is_past(self, share: float) -> bool:
        """Whether this share of the time is over, or all is."""
        return self.budget.is_over() or self.budget.elapsed() > share * self.budget.limits.seconds

    def prove(self, bound: float) -> None:
        """Report a bound; costs are whole numbers."""
        self.outcome.prove(whole(bound))

    def offer(self, columns: Iterable[int]) -> None:
        """Offer the plan of some columns, with the gaps filled that can be."""
        self.outcome.offer(filled(self.pool, columns))

    def pool_columns(self, assignments: Iterable[Assignment]) -> dict[int, int]:
        """The columns of a plan, by block."""
        return columns_of(self.pool, assignments)


def whole(bound: float) -> int:
    """A bound on whole-number costs, rounded up where that is safe."""
    return -int(-(bound - 1e-3) // 1)
