"""Independent parts: sessions and interpreters that share nobody are solved apart and joined."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.parallel.join import LEAST_SECONDS, JoinedPlan, weight
from dispatch.solver.parallel.worker import Solve
from dispatch.solver.problem.plan import Progress
from dispatch.solver.problem.problem import Problem

# A part with so many pairs of session and candidate is worth a process of its own, which takes about
# two seconds to start; with less time than this in all they are solved one after the other.
HEAVY_PAIRS = 3_000
LEAST_SECONDS_FOR_PROCESSES = 15.0


def parts(compiled: CompiledProblem) -> list[Problem]:
    """The problem cut where nobody is shared, smallest part first; what nobody can serve is in one."""
    problem = compiled.problem
    leader = list(range(len(problem.interpreters)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for able in compiled.able:
        for other in able[1:]:
            leader[find(other)] = find(able[0])
    sessions: dict[int, list[int]] = defaultdict(list)
    for s, able in enumerate(compiled.able):
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


def solve_apart(
    problems: list[Problem], outcome: Incumbent, deadline: Deadline, solve: Solve
) -> None:
    """Solve part after part, or heavy ones side by side in processes of their own."""
    joint = JoinedPlan(problems, outcome)
    numbers = list(range(len(problems)))
    heavy = [k for k in numbers if weight(problems[k]) > HEAVY_PAIRS]
    light = [k for k in numbers if k not in set(heavy)]
    if _is_worth_processes(deadline, heavy):
        # Here and not above: only large problems pay for it.
        from dispatch.solver.parallel.pool import solve_side_by_side

        _one_by_one(joint, light, deadline, solve, others=sum(weight(problems[k]) for k in heavy))
        solve_side_by_side(joint, heavy, deadline, solve)
    else:
        _one_by_one(joint, numbers, deadline, solve)
    outcome.marginal = joint.marginal


def _is_worth_processes(deadline: Deadline, heavy: list[int]) -> bool:
    """Counted work, or a processor's, is not shared: it would be counted in several places."""
    several = deadline.limits.workers > 1 and len(heavy) > 1 and not deadline.limits.processor
    return several and not deadline.deterministic and deadline.left() >= LEAST_SECONDS_FOR_PROCESSES


def _one_by_one(
    joint: JoinedPlan, numbers: list[int], deadline: Deadline, solve: Solve, others: int = 0
) -> None:
    """Each part with a share of the time left by the pairs it holds; once more where time is over.

    Shares are guesses: what the easy parts leave is given to those that were not proven.
    """
    unproven = _once(joint, numbers, deadline, solve, others)
    if unproven and deadline.left() > LEAST_SECONDS:
        _once(joint, unproven, deadline, solve, others)


def _once(
    joint: JoinedPlan, numbers: list[int], deadline: Deadline, solve: Solve, others: int
) -> list[int]:
    """Every part once; those that were not proven."""
    weights = [weight(joint.problems[k]) for k in numbers]
    unproven: list[int] = []
    for n, k in enumerate(numbers):
        share = weights[n] / (sum(weights[n:]) + others)
        seconds = max(deadline.left() * share, min(deadline.left(), LEAST_SECONDS))
        limits = replace(deadline.limits, seconds=seconds)
        plan = solve(
            joint.problems[k],
            limits,
            previous=joint.start(k),
            on_progress=_listener(joint, k),
            should_stop=deadline.is_stopped,
        )
        deadline.spend(plan.seconds)
        joint.finish(k, plan)
        if plan.bound < plan.cost and not deadline.is_stopped():
            unproven.append(k)
    return unproven


def _listener(joint: JoinedPlan, part: int) -> Callable[[Progress], None]:
    def hear(news: Progress) -> None:
        joint.hear(part, news)

    return hear
