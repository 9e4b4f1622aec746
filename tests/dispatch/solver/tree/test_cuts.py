"""Odd sets: no plan breaks one, and the bound they lift never passes the optimum."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import SETS, SetSize, generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.engines.small.exact import solve_exactly
from dispatch.solver.master.colgen import ColumnGeneration
from dispatch.solver.master.columns import columns_of
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve
from dispatch.solver.tree.cuts.rounds import CutRounds
from dispatch.solver.tree.cuts.subset_rows import SubsetRowCuts, single_rows, violated
from dispatch.solver.tree.tree import start_tree
from tests.dispatch.solver.tiny import a_small_problem, a_tiny_problem

PATIENT = Limits(seconds=60, deterministic=True)


def generation_of(problem: Problem) -> ColumnGeneration:
    """Column generation with time enough."""
    rows = MasterRows(DayGraph(CompiledProblem(problem)))
    return ColumnGeneration(rows, Pricer(rows.graph), Deadline(PATIENT))


def optimum(problem: Problem) -> Plan:
    """A plan that is proven the cheapest."""
    deadline = Deadline(PATIENT)
    incumbent = Incumbent(problem, deadline)
    solve_exactly(CompiledProblem(problem), incumbent, deadline)
    plan = incumbent.plan()
    assert plan.status == "optimal"
    return plan


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_no_plan_takes_two_rows_of_an_odd_set_more_often_than_there_is_room(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = solve(problem, PATIENT)
    generation, dice = generation_of(problem), random.Random(seed)
    rows = generation.rows
    columns = np.array(sorted(columns_of(generation.pool, plan.assignments).values()), np.int64)
    single = np.flatnonzero(single_rows(rows)).tolist()
    cuts = SubsetRowCuts(rows)
    sizes = [size for size in (3, 5, 7) if size <= len(single)]
    cuts.add(
        tuple(sorted(dice.sample(single, dice.choice(sizes)))) for _ in range(30 * bool(sizes))
    )
    row, column, _ = generation.pool.entries(columns)
    number, _, times = cuts.coefficients(column, row)
    assert (np.bincount(number, times, len(cuts)) <= cuts.right_hand_sides).all()


def test_three_half_routes_over_three_sessions_are_one_too_many() -> None:
    rows = generation_of(a_small_problem(3)).rows
    a, b, c = np.flatnonzero(single_rows(rows))[:3].tolist()
    halves = [(0.5, (a, b)), (0.5, (b, c)), (0.5, (a, c))]
    assert violated(rows, halves)[0] == (a, b, c)
    assert violated(rows, [(1.0, (a, b)), (1.0, (c,))]) == []


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_a_tightened_bound_stays_below_every_plan(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = solve(problem, PATIENT)
    generation = generation_of(problem)
    generation.pool.add(())
    columns_of(generation.pool, plan.assignments)
    if not len(generation.pool):
        return
    root = generation.converge(InteriorPointMaster(generation, None), gap=1e-7)
    bound = CutRounds(generation, root).run(float("inf"), lambda _: None, 60.0)
    assert root.bound <= bound <= plan.cost + 1e-4


@pytest.mark.parametrize("seed", [6, 13])
def test_odd_sets_lift_the_bound_of_a_day_and_no_higher_than_its_optimum(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETS, "day-60", SetSize(60, 22, 1, 0.85))
    problem = generate("day-60", seed, "core")
    best = optimum(problem)
    generation = generation_of(problem)
    columns_of(generation.pool, best.assignments)
    root = generation.converge(InteriorPointMaster(generation, None), gap=1e-7)
    told: list[float] = []
    tree = start_tree(generation, root, lambda: float(best.cost))
    assert tree is not None
    leaf = tree.cut(told.append, 60.0)
    assert told == sorted(told)
    assert root.bound + 1.0 < leaf.bound <= best.cost + 1e-4
