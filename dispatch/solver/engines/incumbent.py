"""The best plan so far, its bound, and telling whoever watches."""

from collections.abc import Callable, Mapping

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.problem.check import judge
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
        deadline: Deadline,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.problem = problem
        self.deadline = deadline
        self.bound = 0
        self.marginal: Marginal = {}
        self._judged = judge(problem, ())
        self._on_progress = on_progress
        self._told_at = -TELL_EVERY_SECONDS
        self._is_new = True

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Those of the best plan so far."""
        return self._judged.assignments

    @property
    def terms(self) -> CostTerms:
        """What the best plan so far costs, term by term."""
        return self._judged.terms

    @property
    def best(self) -> int:
        """The cost of the best plan so far."""
        return self.terms.total

    def offer(self, assignments: tuple[Assignment, ...]) -> bool:
        """Keep a plan if it breaks fewer rules, or as few and is cheaper."""
        found = judge(self.problem, assignments)
        if found.rank >= self._judged.rank:
            return False
        self._judged = found
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
        return not self._judged.violations and self.bound >= self.best

    def tell(self, *, at_once: bool = False) -> None:
        """Report progress, unless that was done within the last second."""
        elapsed = self.deadline.elapsed()
        soon = elapsed - self._told_at < TELL_EVERY_SECONDS
        if self._on_progress is None or (soon and not at_once):
            return
        self._told_at = elapsed
        news = Progress(
            best=self.best,
            bound=min(self.bound, self.best),
            unfilled=len(self._judged.unfilled),
            elapsed=elapsed,
            plan=self.plan() if self._is_new else None,
        )
        self._is_new = False
        self._on_progress(news)

    def plan(self) -> Plan:
        """The best plan so far with its proven bound."""
        return self._judged.plan(
            bound=min(self.bound, self.best),
            seconds=self.deadline.elapsed(),
            seed=self.deadline.limits.seed,
            engine=ENGINE,
            marginal=self.marginal,
        )
