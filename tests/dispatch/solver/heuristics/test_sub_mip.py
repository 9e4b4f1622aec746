"""The sub-MIP: never worse than the present routes, and the best there is where the cluster is everything."""

from collections.abc import Callable

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dispatch.solver.heuristics.residual import ResidualProblem
from dispatch.solver.heuristics.sub_mip import SubMip, SubMipResult
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import columns_of
from dispatch.solver.pricing.pricing import Route
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
from tests.dispatch.solver.relaxed import judged, relaxed
from tests.dispatch.solver.tiny import (
    a_small_problem,
    a_tiny_problem,
    a_tiny_problem_of_two_days,
    cheapest_by_trying_everything,
)

EVERYTHING = float("inf")
SECONDS = 5.0


def planned_anew(
    generation: ColumnGeneration, dual_bound: DualBound, chosen: dict[int, int], less: float = 0.0
) -> SubMipResult:
    """All blocks freed at once, from a plan that is said to cost so much less than it does."""
    residual = ResidualProblem(generation, dual_bound, EVERYTHING)
    present = [chosen[b] for b in sorted(chosen)]
    used = residual.used(present)
    left = residual.rows_left(used, range(generation.rows.graph.count), present)
    cost = left.cost + sum(generation.pool.cost[c] for c in present)
    return SubMip(residual, left, seed=1).solve(cost - less)


def columns_after(
    generation: ColumnGeneration, chosen: dict[int, int], result: SubMipResult
) -> dict[int, int]:
    """The columns of a result, by block; the present ones where it has none."""
    if result.routes is None:
        return chosen
    columns = generation.pool.add(Route(b, nodes, 0.0) for b, nodes in result.routes)
    return {generation.pool.block[c]: c for c in columns}


@given(st.integers(0, 10**9), st.sampled_from([a_tiny_problem, a_tiny_problem_of_two_days]))
@settings(deadline=None, max_examples=10)
def test_from_no_routes_at_all_it_finds_what_trying_everything_finds(
    seed: int, make: Callable[[int], Problem]
) -> None:
    problem = make(seed)
    cheapest = cheapest_by_trying_everything(problem)
    generation, dual_bound, _ = relaxed(problem)
    assume(cheapest is not None and generation.rows.graph.count)
    nothing = judge(problem, ()).terms.total
    result = planned_anew(generation, dual_bound, {})
    after = judged(generation, columns_after(generation, {}, result))
    assert after.violations == []
    assert after.terms.total == cheapest
    assert result.is_better == (nothing > after.terms.total)


def the_best(problem: Problem) -> tuple[Assignment, ...]:
    plan = solve(problem, Limits(seconds=20, deterministic=True))
    assert plan.status == "optimal"
    return plan.assignments


# Somebody must serve a session that every route would do better without.
@example(594206)
# The duals of perturbed costs call a route of the best plan too dear.
@example(994462568)
@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=8)
def test_it_never_returns_worse_and_says_so_where_nothing_is_better(seed: int) -> None:
    problem = a_small_problem(seed)
    generation, dual_bound, first = relaxed(problem)
    assume(first)
    best = columns_of(generation.pool, the_best(problem))
    optimum = judged(generation, best).terms.total

    result = planned_anew(generation, dual_bound, first)
    after = judged(generation, columns_after(generation, first, result))
    assert after.violations == []
    assert optimum <= after.terms.total <= judged(generation, first).terms.total

    result = planned_anew(generation, dual_bound, best)
    assert not result.is_better
    after = judged(generation, columns_after(generation, best, result))
    assert (after.violations, after.terms.total) == ([], optimum)
    # The control: from a plan said to cost one more than the best, the best is better.
    assert planned_anew(generation, dual_bound, best, less=-1.0).is_better


def test_an_unfilled_team_with_a_choice_of_starts_is_filled() -> None:
    names = ("i1", "i2")
    team = a_session(needed=2, candidates=names, latest_start=630)
    problem = a_problem(team, interpreters=tuple(an_interpreter(n) for n in names))
    generation, dual_bound, first = relaxed(problem)
    assert len(first) == 2
    assert planned_anew(generation, dual_bound, {}).is_better
