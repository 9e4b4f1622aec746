"""Too many starts: a run ends in time all the same, with a better plan than the first, and claims nothing false."""

import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver import solve as solve_file
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.coarse import coarseness
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.params import Params
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.problem import Interpreter, Limits, Place, Problem, Session, Way
from dispatch.solver.process.warm import warm
from dispatch.solver.solve import solve
from tests.dispatch.solver.tiny import (
    a_tiny_problem,
    a_tiny_problem_of_two_days,
    cheapest_by_trying_everything,
)

OVER = 1.0  # seconds that a run may last beyond its limit


def at_any_time(sessions: int, people: int, days: int) -> Problem:
    """Sessions within ten hours, and a break of seven minutes for each fourth: any minute is a start."""
    places = tuple(
        Place(f"p{k}", 37.2 + 0.013 * (k * 5 % 16), 127.0 + 0.013 * (k * 3 % 16))
        for k in range(people)
    )
    return Problem(
        "at any time",
        places,
        tuple(
            Interpreter(
                f"i{k}",
                f"p{k}",
                tuple((1440 * d + 540, 1440 * d + 1200) for d in range(days)),
                target_minutes=180,
                min_break=10 if k % 4 else 7,
            )
            for k in range(people)
        ),
        tuple(
            Session(
                id=f"s{k}",
                ways=(
                    Way(
                        "on_site",
                        place=f"p{k * 11 % people}",
                        earliest_start=1440 * (k % days) + 540,
                        latest_start=1440 * (k % days) + 1140,
                        candidates=tuple(f"i{i}" for i in range(people) if (i + k) % 3),
                    ),
                ),
                minutes=60,
                day=k % days,
                needed=1 + (k % 7 == 0),
            )
            for k in range(sessions)
        ),
    )


def seconds_over(problem: Problem, limit: float) -> float:
    """By how many seconds of the processor one run is longer than its limit."""
    began = time.process_time()
    plan = solve(problem, Limits(seconds=limit, processor=True))
    took = time.process_time() - began
    first = judge(problem, greedy(CompiledProblem(problem)).assignments()).terms.total
    assert violations(problem, plan) == []
    assert plan.bound <= plan.cost <= first
    return took - limit


@pytest.mark.parametrize(
    ("sessions", "people", "days", "limit"),
    [
        (30, 10, 1, 1.0),
        pytest.param(60, 20, 1, 2.0, marks=pytest.mark.wide),
        pytest.param(120, 20, 5, 2.0, marks=pytest.mark.wide),
        pytest.param(400, 80, 1, 2.0, marks=pytest.mark.wide),
    ],
)
def test_no_run_lasts_longer_than_its_limit(
    sessions: int, people: int, days: int, limit: float
) -> None:
    problem = at_any_time(sessions, people, days)
    warm()  # after an update kernels are compiled first, which nothing can break off
    assert any(seconds_over(problem, limit) <= OVER for _ in range(2))


def test_starts_are_coarse_only_where_windows_are_wide() -> None:
    compiled = CompiledProblem(at_any_time(60, 20, 1))
    assert coarseness(compiled, 3.0) > coarseness(compiled, 600.0) > 1
    narrow = CompiledProblem(a_tiny_problem(1))
    assert coarseness(narrow, 0.01) == 1


def twice_as_coarse(_compiled: CompiledProblem, _seconds: float, _params: Params) -> int:
    """In place of the measure."""
    return 2


@given(st.integers(0, 10**9), st.sampled_from([a_tiny_problem, a_tiny_problem_of_two_days]))
@settings(deadline=None, max_examples=15)
def test_coarse_starts_prove_nothing_false(seed: int, make: Callable[[int], Problem]) -> None:
    problem = make(seed)
    cheapest = cheapest_by_trying_everything(problem)
    assume(cheapest is not None)
    assert cheapest is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve_file, "coarseness", twice_as_coarse)
        plan = solve(problem, Limits(seconds=2, deterministic=True))
    assert violations(problem, plan) == []
    assert plan.bound <= cheapest <= plan.cost
