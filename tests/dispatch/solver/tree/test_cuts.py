"""Subset-row cuts: no plan breaks one, and the bound they lift never passes the optimum."""

import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import SETS, SetSize, generate
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines import arcflow
from dispatch.solver.master.columns import columns_of
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.params import DEFAULT
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Place, Problem, Travel
from dispatch.solver.solve import solve
from dispatch.solver.tree.cuts.rounds import CutRounds
from dispatch.solver.tree.cuts.subset_rows import SubsetRowCuts, single_rows, violated
from dispatch.solver.tree.tree import start_tree
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
from tests.dispatch.solver.relaxed import PATIENT, generation_of
from tests.dispatch.solver.tiny import a_small_problem


def optimum(problem: Problem) -> Plan:
    """A plan that is proven the cheapest."""
    plan = arcflow.solve(CompiledProblem(problem), PATIENT.seconds)
    assert plan.status == "optimal"
    return plan


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_no_plan_breaks_a_cut(seed: int) -> None:
    problem = a_small_problem(seed)
    plan = solve(problem, PATIENT)
    generation, dice = generation_of(problem), random.Random(seed)
    rows = generation.rows
    columns = np.array(sorted(columns_of(generation.pool, plan.assignments).values()), np.int64)
    single = np.flatnonzero(single_rows(rows)).tolist()
    cuts = SubsetRowCuts(rows)
    sizes = [size for size in (3, 5, 7) if size <= len(single)]
    assume(sizes and len(columns))
    cuts.add(tuple(sorted(dice.sample(single, dice.choice(sizes)))) for _ in range(60))
    row, column, _ = generation.pool.entries(columns)
    number, _, times = cuts.coefficients(column, row)
    assume(len(number))
    assert (np.bincount(number, times, len(cuts)) <= cuts.right_hand_sides).all()


def test_three_half_routes_over_three_sessions_are_one_too_many() -> None:
    rows = generation_of(a_small_problem(3)).rows
    a, b, c = np.flatnonzero(single_rows(rows))[:3].tolist()
    halves = [(0.5, (a, b)), (0.5, (b, c)), (0.5, (a, c))]
    assert violated(rows, halves, DEFAULT.cuts)[0] == (a, b, c)
    assert violated(rows, [(1.0, (a, b)), (1.0, (c,))], DEFAULT.cuts) == []


def a_crowded_problem(seed: int) -> Problem:
    """Fourteen sessions within five hours for six people: of what the relaxed plan halves, cuts forbid some."""
    dice = random.Random(seed)
    rows = [
        [0 if a == b else dice.choice([5, 10, 20, 40, 60]) for b in range(15)] for a in range(15)
    ]
    names = [f"i{k}" for k in range(6)]
    sessions = [
        a_session(
            f"s{k}",
            place=f"p{k + 1}",
            start=600 + 5 * dice.randrange(60),
            unfilled_cost=dice.choice([400, 800]),
            candidates=tuple(sorted(dice.sample(names, 4))),
        )
        for k in range(14)
    ]
    return a_problem(
        *sessions,
        places=tuple(Place(f"p{k}", 37, 127) for k in range(15)),
        interpreters=tuple(an_interpreter(n, home="p0", max_minutes_per_day=180) for n in names),
        travel=Travel(minutes=tuple(map(tuple, rows)), buffer=0),
    )


@pytest.mark.parametrize("seed", [4, 12, 14, 17, 19, 21])
def test_a_bound_with_cuts_stays_below_every_plan(seed: int) -> None:
    problem = a_crowded_problem(seed)
    best = optimum(problem)
    generation = generation_of(problem)
    columns_of(generation.pool, best.assignments)
    root = generation.converge(InteriorPointMaster(generation, None), gap=1e-7)
    rounds = CutRounds(generation, root)
    bound = rounds.run(float("inf"), lambda _: None, generation.deadline)
    assert len(rounds.cuts)
    assert root.bound <= bound <= best.cost + 1e-4


@pytest.mark.parametrize("seed", [6, 13])
def test_cuts_lift_the_bound_of_a_day_and_no_higher_than_its_optimum(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETS, "day-60", SetSize(60, 22, 1, 0.85))
    problem = generate("day-60", seed, "core")
    best = optimum(problem)
    generation = generation_of(problem)
    columns_of(generation.pool, best.assignments)
    root = generation.converge(InteriorPointMaster(generation, None), gap=1e-7)
    bounds: list[float] = []
    tree = start_tree(generation, root, lambda: float(best.cost), generation.deadline)
    assert tree is not None
    leaf = tree.cut(bounds.append, generation.deadline)
    assert bounds == sorted(bounds)
    assert root.bound + 1.0 < leaf.bound <= best.cost + 1e-4
