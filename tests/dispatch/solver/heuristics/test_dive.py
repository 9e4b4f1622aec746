"""Diving, by the simplex method or by interior point: whole days that fit together, not far from the relaxed plan."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.engines.one_day import OneDaySearch
from dispatch.solver.heuristics.dive import dive
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import assignments_of, columns_of, filled
from dispatch.solver.master.masters import InteriorPointMaster, SimplexMaster
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.tree.tree import BranchAndPriceTree
from tests.dispatch.solver.tiny import a_tiny_problem

SOURCES = (SimplexMaster, InteriorPointMaster)


def relaxed(problem: Problem) -> tuple[ColumnGeneration, DualBound]:
    """Column generation, converged, from the first plan."""
    compiled = CompiledProblem(problem)
    rows = MasterRows(DayGraph(compiled))
    deadline = Deadline(Limits(seconds=20, deterministic=True))
    generation = ColumnGeneration(rows, Pricer(rows.graph), deadline)
    columns_of(generation.pool, greedy(compiled).assignments())
    return generation, generation.converge(InteriorPointMaster(generation, None), gap=1e-5)


def as_plan(problem: Problem, assignments: tuple[Assignment, ...]) -> Plan:
    return judge(problem, assignments).plan()


def dived(
    generation: ColumnGeneration,
    source: type[SimplexMaster | InteriorPointMaster],
    begin: DualBound,
) -> list[int]:
    return dive(generation, source, begin, generation.deadline, generation.deadline)


@pytest.mark.parametrize("source", SOURCES)
@given(seed=st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_whoever_dives_gives_nobody_two_days_and_no_seat_twice(
    source: type[SimplexMaster | InteriorPointMaster], seed: int
) -> None:
    problem = a_tiny_problem(seed)
    generation, root = relaxed(problem)
    columns = dived(generation, source, root)
    pool = generation.pool
    assert len({pool.block[c] for c in columns}) == len(columns)
    taken = [(a.session, a.interpreter) for a in assignments_of(pool, columns)]
    assert len(set(taken)) == len(taken)
    seats = [session for session, _ in taken]
    for session in problem.sessions:
        assert seats.count(session.id) <= session.needed


@pytest.mark.parametrize("family", ["full", "core"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_dive_ends_near_the_relaxed_plan(
    source: type[SimplexMaster | InteriorPointMaster], family: str
) -> None:
    problem = generate("day-50", 3, "full" if family == "full" else "core")
    generation, root = relaxed(problem)
    plan = as_plan(problem, filled(generation.pool, dived(generation, source, root)))
    assert violations(problem, plan) == []
    assert root.bound <= judge(problem, plan.assignments).terms.total <= 1.15 * root.bound


def test_where_the_simplex_method_has_no_time_the_search_still_dives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day of 2,500 kept its first plan to the end once: every dive waited for a simplex solution."""
    monkeypatch.setattr("dispatch.solver.engines.one_day.start_tree", no_tree)
    problem = replace(generate("day-50", 4, "full"), name="no tree")
    deadline = Deadline(Limits(seconds=1, deterministic=True))
    incumbent, compiled = Incumbent(problem, deadline), CompiledProblem(problem)
    incumbent.offer(greedy(compiled).assignments())
    first = incumbent.best
    OneDaySearch(compiled, incumbent, deadline).run()
    plan = incumbent.plan()
    assert violations(problem, plan) == []
    assert plan.bound <= plan.cost < first


def no_tree(*_: object) -> BranchAndPriceTree | None:
    return None
