"""The arc-flow model: right by trying everything, and the engine's bound <= its optimum <= cost."""

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.bench.peers import arc_flow
from dispatch.solver.bench.peers.core import CannotState
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines import arcflow
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Agreement, Costs, Limits, Problem
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session, a_way, an_interpreter
from tests.dispatch.solver.engines.searched import searched
from tests.dispatch.solver.tiny import (
    a_small_problem,
    a_tiny_problem,
    cheapest_by_trying_everything,
    lawful_plans,
)

ENOUGH = 30.0


def proven(problem: Problem) -> Plan:
    """The arc-flow optimum of a problem."""
    plan = arcflow.solve(CompiledProblem(problem), ENOUGH)
    assert violations(problem, plan) == []
    assert plan.bound == plan.cost
    return plan


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_the_model_finds_what_trying_everything_finds(seed: int) -> None:
    problem = a_tiny_problem(seed)
    cheapest = cheapest_by_trying_everything(problem)
    assume(cheapest is not None)
    assert proven(problem).cost == cheapest


def pinned_as_in_some_plan(problem: Problem, seed: int) -> Problem | None:
    """The problem with up to two pins that can be kept together; None without a plan to take them from."""
    plans = [plan for plan in lawful_plans(problem) or () if plan.assignments]
    if not plans:
        return None
    dice = random.Random(seed)
    served = dice.choice(plans).assignments
    pins = {a.session: a for a in dice.sample(served, min(2, len(served)))}
    sessions = (
        replace(s, pinned=(Agreement(pins[s.id].interpreter, pins[s.id].way),))
        if s.id in pins
        else s
        for s in problem.sessions
    )
    return replace(problem, sessions=tuple(sessions))


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=25)
def test_pins_are_kept_in_their_way_at_the_cost_that_trying_everything_finds(seed: int) -> None:
    problem = pinned_as_in_some_plan(a_tiny_problem(seed), seed)
    assume(problem is not None)
    assert problem is not None
    cheapest = cheapest_by_trying_everything(problem)
    assert proven(problem).cost == cheapest
    exact = solve(problem, Limits(seconds=20, deterministic=True))
    assert (exact.bound, exact.cost) == (cheapest, cheapest)


@pytest.mark.parametrize(("cost", "way"), [(150, "video"), (170, "on site")])
def test_another_way_is_taken_where_it_costs_less_than_the_road(cost: int, way: str) -> None:
    # Twenty minutes there and twenty back, at four a minute.
    ways = (a_way("on site", "clinic", ("i1",)), a_way("video", None, ("i1",), cost=cost))
    problem = a_problem(a_session(ways=ways))
    assert [a.way for a in proven(problem).assignments] == [way]
    assert proven(problem).cost == 60 + min(cost, 160)


@pytest.mark.parametrize(("case", "people"), [("c", {"i1"}), ("", {"i1", "i2"})])
def test_a_case_stays_with_one_person_where_that_costs_less(case: str, people: set[str]) -> None:
    near = an_interpreter("i2", home="clinic")
    sessions = (
        a_session(case=case),
        a_session("s2", place="clinic", start=800, candidates=("i1", "i2"), case=case),
    )
    # By the clinic the road is forty minutes longer, at four a minute.
    costs = Costs(discontinuity=200)
    problem = a_problem(*sessions, interpreters=(an_interpreter(), near), costs=costs)
    plan = proven(problem)
    assert {a.interpreter for a in plan.assignments} == people
    assert solve(problem, Limits(seconds=5, deterministic=True)).bound == plan.cost


def test_whoever_costs_nothing_comes_before_whoever_costs_something() -> None:
    staff, other = an_interpreter("i1", target_minutes=0), an_interpreter("i2", session_cost=50)
    problem = a_problem(a_session(candidates=("i1", "i2")), interpreters=(other, staff))
    assert [a.interpreter for a in proven(problem).assignments] == ["i1"]


@given(st.integers(0, 10**9), st.sampled_from([0, 7]))
@settings(deadline=None, max_examples=20)
def test_starts_between_the_grid_save_nothing(seed: int, odd: int) -> None:
    problem = a_tiny_problem(seed)
    first, *others = problem.interpreters
    people = (replace(first, min_break=first.min_break + odd), *others)
    problem = replace(problem, interpreters=people)
    compiled = CompiledProblem(problem)
    compiled.steps = [1] * len(people)
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
def test_the_whole_engine_agrees_with_another_solver(seed: int) -> None:
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
