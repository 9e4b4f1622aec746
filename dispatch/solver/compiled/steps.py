"""The grid of starts: on which step all earliest starts of somebody's days lie.

Such a start is a sum of times: when somebody begins to be free or a window opens, how long sessions, breaks,
rests and ways take. So it is a multiple of what divides them all. Somebody with an odd break or odd hours has a fine grid;
everybody else keeps theirs.
"""

import math
from collections.abc import Iterable, Sequence

from dispatch.solver.problem.problem import Problem


def steps_of(
    problem: Problem, teams: Iterable[Sequence[int]], times: Sequence[Iterable[int]]
) -> list[int]:
    """By interpreter the step of their grid, in minutes.

    `times` are by interpreter the lengths, rests and earliest starts of what they could serve. `teams` list those who
    must agree on a start: they have one grid in common.
    """
    shared = _shared(problem)
    steps = [
        max(1, math.gcd(*shared, person.min_break, *(first for first, _ in person.available), *own))
        for person, own in zip(problem.interpreters, times, strict=True)
    ]
    leader = list(range(len(steps)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for team in teams:
        for other in team[1:]:
            one, two = find(team[0]), find(other)
            leader[two] = one
            steps[one] = math.gcd(steps[one], steps[two])
    return [steps[find(i)] for i in range(len(steps))]


def _shared(problem: Problem) -> set[int]:
    """The times that count for everybody: those of ways, and what makes a transfer tight."""
    travel, costs = problem.travel, problem.costs
    shared = {travel.buffer, travel.round_to}
    if travel.minutes is not None:
        shared = {travel.buffer, *(minutes for row in travel.minutes for minutes in row)}
    if costs.tight_transfer:
        shared.add(costs.tight_minutes)
    return shared
