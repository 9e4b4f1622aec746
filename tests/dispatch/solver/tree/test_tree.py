"""Branching: decisions that a plan keeps never lift a bound above it, and a whole tree ends at the optimum."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.one_day import whole
from dispatch.solver.master.cardinality import Decisions, cardinality_rows, common
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.master.rows import LEAVE, SERVE, MasterRows
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import NO_LIMIT
from dispatch.solver.solve import solve
from dispatch.solver.tree.tree import start_tree
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
from tests.dispatch.solver.relaxed import PATIENT, generation_of
from tests.dispatch.solver.tiny import a_small_problem, a_tiny_problem


def decisions_kept_by(plan: Plan, rows: MasterRows, dice: random.Random) -> Decisions:
    """Some of what could be decided, all of it as the plan has it."""
    compiled, graph = rows.graph.compiled, rows.graph
    served = {
        (compiled.session_at[a.session], compiled.interpreter_at[a.interpreter])
        for a in plan.assignments
    }
    filled = {s for s, _ in served}
    decided = Decisions()
    for s, able in enumerate(compiled.able):
        if able and dice.random() < 0.4:
            decided = decided.with_session(s, SERVE if s in filled else LEAVE)
        for i in able:
            if rows.needed[s] == 1 and dice.random() < 0.2:
                b = graph.index_of[i, compiled.problem.sessions[s].day]
                decided = decided.with_pair(s, b, served=(s, i) in served)
    left = [float(bool(able) and s not in filled) for s, able in enumerate(compiled.able)]
    for k, count in enumerate((rows.cardinality_weight @ np.array(left)).tolist()):
        if dice.random() < 0.5:
            least, most = round(count), round(count)
            decided = decided.with_range(k, max(0, least - dice.choice([0, 1])), most)
    return decided


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=50)
def test_what_a_plan_keeps_never_lifts_the_bound_above_it(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = solve(problem, PATIENT)
    dice = random.Random(seed)
    rows = MasterRows(DayGraph(CompiledProblem(problem)))
    pricer = Pricer(rows.graph)
    rows.apply(decisions_kept_by(plan, rows, dice))
    scale = np.random.default_rng(seed)
    duals = rows.project(scale.normal(0, 10 ** scale.uniform(0, 4), rows.count))
    priced = pricer.room_for_routes(1)
    pricer.price(rows.reduced_profits(duals), priced)
    assert rows.bound(duals, priced.values[:, 0]) <= plan.cost + 1e-6


OPEN = (
    0,
    3,
    5,
    11,
    14,
    16,
    26,
    40,
    41,
    51,
    52,
    65,
    74,
    81,
    84,
    88,
    103,
    109,
    129,
    130,
    141,
    142,
    143,
    146,
)


@pytest.mark.parametrize("seed", OPEN)
def test_a_whole_tree_ends_at_the_optimum(seed: int) -> None:
    problem = a_small_problem(seed)
    # A tree knows no strain and no time away: with them the tree would end below the optimum.
    # Without rest each of these leaves something to branch on.
    alone = (replace(s, needed=1, pinned=s.pinned[:1], strain=0, rest=0) for s in problem.sessions)
    people = (replace(i, max_away_minutes=NO_LIMIT) for i in problem.interpreters)
    problem = replace(problem, sessions=tuple(alone), interpreters=tuple(people))
    plan = solve(problem, PATIENT)
    assert plan.status == "optimal"
    generation = generation_of(problem)
    root = generation.converge(InteriorPointMaster(generation, None))
    tree = start_tree(generation, root, lambda: plan.cost + 1.0, generation.deadline)
    assert tree is not None
    leaf = tree.branch(lambda _: None, generation.deadline)
    assert leaf.decisions != Decisions()
    assert leaf.bound <= plan.cost + 1e-3
    assert whole(leaf.bound) == plan.cost


def test_the_least_of_a_cardinality_row_lifts_the_bound() -> None:
    # Two sessions at once and one interpreter: that two stay unfilled costs another 8000.
    sessions = [
        a_session("s1", start=600, unfilled_cost=8000, candidates=("i1",)),
        a_session("s2", start=600, unfilled_cost=8000, candidates=("i1",)),
    ]
    problem = a_problem(*sessions, interpreters=(an_interpreter("i1"),))
    generation = generation_of(problem)
    rows = generation.rows
    free = generation.converge(InteriorPointMaster(generation, None)).bound
    rows.apply(Decisions().with_range(0, 2, np.inf))
    assert generation.converge(InteriorPointMaster(generation, None)).bound > free + 7000


def test_costs_of_many_kinds_are_counted_together_only() -> None:
    of_all, dear, cheap = cardinality_rows(np.array([8000, 16000, 8000, 0]), 12)
    assert of_all.unit == 8000
    assert of_all.weight.tolist() == [1, 2, 1, 0]
    assert dear.weight.tolist() == [0, 1, 0, 0]
    assert cheap.weight.tolist() == [1, 0, 1, 0]
    assert len(cardinality_rows(np.arange(1, 40), 12)) == 1
    assert cardinality_rows(np.zeros(3, dtype=np.int64), 12) == []


def test_what_several_leaves_decide_in_common_holds_for_each() -> None:
    one = Decisions({1: SERVE, 2: LEAVE}, {(3, 0): True}, {0: (2.0, 4.0), 1: (1.0, 1.0)})
    other = Decisions({1: SERVE, 2: SERVE}, {(3, 0): True, (4, 1): False}, {0: (3.0, 9.0)})
    assert common([one, other]) == Decisions({1: SERVE}, {(3, 0): True}, {0: (2.0, 9.0)})
    assert common([one]) == one
