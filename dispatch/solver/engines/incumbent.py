"""The incumbent: the best plan so far, its bound, and reports of both to whoever watches."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.problem.check import Judgement, judge
from dispatch.solver.problem.plan import Assignment, CostTerms, Plan, Progress
from dispatch.solver.problem.problem import Problem

ENGINE = "ieum 1"
REPORT_EVERY_SECONDS = 1.0

Marginal = Mapping[str, Mapping[str, int]]


class Incumbent:
    """Keeps the cheapest plan that breaks the fewest rules, and the highest bound; reports at most once a second.

    `judged` is what the checker says of that plan; smaller is better by `rank`. Costs and bounds are whole numbers. `marginal` says what one more seat of each session, and one more
    interpreter such as each is, would save, in cost.
    """

    def __init__(
        self,
        problem: Problem,
        deadline: Deadline,
        on_progress: Callable[[Progress], None] | None = None,
        rank: Callable[[Judgement], tuple[int, ...]] = attrgetter("rank"),
    ) -> None:
        self.problem = problem
        self.deadline = deadline
        self.bound = 0
        self.marginal: Marginal = {}
        self.judged = judge(problem, ())
        self._on_progress = on_progress
        self._rank = rank
        self._reported_at = -REPORT_EVERY_SECONDS
        self._is_new = True
        self._is_held_back = False

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Those of the best plan so far."""
        return self.judged.assignments

    @property
    def terms(self) -> CostTerms:
        """What the best plan so far costs, term by term."""
        return self.judged.terms

    @property
    def best(self) -> int:
        """The cost of the best plan so far."""
        return self.terms.total

    def offer(self, assignments: tuple[Assignment, ...]) -> bool:
        """Keep a plan if it is better; whether it was kept."""
        found = judge(self.problem, assignments)
        if self._rank(found) >= self._rank(self.judged):
            return False
        self.judged = found
        self._is_new = True
        self.report()
        return True

    def prove(self, bound: int) -> None:
        """Keep a bound if it is higher: a cost that no lawful plan of the whole problem undercuts."""
        if bound > self.bound:
            self.bound = bound
            self.report()

    def is_optimal(self) -> bool:
        """Whether the plan is lawful and nothing cheaper can exist."""
        return not self.judged.violations and self.bound >= self.best

    def report(self, *, at_once: bool = False) -> None:
        """Report progress, unless that was done within the last second."""
        elapsed = self.deadline.elapsed()
        soon = elapsed - self._reported_at < REPORT_EVERY_SECONDS
        self._is_held_back = soon and not at_once
        if self._on_progress is None or self._is_held_back:
            return
        self._reported_at = elapsed
        news = Progress(
            best=self.best,
            bound=min(self.bound, self.best),
            unfilled=len(self.judged.unfilled),
            elapsed=elapsed,
            plan=self.plan() if self._is_new else None,
        )
        self._is_new = False
        self._on_progress(news)

    def catch_up(self) -> None:
        """Report what was held back because the last report is less than a second old."""
        if self._is_held_back:
            self.report(at_once=True)

    def plan(self) -> Plan:
        """The best plan so far with its proven bound."""
        return self.judged.plan(
            bound=min(self.bound, self.best),
            seconds=self.deadline.elapsed(),
            seed=self.deadline.limits.seed,
            engine=ENGINE,
            marginal=self.marginal,
        )
