"""Repair after a change of the day: as much served as possible, then the fewest changes."""

from dataclasses import replace

from dispatch.solver.check import violations
from dispatch.solver.problem import Limits
from dispatch.solver.repair import hold, repair
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, an_interpreter

LIMITS = Limits(seconds=10, deterministic=True)
THREE = tuple(an_interpreter(f"i{k}") for k in (1, 2, 3))
ALL = ("i1", "i2", "i3")


def test_what_can_stay_stays_even_where_another_would_be_nearer() -> None:
    near = an_interpreter("i1", home="office")
    problem = a_problem(a_session(candidates=ALL), interpreters=(near, *THREE[1:]))
    repaired = repair(problem, a_plan(("s1", "i3", 600)), LIMITS)
    assert repaired.plan.assignments[0].interpreter == "i3"
    assert (repaired.changes, repaired.fewest) == (0, 0)


def test_who_fell_ill_is_replaced_with_one_change() -> None:
    problem = a_problem(
        a_session(candidates=("i2", "i3")),
        a_session("s2", start=630, candidates=ALL),
        interpreters=THREE,
    )
    before = a_plan(("s1", "i1", 600), ("s2", "i2", 630))
    repaired = repair(problem, before, LIMITS)
    assert {(a.session, a.interpreter) for a in repaired.plan.assignments} == {
        ("s1", "i3"),
        ("s2", "i2"),
    }
    assert repaired.is_proven
    assert repaired.changes == 1


def test_a_session_is_worth_more_than_any_number_of_changes() -> None:
    urgent = a_session("s3", start=610, candidates=("i1",), unfilled_cost=8000)
    problem = a_problem(
        a_session(candidates=("i1", "i2")),
        a_session("s2", start=620, candidates=("i2", "i3")),
        urgent,
        interpreters=THREE,
        costs=replace(a_problem().costs, change=8000),
    )
    before = a_plan(("s1", "i1", 600), ("s2", "i2", 620))
    repaired = repair(problem, before, LIMITS)
    assert repaired.plan.unfilled == ()
    assert (repaired.changes, repaired.is_proven) == (2, True)
    assert violations(problem, repaired.plan) == []


def test_a_released_session_is_no_longer_promised() -> None:
    problem = a_problem(a_session(), a_session("s2", start=800))
    held = hold(problem, a_plan(("s1", "i1", 600), ("s2", "i1", 800)), released={"s2"})
    assert [s.held_by for s in held.sessions] == [("i1",), ()]
