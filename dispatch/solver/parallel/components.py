"""Connected components: sessions and interpreters that share nobody are solved by themselves and joined."""

from collections import defaultdict
from dataclasses import replace

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.parallel.join import JoinedPlan, weight
from dispatch.solver.parallel.turns import WaysToSolve, solve_by_turns
from dispatch.solver.params import Parts
from dispatch.solver.problem.problem import Problem


def components(compiled: CompiledProblem) -> list[Problem]:
    """The connected components, those of fewest sessions first.

    A session and an interpreter are connected where the interpreter can serve the session, and so are the
    sessions of a case. Sessions that
    nobody can serve are one component, together with interpreters who can serve nothing.
    """
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
    for case in compiled.cases:
        for other in case[1:]:
            leader[find(compiled.able[other][0])] = find(compiled.able[case[0]][0])
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


def solve_components(
    problems: list[Problem],
    incumbent: Incumbent,
    deadline: Deadline,
    ways: WaysToSolve,
    numbers: Parts,
) -> None:
    """Solve the components by turns, or heavy ones side by side in processes of their own."""
    joined = JoinedPlan(problems, incumbent)
    every = list(range(len(problems)))
    heavy = [k for k in every if weight(problems[k]) > numbers.heavy_pairs]
    light = [k for k in every if k not in set(heavy)]
    if _is_worth_processes(deadline, heavy, numbers):
        # Here and not above: only large problems pay for it.
        from dispatch.solver.parallel.pool import solve_side_by_side

        others = sum(weight(problems[k]) for k in heavy)
        share = deadline.left() * (1 - others / (others + sum(weight(problems[k]) for k in light)))
        until = deadline.until(deadline.elapsed() + share)
        solve_by_turns(joined, light, until, ways.steps, numbers)
        solve_side_by_side(joined, heavy, deadline, ways.solve, numbers)
    else:
        solve_by_turns(joined, every, deadline, ways.steps, numbers)
    incumbent.marginal = joined.marginal


def _is_worth_processes(deadline: Deadline, heavy: list[int], numbers: Parts) -> bool:
    """Whether processes pay; not where work is counted, or a processor's time: that would be in several places."""
    several = deadline.limits.workers > 1 and len(heavy) > 1 and not deadline.limits.processor
    is_long = deadline.left() >= numbers.least_seconds_for_processes
    return several and is_long and not deadline.deterministic
