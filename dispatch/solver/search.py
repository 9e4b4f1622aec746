"""The large search: ascent, column generation, branching, diving and neighbourhoods, in this order."""

from collections.abc import Iterable

import numpy as np

from dispatch.solver.ascent import Ascent
from dispatch.solver.blocks import Blocks
from dispatch.solver.branch import Branching
from dispatch.solver.budget import Budget
from dispatch.solver.colgen import ColumnGeneration, Proof
from dispatch.solver.days import Days
from dispatch.solver.dive import Dive
from dispatch.solver.neighbourhood import Neighbourhood
from dispatch.solver.outcome import Outcome
from dispatch.solver.plan import Assignment
from dispatch.solver.pricing import Pricer, Route
from dispatch.solver.rota import Rota
from dispatch.solver.rows import FREE, Rows

# Ascent is cheap beside a large master and dear beside a small one.
LEAST_ROUNDS, MOST_ROUNDS, BLOCKS_PER_ROUND = 20, 150, 3
PUSH_ROUNDS, MOST_PUSHES = 60, 8
CONVERGED = 1e-4
# Shares of the time limit after which a stage hands over to the next, converged or not.
ASCEND_UNTIL, EARLY_UNTIL, GENERATE_UNTIL, BRANCH_UNTIL = 0.2, 0.25, 0.5, 0.6
LATE_FROM, DIVE_UNTIL = 0.72, 0.85
# From this size on convergence takes long enough to be worth a better plan before it.
MANY_BLOCKS = 300
LEAST_SLACK, MOST_SLACK = 200.0, 3000.0


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
        until = self.budget.limits.seconds
        self.generation.until = GENERATE_UNTIL * until
        best = self._converged()
        self.outcome.marginal = self._marginal(best)
        self.generation.until = until * BRANCH_UNTIL
        branching = Branching(self.generation, float(self.outcome.best))
        branched = branching.run(best, self.prove, lambda: self.is_past(BRANCH_UNTIL))
        self.generation.until = until
        chosen = Dive(self.generation, branched.proof).run(
            lambda: self.is_past(LATE_FROM), lambda: self.is_past(DIVE_UNTIL)
        )
        self.rows.decision[:] = FREE
        self.offer(chosen)
        self._neighbourhoods(branched.proof, until=1.0)

    def _converged(self) -> Proof:
        """Column generation, pushed on by ascent from where the bound stalls."""
        ceiling = float(self.outcome.best)
        rounds = min(MOST_ROUNDS, LEAST_ROUNDS + self.blocks.count // BLOCKS_PER_ROUND)
        best = Ascent(self.generation, ceiling).run(
            rounds, on_bound=self.prove, is_over=lambda: self.is_past(ASCEND_UNTIL)
        )
        if self.blocks.count >= MANY_BLOCKS:
            self._neighbourhoods(best, until=EARLY_UNTIL)
        for _ in range(MOST_PUSHES):
            best = self.generation.converge(best, gap=CONVERGED, on_bound=self.prove)
            met = best.relaxed - best.bound <= CONVERGED * max(1.0, best.bound)
            if met or self.is_past(GENERATE_UNTIL):
                break
            best = Ascent(self.generation, best.relaxed).run(
                PUSH_ROUNDS,
                best,
                on_bound=self.prove,
                is_over=lambda: self.is_past(GENERATE_UNTIL),
            )
        self.prove(best.bound)
        return best

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

    def _neighbourhoods(self, proof: Proof, until: float) -> None:
        """Search clusters of days among the routes known by now, for a share of the time."""
        slack = float(self.outcome.best) - proof.bound
        slack = min(MOST_SLACK, max(LEAST_SLACK, slack))
        seed = self.budget.limits.seed
        search = Neighbourhood(self.generation, proof, slack, seed)
        chosen = self.pool_columns(self.outcome.assignments)
        search.improve(
            chosen,
            lambda better: self.offer(better.values()),
            lambda: self.is_past(until) or self.outcome.is_optimal(),
        )

    def prove(self, bound: float) -> None:
        """Report a bound; costs are whole numbers."""
        self.outcome.prove(whole(bound))

    def offer(self, columns: Iterable[int]) -> None:
        """Offer the plan of some columns, with the gaps filled that can be."""
        rota = Rota(self.days)
        rota.adopt(a for c in columns for a in self._assignments(c))
        for s in sorted(range(len(self.days.able)), key=lambda s: -self.rows.unfilled_cost[s]):
            if self.days.able[s] and not rota.team.get(s):
                rota.fill(s)
        self.outcome.offer(rota.assignments())

    def _assignments(self, column: int) -> Iterable[Assignment]:
        problem, blocks = self.days.problem, self.blocks
        person = problem.interpreters[int(blocks.interpreter[self.pool.block[column]])]
        for n in self.pool.nodes[column]:
            session = problem.sessions[int(blocks.session[n])]
            yield Assignment(session.id, person.id, int(blocks.start[n]))

    def pool_columns(self, assignments: Iterable[Assignment]) -> dict[int, int]:
        """The columns of a plan, by block."""
        seats: dict[int, list[tuple[int, int]]] = {}
        for a in assignments:
            s, i = self.days.session_at[a.session], self.days.interpreter_at[a.interpreter]
            b = self.blocks.index_of[i, self.days.problem.sessions[s].day]
            seats.setdefault(b, []).append((a.start, s))
        routes = [Route(b, tuple(self.blocks.route(b, day)), 0.0) for b, day in seats.items()]
        whole_days = [route for route in routes if route.nodes]
        columns = self.pool.add(whole_days)
        return {route.block: c for route, c in zip(whole_days, columns, strict=True)}


def whole(bound: float) -> int:
    """A bound on whole-number costs, rounded up where that is safe."""
    return -int(-(bound - 1e-3) // 1)
