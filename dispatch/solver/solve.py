"""The one door of the engine: a problem and limits in, the best plan and its bound out."""

from collections.abc import Callable, Iterator
from functools import partial

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.coarse import coarseness, steps_on_coarse_starts
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.parallel.components import components, solve_components
from dispatch.solver.parallel.turns import WaysToSolve
from dispatch.solver.params import DEFAULT, Huge, Params
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem


def solve(
    problem: Problem,
    limits: Limits,
    *,
    previous: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    params: Params = DEFAULT,
) -> Plan:
    """The best plan within the limits; a lawful first plan is there at once and only improved.

    Begins with what is still lawful of `previous`. `on_progress` is called with the first plan, and then at most once
    a second. When `should_stop` says so, the best plan so far is given back. The bound of the plan holds for
    the whole problem, and is its cost where that is proven to be the lowest. `params` are the numbers of the method.
    """
    deadline = Deadline(limits, should_stop)
    incumbent = Incumbent(problem, deadline, on_progress)
    compiled = CompiledProblem(problem)
    incumbent.offer(greedy(compiled, previous).assignments())
    incumbent.report(at_once=True)
    if deadline.is_over():
        return incumbent.plan()
    problems = components(compiled) if params.uses("parts") else [problem]
    if len(problems) == 1:
        for _ in _steps(compiled, incumbent, deadline, params):
            pass
    else:
        ways = WaysToSolve(partial(solve, params=params), partial(steps, params=params))
        solve_components(problems, incumbent, deadline, ways, params.parts)
    return incumbent.plan()


def steps(incumbent: Incumbent, deadline: Deadline, params: Params = DEFAULT) -> Iterator[None]:
    """Search for what an incumbent lacks, step by step: the search may rest after each, and loses nothing by it."""
    yield from _steps(CompiledProblem(incumbent.problem), incumbent, deadline, params)


def _steps(
    compiled: CompiledProblem, incumbent: Incumbent, deadline: Deadline, params: Params
) -> Iterator[None]:
    """Search with the engine that suits the size, on fewer starts where they are too many."""
    every = coarseness(compiled, deadline.left(), params)
    if every > 1:
        return steps_on_coarse_starts(incumbent, deadline, every, _searching, params)
    return _searching(compiled, incumbent, deadline, params)


def _searching(
    compiled: CompiledProblem, incumbent: Incumbent, deadline: Deadline, params: Params
) -> Iterator[None]:
    """Search with the engine that suits the size; OR-Tools and Numba are loaded only now."""
    days = {day for _, day in compiled.day_sessions}
    if len(days) > 1:
        from dispatch.solver.engines.several_days import SeveralDaysSearch

        search = SeveralDaysSearch(compiled, incumbent, deadline, params)
    elif compiled.visit_pairs() > _most_relaxed(deadline, params.huge):
        from dispatch.solver.engines.huge import HugeDaySearch

        search = HugeDaySearch(compiled, incumbent, deadline, params)
    else:
        from dispatch.solver.engines.one_day import OneDaySearch

        search = OneDaySearch(compiled, incumbent, deadline, params)
    yield from search.steps()


def _most_relaxed(deadline: Deadline, numbers: Huge) -> float:
    """Above how many pairs of visits linear programmes over a whole day take too long."""
    return max(numbers.visit_pairs, numbers.pairs_per_second * deadline.left())
