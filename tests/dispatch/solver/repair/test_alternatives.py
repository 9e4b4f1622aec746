"""Smaller repairs beside the full one: against trying everything."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.disruption import Disruption, disrupt
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.repair.alternatives import MORE_CHANGES, smaller_repairs
from dispatch.solver.repair.repair import keeping, repair
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, an_interpreter
from tests.dispatch.solver.tiny import a_tiny_problem, a_tiny_problem_of_two_days, lawful_plans

LIMITS = Limits(seconds=20)


def a_chain(length: int) -> Problem:
    """Sessions at ten that can all be served only by moving everybody one on; the last is new."""
    people = tuple(an_interpreter(f"i{k}") for k in range(length + 1))
    held = [
        a_session(f"s{k}", candidates=(f"i{k}", f"i{k + 1}"), held_by=(f"i{k}",))
        for k in range(length)
    ]
    return a_problem(*held, a_session("new", candidates=("i0",)), interpreters=people)


def test_where_nobody_need_be_moved_there_is_one_repair() -> None:
    problem = a_problem(
        a_session("s1", held_by=("i1",)),
        a_session("s2", candidates=("i2",)),
        interpreters=(an_interpreter("i1"), an_interpreter("i2")),
    )
    before = a_plan(("s1", "i1", 600))
    assert smaller_repairs(problem, before, repair(problem, before, LIMITS), LIMITS) == ()


def test_each_change_more_that_fills_more_is_a_choice() -> None:
    one, two = a_chain(1), a_chain(2)
    people = (*one.interpreters, *(an_interpreter(f"j{k}") for k in range(3)))

    # The second chain has names of its own.
    def other(name: str) -> str:
        return name.replace("i", "j") if name.startswith("i") else f"t{name}"

    held = [
        a_session(
            other(s.id),
            candidates=tuple(map(other, s.candidates)),
            held_by=tuple(other(each.interpreter) for each in s.held_by),
        )
        for s in two.sessions
    ]
    free = a_session("free", start=800, candidates=("i1",))
    problem = a_problem(*one.sessions, *held, free, interpreters=people)
    before = a_plan(("s0", "i0", 600), ("ts0", "j0", 600), ("ts1", "j1", 600))
    full = repair(problem, before, LIMITS)
    assert (full.changes, full.plan.unfilled) == (3, ())
    smaller = smaller_repairs(problem, before, full, LIMITS)
    assert [(each.changes, each.plan.unfilled) for each in smaller] == [
        (0, ("new", "tnew")),
        (1, ("tnew",)),
    ]


def test_without_time_there_is_the_full_one_alone() -> None:
    problem = a_chain(2)
    before = a_plan(("s0", "i0", 600), ("s1", "i1", 600))
    full = repair(problem, before, LIMITS)
    assert smaller_repairs(problem, before, full, Limits(seconds=0)) == ()
    assert smaller_repairs(problem, before, full, LIMITS, should_stop=lambda: True) == ()


@given(st.integers(0, 10**9), st.integers(0, 3), st.booleans())
@settings(deadline=None, max_examples=12)
def test_none_within_so_many_changes_serves_more(seed: int, ill: int, two_days: bool) -> None:
    healthy = (a_tiny_problem_of_two_days if two_days else a_tiny_problem)(seed)
    before = judge(healthy, greedy(CompiledProblem(healthy)).assignments()).plan()
    problem = keeping(disrupt(healthy, before, seed, Disruption(ill, urgent=2)), before)
    plans = lawful_plans(problem)
    assume(plans is not None)
    judged = [judge(problem, plan.assignments) for plan in plans or ()]
    full = repair(problem, before, LIMITS)
    fewest = min(each.changes for each in judged)
    expected: list[int] = []
    for k in range(fewest, min(fewest + MORE_CHANGES + 1, full.changes)):
        least = min(each.terms.unfilled for each in judged if each.changes <= k)
        if not expected or least < expected[-1]:
            expected.append(least)
    found = smaller_repairs(problem, before, full, LIMITS)
    assert [each.plan.terms.unfilled for each in found] == expected
    assert all(violations(problem, each.plan) == [] for each in found)
    assert [each.changes for each in found] == sorted({each.changes for each in found})
