"""The residual problem: exactly what the other blocks leave, and what a cluster costs in the plan."""

import random
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.heuristics.residual import ResidualProblem
from dispatch.solver.problem.problem import Problem
from tests.dispatch.solver.relaxed import judged, relaxed
from tests.dispatch.solver.tiny import a_small_problem

EVERYTHING = float("inf")


def a_cluster(chosen: dict[int, int], count: int, seed: int) -> list[int]:
    """Some of the blocks, with and without a route."""
    dice = random.Random(seed)
    return dice.sample(range(count), dice.randint(1, max(1, count - 1))) if chosen else []


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
def test_what_is_left_is_the_rows_less_what_the_others_take(seed: int) -> None:
    generation, dual_bound, chosen = relaxed(a_small_problem(seed))
    rows, pool = generation.rows, generation.pool
    free = a_cluster(chosen, rows.graph.count, seed)
    others = np.zeros(rows.count)
    for b, c in chosen.items():
        for row, taken in pool.entries_of(c) if b not in free else ():
            others[row] += taken
    residual = ResidualProblem(generation, dual_bound, EVERYTHING)
    assume(free)
    left = residual.rows_left(
        residual.used(chosen.values()), free, [chosen[b] for b in free if b in chosen]
    )
    assume(others[left.rows].any())  # otherwise there would be nothing to subtract
    low, high = np.array(rows.low)[left.rows], np.array(rows.high)[left.rows]
    assert np.array_equal(left.low, low - others[left.rows])
    assert np.array_equal(left.high, high - others[left.rows])
    assert not np.array_equal(left.high, high)


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=10)
def test_routes_may_lead_through_seats_that_are_left_and_no_others(seed: int) -> None:
    generation, dual_bound, chosen = relaxed(a_small_problem(seed))
    rows, graph = generation.rows, generation.rows.graph
    free = a_cluster(chosen, graph.count, seed)
    assume(free)
    residual = ResidualProblem(generation, dual_bound, EVERYTHING)
    present = [chosen[b] for b in free if b in chosen]
    left = residual.rows_left(residual.used(chosen.values()), free, present)
    others = residual.used(c for b, c in chosen.items() if b not in free)
    nodes = set(left.nodes.tolist())
    assert {int(graph.block[n]) for n in nodes} <= set(free)
    for n in range(len(graph.session)):
        s, row = int(graph.session[n]), int(rows.node_row[n])
        if int(graph.block[n]) in free and s not in rows.flexible_teams:
            assert (n in nodes) == (others[row] < rows.needed[s])


def for_one(problem: Problem) -> Problem:
    """The same without teams: a plan without somebody's day is lawful then."""
    sessions = tuple(replace(s, needed=1, pinned=()) for s in problem.sessions)
    return replace(problem, sessions=sessions)


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=10)
def test_a_cluster_costs_what_the_checker_says_that_its_routes_change(seed: int) -> None:
    generation, dual_bound, chosen = relaxed(for_one(a_small_problem(seed)))
    free = a_cluster(chosen, generation.rows.graph.count, seed)
    present = [chosen[b] for b in free if b in chosen]
    assume(present)
    residual = ResidualProblem(generation, dual_bound, EVERYTHING)
    without = {b: c for b, c in chosen.items() if b not in free}
    before = residual.rows_left(residual.used(chosen.values()), free, present)
    after = residual.rows_left(residual.used(without.values()), free, [])
    routes = sum(generation.pool.cost[c] for c in present)
    change = judged(generation, chosen).terms.total - judged(generation, without).terms.total
    assert abs(before.cost + routes - after.cost - change) < 1e-6
