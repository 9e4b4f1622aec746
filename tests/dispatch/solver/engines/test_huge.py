"""The search over very large days, on small ones: bounds that hold, groups that fit together again."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.huge import HugeDaySearch, Regrouping
from dispatch.solver.heuristics.dive import PriceDrivenDive
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.master.colgen import ColumnGeneration
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.master.sparsify import SparseGraph, rank
from dispatch.solver.master.subgradient import SparseAscent
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_plan
from tests.dispatch.solver.engines.searched import searched
from tests.dispatch.solver.tiny import a_tiny_problem, cheapest_by_trying_everything


def planned(problem: Problem, seconds: float = 3.0) -> Plan:
    return searched(problem, seconds, HugeDaySearch)


def a_generation(problem: Problem, seconds: float = 1.0) -> ColumnGeneration:
    graph = DayGraph(CompiledProblem(problem))
    deadline = Deadline(Limits(seconds=seconds, deterministic=True))
    return ColumnGeneration(MasterRows(graph), Pricer(graph), deadline)


@pytest.mark.wide
@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=12)
def test_what_sparse_ascent_proves_no_plan_undercuts(seed: int) -> None:
    problem = a_tiny_problem(seed)
    cheapest = cheapest_by_trying_everything(problem)
    assume(cheapest is not None)
    assert cheapest is not None
    generation = a_generation(problem, seconds=0.01)
    rows = generation.rows
    assume(rows.graph.count and not rows.load_rows and not rows.cap_rows)
    dual_bound = SparseAscent(generation, SparseGraph(generation)).run(0.01, lambda _: None)
    assert dual_bound.bound <= cheapest + 1e-6


@pytest.mark.wide
def test_a_large_day_is_planned_lawfully_and_better_than_at_first() -> None:
    problem = generate("day-50", 1)
    plan = planned(problem)
    first = judge(problem, greedy(CompiledProblem(problem)).assignments()).terms
    proven = solve(problem, Limits(seconds=10, deterministic=True))
    assert violations(problem, plan) == []
    assert plan.cost < first.total
    assert plan.bound <= proven.cost


@pytest.mark.wide
def test_the_same_seed_and_limits_give_the_same_large_plan() -> None:
    problem = generate("day-50", 3)
    assert planned(problem) == planned(problem)


def test_a_price_driven_dive_gives_no_seat_twice() -> None:
    generation = a_generation(generate("day-50", 12), seconds=1.0)
    sparse_graph = SparseGraph(generation)
    dual_bound = SparseAscent(generation, sparse_graph).run(0.5, lambda _: None)
    chosen = PriceDrivenDive(generation, sparse_graph, dual_bound).run(generation.deadline)
    pool, rows = generation.pool, generation.rows
    taken = Counter(int(rows.node_row[n]) for c in chosen.values() for n in pool.nodes[c])
    assert all(count <= rows.high[row] for row, count in taken.items())
    assert all(pool.block[c] == b for b, c in chosen.items())


@pytest.mark.wide
def test_a_price_driven_dive_gives_nobody_too_much_strain() -> None:
    problem = generate("day-50", 1)
    strained = replace(
        problem,
        sessions=tuple(replace(s, strain=1) for s in problem.sessions),
        interpreters=tuple(replace(i, max_strain_per_day=1) for i in problem.interpreters),
    )
    generation = a_generation(strained)
    thin = SparseGraph(generation)
    proof = SparseAscent(generation, thin).run(0.5, lambda _: None)
    chosen = PriceDrivenDive(generation, thin, proof).run(generation.deadline)
    assert chosen
    assert {len(generation.pool.nodes[c]) for c in chosen.values()} == {1}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_groups_hold_a_plan_and_give_it_back(seed: int) -> None:
    problem = generate("day-200", 13)
    whole = greedy(CompiledProblem(problem)).assignments()
    groups = Regrouping(problem, seed).groups(30, whole)
    people = Counter(name for group in groups for name in group.people)
    assert set(people.values()) == {1}
    for group in groups:
        assert len(group.people) <= 30
        begun = group.restricted(whole)
        named = [(a.session, a.interpreter, a.start) for a in begun]
        assert violations(group.problem, a_plan(*named)) == []
        assert group.merged(begun, whole) == whole


def test_ranks_count_within_groups() -> None:
    group = np.array([1, 0, 1, 0, 1], dtype=np.int32)
    value = np.array([3.0, 1.0, 2.0, 0.0, 9.0])
    assert rank(group, value).tolist() == [1, 1, 0, 0, 2]
