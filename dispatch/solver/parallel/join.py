"""Plans of independent parts joined into one while they are made, with the sum of their bounds."""

from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Problem

# Small parts are proven in milliseconds, but a share of a share would not even start.
LEAST_SECONDS = 2.0


def weight(problem: Problem) -> int:
    """How much work a part is, roughly: its pairs of session and candidate."""
    return 1 + sum(len(s.candidates) for s in problem.sessions)


class JoinedPlan:
    """The parts' plans joined into one, with the sum of their bounds."""

    def __init__(self, problems: list[Problem], outcome: Incumbent) -> None:
        self.problems = problems
        self.outcome = outcome
        owner = {s.id: k for k, part in enumerate(problems) for s in part.sessions}
        self.bounds = [0] * len(problems)
        self.marginal: dict[str, dict[str, int]] = {}
        self.assignments: list[tuple[Assignment, ...]] = [
            tuple(a for a in outcome.assignments if owner[a.session] == k)
            for k in range(len(problems))
        ]

    def hear(self, part: int, news: Progress) -> None:
        """Take over what is new of a part."""
        self.bounds[part] = max(self.bounds[part], news.bound)
        if news.plan is not None:
            self.assignments[part] = news.plan.assignments
            self.outcome.offer(tuple(sorted(a for each in self.assignments for a in each)))
        self.outcome.prove(sum(self.bounds))

    def finish(self, part: int, plan: Plan) -> None:
        """Take over a part's last plan, with what its seats and interpreters are worth."""
        for kind, values in plan.marginal.items():
            self.marginal.setdefault(kind, {}).update(values)
        self.hear(part, Progress(plan.cost, plan.bound, len(plan.unfilled), plan.seconds, plan))

    def start(self, part: int) -> Plan:
        """The plan a part begins with."""
        return judge(self.problems[part], self.assignments[part]).plan()
