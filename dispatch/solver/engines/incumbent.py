"""The best plan so far, its bound, and telling whoever watches."""

from collections.abc import Callable, Mapping

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.problem.check import cost, unfilled_sessions, violations
from dispatch.solver.problem.plan import Assignment, CostTerms, Plan, Progress
from dispatch.solver.problem.problem import Problem

ENGINE = "ieum 1"
TELL_EVERY_SECONDS = 1.0

Marginal = Mapping[str, Mapping[str, int]]


class Incumbent:
    """Keeps the cheapest plan and the highest bound; tells at most once a second."""

    def __init__(
        self,
        problem: Problem,
        budget: Deadline,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.problem = problem
        self.budget = budget
        self.bound = 0
        self.marginal: Marginal = {}
        self.assignments: tuple[Assignment, ...] = ()
        self.terms = cost(problem, self._as_plan(()))
        self._broken = len(violations(problem, self._as_plan(())))
        self._on_progress = on_progress
        self._told_at = -TELL_EVERY_SECONDS
        self._is_new = True

    def _as_plan(self, assignments: tuple[Assignment, ...]) -> Plan:
        return Plan(self.problem.name, "feasible", assignments, (), 0, 0, CostTerms())

    @property
    def best(self) -> int:
        """The cost of the best plan so far."""
        return self.terms.total

    def offer(self, assignments: tuple[Assignment, ...]) -> bool:
        """Keep a plan if it breaks fewer rules, or as few and is cheaper."""
        found = self._as_plan(assignments)
        terms = cost(self.problem, found)
        broken = len(violations(self.problem, found))
        if (broken, terms.total) >= (self._broken, self.terms.total):
            return False
        self.assignments, self.terms, self._broken = assignments, terms, broken
        self._is_new = True
        self.tell()
        return True

    def prove(self, bound: int) -> None:
        """Keep a bound if it is higher."""
        if bound > self.bound:
            self.bound = bound
            self.tell()

    def is_optimal(self) -> bool:
        """Whether nothing cheaper can exist."""
        return self._broken == 0 and self.bound >= self.best

    def tell(self, *, at_once: bool = False) -> None:
        """Report progress, unless that was done within the last second."""
        elapsed = self.budget.elapsed()
        soon = elapsed - self._told_at < TELL_EVERY_SECONDS
        if self._on_progress is None or (soon and not at_once):
            return
        self._told_at = elapsed
        news = Progress(
            best=self.best,
            bound=min(self.bound, self.best),
            unfilled=len(unfilled_sessions(self.problem, self.assignments)),
            elapsed=elapsed,
            plan=self.plan() if self._is_new else None,
        )
        self._is_new = False
        self._on_progress(news)

    def plan(self) -> Plan:
        """The best plan so far with its proven bound."""
        return Plan(
            problem=self.problem.name,
            status="optimal" if self.is_optimal() else "feasible",
            assignments=self.assignments,
            unfilled=unfilled_sessions(self.problem, self.assignments),
            cost=self.best,
            bound=min(self.bound, self.best),
            terms=self.terms,
            seconds=self.budget.elapsed(),
            seed=self.budget.limits.seed,
            engine=ENGINE,
            marginal=self.marginal,
        )
