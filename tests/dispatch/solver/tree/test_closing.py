"""Closing a gap: the best plan is found and proven, and nothing is said where routes are too many."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.params import DEFAULT, Tree
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.problem import Problem
from dispatch.solver.tree.closing import Closed, GapClosing
from tests.dispatch.solver.relaxed import judged, relaxed
from tests.dispatch.solver.tiny import (
    a_small_problem,
    a_tiny_problem,
    a_tiny_problem_of_two_days,
    cheapest_by_trying_everything,
)


@given(st.integers(0, 10**9), st.sampled_from([a_tiny_problem, a_tiny_problem_of_two_days]))
@settings(deadline=None, max_examples=30)
def test_it_finds_and_proves_what_trying_everything_finds(
    seed: int, make: Callable[[int], Problem]
) -> None:
    problem = make(seed)
    cheapest = cheapest_by_trying_everything(problem)
    generation, dual_bound, first = relaxed(problem)
    assume(cheapest is not None and generation.rows.graph.count)
    assert cheapest is not None
    known = judged(generation, first).terms.total
    found = GapClosing(generation, dual_bound, known).run(10.0)
    assert found.is_whole
    assert cheapest - 0.999 <= found.bound <= cheapest + 1e-3
    if known > cheapest:
        assert found.plan is not None
        best = judge(problem, found.plan)
        assert (best.violations, best.terms.total) == ([], cheapest)
    else:
        assert found.plan is None


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_where_something_better_is_said_to_be_known_nothing_is_found(seed: int) -> None:
    generation, dual_bound, first = relaxed(a_small_problem(seed))
    assume(first)
    known = dual_bound.bound - 5.0
    assert GapClosing(generation, dual_bound, known).run(10.0) == Closed(known)


def test_nothing_is_claimed_where_routes_are_too_many() -> None:
    generation, dual_bound, first = relaxed(a_small_problem(11))
    known = judged(generation, first).terms.total + 10_000
    generation.params = replace(DEFAULT, tree=Tree(most_per_block=1))
    assert GapClosing(generation, dual_bound, known).run(10.0) == Closed(is_whole=False)
