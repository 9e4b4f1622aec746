"""Plans of components joined into one while they are made, with the sum of their bounds."""

import threading
from collections.abc import Callable
from functools import partial

from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Problem


def weight(problem: Problem) -> int:
    """How much work a component is, roughly: its pairs of session and candidate, and one."""
    return 1 + sum(len(s.candidates) for s in problem.sessions)


class JoinedPlan:
    """The best plan of each component so far, joined in the incumbent, with the sum of their bounds.

    Components share no session and no interpreter, so that their plans together are lawful, and their costs
    and bounds add up. Begins with the incumbent's plan, cut along the components.
    """

    def __init__(self, problems: list[Problem], incumbent: Incumbent) -> None:
        self.problems = problems
        self.incumbent = incumbent
        owner = {s.id: k for k, problem in enumerate(problems) for s in problem.sessions}
        self.bounds = [0] * len(problems)
        self._lock = threading.Lock()  # components report from several threads
        self.marginal: dict[str, dict[str, int]] = {}
        self.assignments: list[tuple[Assignment, ...]] = [
            tuple(a for a in incumbent.assignments if owner[a.session] == k)
            for k in range(len(problems))
        ]

    def update(self, component: int, news: Progress) -> None:
        """Take over a component's progress: its plan if that is new, and its bound if that is higher."""
        with self._lock:
            self.bounds[component] = max(self.bounds[component], news.bound)
            if news.plan is not None:
                self.assignments[component] = news.plan.assignments
                self.incumbent.offer(tuple(sorted(a for each in self.assignments for a in each)))
            self.incumbent.prove(sum(self.bounds))

    def listener(self, component: int) -> Callable[[Progress], None]:
        """Takes over what a component reports."""
        return partial(self.update, component)

    def finish(self, component: int, plan: Plan) -> None:
        """Take over a component's last plan, with what its seats and interpreters are worth."""
        for kind, values in plan.marginal.items():
            self.marginal.setdefault(kind, {}).update(values)
        self.update(
            component, Progress(plan.cost, plan.bound, len(plan.unfilled), plan.seconds, plan)
        )

    def first_plan(self, component: int) -> Plan:
        """The best plan of a component so far, from which a solve of it begins."""
        return judge(self.problems[component], self.assignments[component]).plan()
