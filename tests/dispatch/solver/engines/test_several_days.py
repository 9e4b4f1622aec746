"""Days apart: bounds that add up to one of the whole, and plans that keep what ties days together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.day_plans import DayPlans
from dispatch.solver.engines.day_trees import DayTrees
from dispatch.solver.engines.several_days import SeveralDaysSearch
from dispatch.solver.master.colgen import ColumnGeneration
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.problem import Limits, Problem, Session
from tests.dispatch.solver.engines.searched import searched
from tests.dispatch.solver.tiny import a_tiny_problem_of_two_days, cheapest_by_trying_everything

WEEK = 7 * 1440


def a_generation(problem: Problem) -> ColumnGeneration:
    graph = DayGraph(CompiledProblem(problem))
    deadline = Deadline(Limits(seconds=5, deterministic=True))
    return ColumnGeneration(MasterRows(graph), Pricer(graph), deadline)


def days_of(generation: ColumnGeneration) -> int:
    """On how many days somebody could work."""
    return len({day for _, day in generation.rows.graph.keys})


def a_week_later(problem: Problem) -> Problem:
    """The same with its second day in the week after."""
    people = tuple(
        replace(i, available=tuple(_later(first, last) for first, last in i.available))
        for i in problem.interpreters
    )
    sessions = tuple(_moved(s) if s.day else s for s in problem.sessions)
    return replace(problem, interpreters=people, sessions=sessions)


def _later(first: int, last: int) -> tuple[int, int]:
    shift = WEEK if first >= 1440 else 0
    return first + shift, last + shift


def _moved(session: Session) -> Session:
    ways = (
        replace(way, earliest_start=way.earliest_start + WEEK, latest_start=way.latest_start + WEEK)
        for way in session.ways
    )
    return replace(session, day=session.day + 7, ways=tuple(ways))


@given(st.integers(0, 10**9), st.booleans())
@settings(deadline=None, max_examples=15)
def test_bounds_of_days_add_up_whatever_a_minute_costs(seed: int, later: bool) -> None:
    problem = a_tiny_problem_of_two_days(seed)
    problem = a_week_later(problem) if later else problem
    cheapest = cheapest_by_trying_everything(problem)
    generation = a_generation(problem)
    assume(cheapest is not None and days_of(generation) > 1)
    assert cheapest is not None
    dice = np.random.default_rng(seed)
    root = generation.dual_bound(dice.normal(0, 10 ** dice.uniform(0, 4), generation.rows.count))
    proven: list[float] = []
    trees = DayTrees(generation, root, lambda: float(cheapest))
    proven.append(trees.bound)
    trees.branch(generation.deadline.until(5.0), proven.append)
    assert max(proven) <= cheapest + 1e-6
    assert proven == sorted(proven)
    assert proven[0] >= root.bound - 1e-6


@given(st.integers(0, 10**9), st.booleans())
@settings(deadline=None, max_examples=12)
def test_trees_go_on_at_other_prices_from_what_they_left_open(seed: int, later: bool) -> None:
    problem = a_tiny_problem_of_two_days(seed)
    problem = a_week_later(problem) if later else problem
    cheapest = cheapest_by_trying_everything(problem)
    generation = a_generation(problem)
    assume(cheapest is not None and days_of(generation) > 1)
    assert cheapest is not None
    # A better plan than the best keeps to nothing: one more, and the best obeys every decision of open leaves.
    ceiling = cheapest + 1.0
    trees = DayTrees(
        generation, generation.dual_bound(np.zeros(generation.rows.count)), lambda: ceiling
    )
    for _ in range(3):
        soon = generation.deadline.elapsed() + 0.2
        trees.branch(generation.deadline.until(soon), lambda _: None)
        assert trees.bound <= cheapest + 1e-6
        generation.rows.apply(trees.common())
        begin = trees.as_joint()
        prices = generation.converge(InteriorPointMaster(generation, begin), begin)
        assert prices.bound <= cheapest + 1e-3
        trees = DayTrees(generation, prices, lambda: ceiling, trees.leaves())
        assert trees.bound <= cheapest + 1e-3


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=12)
def test_the_bound_of_several_days_holds_and_the_plan_is_lawful(seed: int) -> None:
    problem = a_tiny_problem_of_two_days(seed)
    cheapest = cheapest_by_trying_everything(problem)
    assume(cheapest is not None and days_of(a_generation(problem)) > 1)
    assert cheapest is not None
    plan = searched(problem, seconds=1, engine=SeveralDaysSearch)
    assert violations(problem, plan) == []
    assert plan.bound <= cheapest <= plan.cost


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=15)
def test_days_dived_into_apart_keep_to_the_caps_of_the_week(seed: int) -> None:
    problem = a_tiny_problem_of_two_days(seed)
    generation = a_generation(problem)
    assume(generation.rows.cap_rows and days_of(generation) > 1)
    root = generation.converge(InteriorPointMaster(generation, None))
    plans: list[list[int]] = []
    chosen = DayPlans(generation, root).run(generation.deadline.until(5.0), plans.append)
    assert plans
    rows, used = generation.rows, np.zeros(generation.rows.count)
    for column in chosen:
        for row, taken in generation.pool.entries_of(column):
            used[row] += taken
    tied = list(rows.cap_rows.values())
    assert tied
    assert (used[tied] <= np.array(rows.high)[tied]).all()
    assert (used[rows.seat_rows] <= rows.needed[rows.seat_session[rows.seat_rows]]).all()


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.wide)])
def test_a_week_is_nearly_proven(seed: int) -> None:
    problem = _two_days_of(generate("week-1000", seed))
    plan = searched(problem, seconds=8, engine=SeveralDaysSearch)
    assert violations(problem, plan) == []
    assert plan.gap < 0.01


def _two_days_of(problem: Problem) -> Problem:
    return replace(problem, sessions=tuple(s for s in problem.sessions[::5] if s.day < 2))


def test_the_same_seed_and_limits_give_the_same_plan() -> None:
    problem = _two_days_of(generate("week-1000", 3))
    assert searched(problem, 3) == searched(problem, 3)
