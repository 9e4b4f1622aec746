"""Coarse starts: a plan where wide windows make more visits than a graph could be built and priced for in time.

Sessions then begin at every so many steps of a grid only. A plan of that is one of the whole; a bound is not, so
that only plans are passed on. Where the coarse problem is proven, its starts become finer while time allows.
"""

from collections.abc import Callable, Iterator

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.params import DEFAULT, Coarse, Params


def coarseness(compiled: CompiledProblem, seconds: float, params: Params = DEFAULT) -> int:
    """How many steps of everybody's grid starts must lie apart, so that a search fits into so many seconds; 1 mostly."""
    every = 1
    while params.uses("coarse") and not _fits(compiled, every, seconds, params.coarse):
        every *= 2
    return every


def _fits(compiled: CompiledProblem, every: int, seconds: float, numbers: Coarse) -> bool:
    widths = [way.latest_start - way.earliest_start for way in compiled.ways]
    sizes: list[tuple[int, int]] = []
    for (i, _), sessions in compiled.day_sessions.items():
        step = compiled.steps[i] * every
        ways = (w for s in sessions for w in compiled.ways_for(i, s))
        sizes.append((sum(widths[w] // step + 1 for w in ways), len(sessions)))
    visits, seats = sum(size for size, _ in sizes), sum(count for _, count in sizes)
    if visits <= numbers.few_starts * seats:
        return True
    pairs = sum(size * size for size, _ in sizes)
    builds = numbers.seconds_per_visit * visits <= numbers.building * seconds
    return builds and numbers.seconds_per_pair * pairs <= numbers.pricing * seconds


def steps_on_coarse_starts(
    incumbent: Incumbent,
    deadline: Deadline,
    every: int,
    steps: Callable[[CompiledProblem, Incumbent, Deadline, Params], Iterator[None]],
    params: Params,
) -> Iterator[None]:
    """Search with starts that many steps apart, finer where that is proven; only plans are passed on."""
    problem = incumbent.problem
    while every >= 1 and not deadline.is_over():
        compiled = CompiledProblem(problem)
        incumbent.prove(
            sum(
                s.unfilled_cost * s.needed
                for s, able in zip(problem.sessions, compiled.able, strict=True)
                if not able
            )
        )
        compiled.steps = [every * step for step in compiled.steps]
        coarse = Incumbent(problem, deadline)
        coarse.offer(incumbent.assignments)
        for _ in steps(compiled, coarse, deadline, params):
            incumbent.offer(coarse.assignments)
            yield
        incumbent.offer(coarse.assignments)
        incumbent.marginal = coarse.marginal
        every //= 2
        finer = CompiledProblem(problem)
        if not coarse.is_optimal() or coarseness(finer, deadline.left(), params) > every:
            return
