"""Independent parts: sessions and interpreters that share nobody are solved apart and joined."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from dispatch.solver.budget import Budget
from dispatch.solver.days import Days
from dispatch.solver.outcome import Outcome
from dispatch.solver.plan import Assignment, Plan, Progress, Terms
from dispatch.solver.problem import Limits, Problem

# Small parts are proven in milliseconds, but a share of a share would not even start.
LEAST_SECONDS = 2.0

SolvePart = Callable[[Problem, Limits, Plan, Callable[[Progress], None]], Plan]


def parts(days: Days) -> list[Problem]:
    """The problem cut where nobody is shared, smallest part first; what nobody can serve is in one."""
    problem = days.problem
    leader = list(range(len(problem.interpreters)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for able in days.able:
        for other in able[1:]:
            leader[find(other)] = find(able[0])
    sessions: dict[int, list[int]] = defaultdict(list)
    for s, able in enumerate(days.able):
        sessions[find(able[0]) if able else -1].append(s)
    people: dict[int, list[int]] = defaultdict(list)
    for i in range(len(problem.interpreters)):
        people[find(i) if find(i) in sessions else -1].append(i)
    groups = sorted({*sessions, *people}, key=lambda g: (len(sessions.get(g, ())), g))
    return [
        replace(
            problem,
            interpreters=tuple(problem.interpreters[i] for i in people.get(g, ())),
            sessions=tuple(problem.sessions[s] for s in sessions.get(g, ())),
        )
        for g in groups
    ]


class Joint:
    """The parts' plans joined into one, with the sum of their bounds."""

    def __init__(self, problems: list[Problem], outcome: Outcome) -> None:
        self.problems = problems
        self.outcome = outcome
        owner = {s.id: k for k, part in enumerate(problems) for s in part.sessions}
        self.bounds = [0] * len(problems)
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

    def start(self, part: int) -> Plan:
        """The plan a part begins with."""
        given, problem = self.assignments[part], self.problems[part]
        return Plan(problem.name, "feasible", given, (), 0, 0, Terms())


def solve_apart(
    problems: list[Problem], outcome: Outcome, budget: Budget, solve: SolvePart
) -> None:
    """Solve part after part, each with a share of the time left by the pairs it holds."""
    joint = Joint(problems, outcome)
    weights = [1 + sum(len(s.candidates) for s in part.sessions) for part in problems]
    marginal: dict[str, dict[str, int]] = {}
    for k, part in enumerate(problems):
        share = weights[k] / sum(weights[k:])
        seconds = max(budget.left() * share, min(budget.left(), LEAST_SECONDS))
        limits = replace(budget.limits, seconds=seconds)
        plan = solve(part, limits, joint.start(k), _listener(joint, k))
        budget.spend(plan.seconds)
        for kind, values in plan.marginal.items():
            marginal.setdefault(kind, {}).update(values)
        news = Progress(plan.cost, plan.bound, len(plan.unfilled), plan.seconds, plan)
        joint.hear(k, news)
    outcome.marginal = marginal


def _listener(joint: Joint, part: int) -> Callable[[Progress], None]:
    def hear(news: Progress) -> None:
        joint.hear(part, news)

    return hear
