"""The arc-flow model: right by trying everything, and the engine's bound <= its optimum <= cost."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.bench.peers import arc_flow
from dispatch.solver.bench.peers.core import CannotState
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.small import arcflow
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve
from tests.dispatch.solver.engines.searched import searched
from tests.dispatch.solver.tiny import (
    a_small_problem,
    a_tiny_problem,
    cheapest_by_trying_everything,
)

ENOUGH = 30.0


def proven(problem: Problem) -> Plan:
    """The arc-flow optimum of a problem."""
    plan = arcflow.solve(CompiledProblem(problem), ENOUGH)
    assert violations(problem, plan) == []
    assert plan.bound == plan.cost
    return plan


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=100)
def test_the_model_finds_what_trying_everything_finds(seed: int) -> None:
    problem = a_tiny_problem(seed)
    cheapest = cheapest_by_trying_everything(problem)
    assume(cheapest is not None)
    assert proven(problem).cost == cheapest


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=40)
def test_starts_between_the_grid_save_nothing(seed: int) -> None:
    problem = a_tiny_problem(seed)
    compiled = CompiledProblem(problem)
    compiled.grid = 1
    assert arcflow.solve(compiled, ENOUGH).bound == proven(problem).cost


@pytest.mark.wide
@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_the_engine_s_bound_lies_below_the_optimum_and_its_cost_above(seed: int) -> None:
    problem = a_small_problem(seed)
    optimum = proven(problem).cost
    plan = searched(problem, seconds=0.4)
    assert plan.bound <= optimum <= plan.cost


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_the_exact_engine_agrees_with_another_solver(seed: int) -> None:
    problem = a_small_problem(seed)
    plan = solve(problem, Limits(seconds=20, deterministic=True))
    assert plan.bound <= proven(problem).cost <= plan.cost


@pytest.mark.parametrize("seed", [4, pytest.param(5, marks=pytest.mark.wide)])
def test_a_seeded_day_is_proven_by_both(seed: int) -> None:
    problem = generate("day-50", seed)
    plan = searched(problem, seconds=5)
    assert plan.bound <= proven(problem).cost <= plan.cost


def test_too_large_a_problem_is_said_to_be_too_large() -> None:
    with pytest.raises(CannotState, match="pairs of visits are too many"):
        arc_flow.solve(CompiledProblem(generate("week-1000", 1)), ENOUGH)


@pytest.mark.bench
@pytest.mark.timeout(900)
@pytest.mark.parametrize("family", ["full", "core"])
@pytest.mark.parametrize("seed", range(21, 26))
def test_a_day_of_200_lies_between(seed: int, family: str) -> None:
    problem = generate("day-200", seed, "full" if family == "full" else "core")
    flow = arcflow.solve(CompiledProblem(problem), 120)
    plan = solve(problem, Limits(seconds=10, workers=2))
    assert violations(problem, flow) == []
    assert plan.bound <= flow.cost
    assert flow.bound <= plan.cost
