"""The large search on tiny problems: bounds that hold, plans that are lawful and cheapest."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.problem import Agreement, Costs, Limits
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
from tests.dispatch.solver.engines.searched import searched
from tests.dispatch.solver.tiny import a_tiny_problem, cheapest_by_trying_everything

TEAM = ("i1", "i2", "i3")


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_the_bound_holds_and_the_plan_is_lawful(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = searched(problem, seconds=0.4)
    cheapest = cheapest_by_trying_everything(problem)

    assert violations(problem, plan) == []
    assert plan.bound <= plan.cost
    assume(cheapest is not None)
    assert cheapest is not None
    assert plan.bound <= cheapest <= plan.cost


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_any_duals_prove_a_bound(seed: int) -> None:
    problem = a_tiny_problem(seed)
    cheapest = cheapest_by_trying_everything(problem)
    assume(cheapest is not None)
    assert cheapest is not None
    graph = DayGraph(CompiledProblem(problem))
    rows, pricer = MasterRows(graph), Pricer(graph)
    dice = np.random.default_rng(seed)
    duals = rows.project(dice.normal(0, 10 ** dice.uniform(0, 4), rows.count))
    priced = pricer.room_for_routes(1)
    pricer.price(rows.reduced_profits(duals), priced)
    assert rows.bound(duals, priced.values[:, 0]) <= cheapest + 1e-6


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_of_fifty_sessions_is_proven(seed: int) -> None:
    problem = generate("day-50", seed)
    plan = searched(problem, seconds=10)
    assert violations(problem, plan) == []
    assert plan.gap < 0.01


def test_strain_that_bites_everywhere_is_kept_to() -> None:
    problem = generate("day-50", 1)
    strained = replace(problem, sessions=tuple(replace(s, strain=1) for s in problem.sessions))
    people = tuple(replace(i, max_strain_per_day=1) for i in problem.interpreters)
    capped = replace(strained, interpreters=people)

    assert violations(capped, searched(problem))  # who knows no cap breaks it
    plan = searched(capped)
    assert violations(capped, plan) == []
    assert plan.bound <= plan.cost
    assert len(plan.assignments) == len({a.interpreter for a in plan.assignments})


@pytest.mark.parametrize("needed", [1, 2])
def test_the_bound_knows_what_a_late_start_costs(needed: int) -> None:
    busy = a_session(candidates=("i1",))
    late = a_session("s2", latest_start=700, needed=needed, candidates=TEAM[:needed])
    people = (an_interpreter("i1"), an_interpreter("i2"))
    plan = searched(a_problem(busy, late, interpreters=people, costs=Costs(shift=3)))
    assert plan.terms.shift == 3 * 70
    # Relaxed, half of the team begins at once.
    assert plan.bound >= plan.cost - (0 if needed == 1 else plan.terms.shift / 2)


def test_the_same_seed_and_limits_give_the_same_plan() -> None:
    problem = generate("day-50", 3)
    assert searched(problem) == searched(problem)


def test_a_session_with_a_wide_window_is_served_once() -> None:
    wide = a_session(latest_start=1000, unfilled_cost=64000)
    plan = searched(a_problem(wide, a_session("s2", start=700)))
    assert sorted(a.session for a in plan.assignments) == ["s1", "s2"]


def test_a_flexible_team_starts_together() -> None:
    sessions = [
        a_session(f"s{k}", start=start, latest_start=start + 30, needed=2, candidates=TEAM)
        for k, start in enumerate((570, 600, 680, 700))
    ]
    people = tuple(an_interpreter(f"i{k}") for k in (1, 2, 3))
    problem = a_problem(*sessions, interpreters=people)
    assert violations(problem, searched(problem)) == []


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_pins_that_can_be_kept_are_kept(seed: int) -> None:
    problem = a_tiny_problem(seed)
    lawful = solve(problem, Limits(seconds=5, deterministic=True))
    pins = {a.session: Agreement(a.interpreter, a.way) for a in lawful.assignments[:2]}
    sessions = tuple(
        replace(s, pinned=(pins[s.id],)) if s.id in pins else s for s in problem.sessions
    )
    pinned = replace(problem, sessions=sessions)

    exact = solve(pinned, Limits(seconds=5, deterministic=True))
    assert violations(pinned, exact) == []
    assert exact.cost == lawful.cost
    large = searched(pinned, seconds=0.4)
    assert large.bound <= lawful.cost
