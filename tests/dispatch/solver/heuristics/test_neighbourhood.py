"""Large neighbourhood search: lawful plans that only get cheaper, from bad ones and from the best."""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.heuristics.neighbourhood import LargeNeighbourhoodSearch
from dispatch.solver.master.cardinality import Decisions
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import columns_of
from dispatch.solver.master.rows import LEAVE
from dispatch.solver.problem.problem import Limits
from dispatch.solver.solve import solve
from tests.dispatch.solver.relaxed import judged, relaxed
from tests.dispatch.solver.tiny import a_small_problem, a_tiny_problem_of_two_days


def after_rounds(most: int) -> Callable[[], bool]:
    """Over after so many rounds."""
    rounds = count()
    return lambda: next(rounds) >= most


def searched(
    generation: ColumnGeneration, dual_bound: DualBound, begin: dict[int, int], rounds: int
) -> list[dict[int, int]]:
    """The routes after each improvement, and those at the end."""
    found: list[dict[int, int]] = []
    search = LargeNeighbourhoodSearch(generation, dual_bound, seed=3)
    end = search.improve(begin, lambda better: found.append(dict(better)), after_rounds(rounds))
    return [*found, end]


# Half a team is no team, though its seat costs nothing.
@example(seed=80190008, several=False)
@given(st.integers(0, 10**9), st.booleans())
@settings(deadline=None, max_examples=3)
def test_every_plan_on_the_way_is_lawful_and_cheaper_than_the_one_before(
    seed: int, several: bool
) -> None:
    problem = a_tiny_problem_of_two_days(seed) if several else a_small_problem(seed)
    generation, dual_bound, first = relaxed(problem)
    assume(first)
    plans = [
        judged(generation, chosen)
        for chosen in (first, *searched(generation, dual_bound, first, 5))
    ]
    assert all(plan.violations == [] for plan in plans)
    costs = [plan.terms.total for plan in plans]
    assert costs == sorted(costs, reverse=True)


def test_an_empty_plan_of_a_day_becomes_a_good_one() -> None:
    generation, dual_bound, first = relaxed(generate("day-50", 5))
    end = judged(generation, searched(generation, dual_bound, {}, 60)[-1])
    assert end.violations == []
    assert (
        end.terms.total < judged(generation, first).terms.total < judged(generation, {}).terms.total
    )
    assert end.terms.total <= 1.05 * dual_bound.bound


@pytest.mark.wide
def test_without_time_nothing_changes() -> None:
    generation, dual_bound, first = relaxed(generate("day-50", 5))
    assert searched(generation, dual_bound, first, 0) == [first]


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=3)
def test_the_best_plan_is_never_called_improved(seed: int) -> None:
    problem = a_small_problem(seed)
    plan = solve(problem, Limits(seconds=20, deterministic=True))
    assume(plan.assignments and plan.status == "optimal")
    generation, dual_bound, _ = relaxed(problem)
    best = columns_of(generation.pool, plan.assignments)
    plans = searched(generation, dual_bound, best, 5)
    assert len(plans) == 1
    assert judged(generation, plans[0]).terms.total == plan.cost


def test_routes_that_branching_bars_are_dropped() -> None:
    generation, dual_bound, first = relaxed(generate("day-50", 5))
    pool = generation.pool
    s = pool.sessions[next(iter(first.values()))][0]
    generation.rows.apply(Decisions().with_session(s, LEAVE))
    end = searched(generation, dual_bound, first, 0)[-1]
    barred = [b for b, c in first.items() if generation.rows.barred[list(pool.nodes[c])].any()]
    assert end == {b: c for b, c in first.items() if b not in barred}


def test_clusters_side_by_side_share_nobody() -> None:
    generation, dual_bound, first = relaxed(generate("day-200", 15), Limits(workers=3))
    search = LargeNeighbourhoodSearch(generation, dual_bound, seed=3)
    who = generation.rows.graph.interpreter
    for _ in range(5):
        clusters = search._clusters(first)
        people = [int(who[b]) for free in clusters for b in free]
        assert len(clusters) > 1
        assert len(people) == len(set(people))
