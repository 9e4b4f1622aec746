"""The one door of the engine: a problem and limits in, the best plan and its bound out."""

from collections.abc import Callable, Iterator

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.coarse import coarseness, steps_on_coarse_starts
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.parallel.components import components, solve_components
from dispatch.solver.parallel.turns import WaysToSolve
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem

# A single day with more than this many, and more in a second, is too large for linear programmes over
# all of it in its time.
MOST_RELAXED_ARCS, ARCS_PER_SECOND = 30_000_000, 250_000


def solve(
    problem: Problem,
    limits: Limits,
    *,
    previous: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan within the limits; a lawful first plan is there at once and only improved.

    Begins with what is still lawful of `previous`. `on_progress` is called with the first plan, and then at most once
    a second. When `should_stop` says so, the best plan so far is given back. The bound of the plan holds for
    the whole problem, and is its cost where that is proven to be the lowest.
    """
    deadline = Deadline(limits, should_stop)
    incumbent = Incumbent(problem, deadline, on_progress)
    compiled = CompiledProblem(problem)
    incumbent.offer(greedy(compiled, previous).assignments())
    incumbent.report(at_once=True)
    if deadline.is_over():
        return incumbent.plan()
    problems = components(compiled)
    if len(problems) == 1:
        for _ in _steps(compiled, incumbent, deadline):
            pass
    else:
        solve_components(problems, incumbent, deadline, WaysToSolve(solve, steps))
    return incumbent.plan()


def steps(incumbent: Incumbent, deadline: Deadline) -> Iterator[None]:
    """Search for what an incumbent lacks, step by step: the search may rest after each, and loses nothing by it."""
    yield from _steps(CompiledProblem(incumbent.problem), incumbent, deadline)


def _steps(compiled: CompiledProblem, incumbent: Incumbent, deadline: Deadline) -> Iterator[None]:
    """Search with the engine that suits the size, on fewer starts where they are too many."""
    every = coarseness(compiled, deadline.left())
    if every > 1:
        return steps_on_coarse_starts(incumbent, deadline, every, _searching)
    return _searching(compiled, incumbent, deadline)


def _searching(
    compiled: CompiledProblem, incumbent: Incumbent, deadline: Deadline
) -> Iterator[None]:
    """Search with the engine that suits the size; OR-Tools and Numba are loaded only now."""
    days = {day for _, day in compiled.day_sessions}
    if len(days) > 1:
        from dispatch.solver.engines.several_days import SeveralDaysSearch

        search = SeveralDaysSearch(compiled, incumbent, deadline)
    elif compiled.visit_pairs() > _most_relaxed(deadline):
        from dispatch.solver.engines.huge import HugeDaySearch

        search = HugeDaySearch(compiled, incumbent, deadline)
    else:
        from dispatch.solver.engines.one_day import OneDaySearch

        search = OneDaySearch(compiled, incumbent, deadline)
    yield from search.steps()


def _most_relaxed(deadline: Deadline) -> float:
    """Above how many pairs of visits linear programmes over a whole day take too long."""
    return max(MOST_RELAXED_ARCS, ARCS_PER_SECOND * deadline.left())
