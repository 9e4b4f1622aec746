"""The engine on tiny problems: lawful, honest, cheapest; each rule alone allowed and forbidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, an_interpreter
from tests.dispatch.solver.tiny import a_tiny_problem, cheapest_by_trying_everything

QUICK = Limits(seconds=10, deterministic=True)
TWO = (an_interpreter("i1"), an_interpreter("i2"))


def served(problem: Problem) -> set[str]:
    """The sessions of the best plan, which must be lawful and proven."""
    plan = solve(problem, QUICK)
    assert violations(problem, plan) == []
    assert plan.status == "optimal"
    assert plan.bound == plan.cost == judge(problem, plan.assignments).terms.total
    return {a.session for a in plan.assignments}


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=30)
def test_every_plan_is_lawful_honest_and_cheapest(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = solve(problem, QUICK)
    cheapest = cheapest_by_trying_everything(problem)

    assert violations(problem, plan) == []
    assert judge(problem, plan.assignments).terms == plan.terms
    assert plan.bound <= plan.cost
    if cheapest is not None:
        assert plan.bound <= cheapest == plan.cost


@pytest.mark.parametrize(("start", "expected"), [(700, {"s1", "s2"}), (695, {"s1"})])
def test_two_sessions_need_the_way_between_them(start: int, expected: set[str]) -> None:
    other = a_session("s2", place="clinic", start=start, unfilled_cost=8000)
    assert served(a_problem(a_session(), other)) == expected


@pytest.mark.parametrize(("cap", "expected"), [(120, {"s1", "s2"}), (119, {"s1"})])
def test_a_day_has_a_cap(cap: int, expected: set[str]) -> None:
    other = a_session("s2", start=800, unfilled_cost=8000)
    person = an_interpreter(max_minutes_per_day=cap)
    assert served(a_problem(a_session(), other, interpreters=(person,))) == expected


@pytest.mark.parametrize(("worked", "expected"), [(80, {"s1", "s2"}), (81, {"s1"})])
def test_a_week_has_a_cap_that_counts_what_was_worked(worked: int, expected: set[str]) -> None:
    other = a_session("s2", start=1440 + 600, unfilled_cost=8000)
    person = an_interpreter(
        max_minutes_per_week=200,
        worked_minutes=worked,
        available=((540, 1080), (1980, 2520)),
    )
    assert served(a_problem(a_session(), other, interpreters=(person,))) == expected


@pytest.mark.parametrize(("until", "expected"), [(660, {"s1"}), (659, set[str]())])
def test_a_session_needs_one_whole_window(until: int, expected: set[str]) -> None:
    person = an_interpreter(available=((540, until), (until, 1080)))
    assert served(a_problem(interpreters=(person,))) == expected


def test_a_team_waits_for_a_start_that_suits_everybody() -> None:
    session = a_session(needed=2, candidates=("i1", "i2"), latest_start=700)
    late = an_interpreter("i2", available=((650, 1080),))
    plan = solve(a_problem(session, interpreters=(TWO[0], late)), QUICK)
    assert {(a.interpreter, a.start) for a in plan.assignments} == {
        ("i1", 650),
        ("i2", 650),
    }


def test_half_a_team_is_not_sent() -> None:
    session = a_session(needed=2, candidates=("i1",))
    assert served(a_problem(session)) == set()


def test_a_pin_is_kept_even_when_it_costs() -> None:
    pinned = a_session(candidates=("i1", "i2"), pinned=("i2",))
    urgent = a_session("s2", candidates=("i2",), unfilled_cost=64000)
    plan = solve(a_problem(pinned, urgent, interpreters=TWO), QUICK)
    assert [(a.session, a.interpreter) for a in plan.assignments] == [("s1", "i2")]


def test_whoever_holds_a_session_keeps_it() -> None:
    session = a_session(candidates=("i1", "i2"), held_by=("i2",))
    far = an_interpreter("i2", home="clinic")
    plan = solve(a_problem(session, interpreters=(TWO[0], far)), QUICK)
    assert plan.assignments[0].interpreter == "i2"
    assert plan.terms.change == 0


def test_a_plan_can_be_had_from_an_empty_problem() -> None:
    plan = solve(a_problem(interpreters=(), sessions=()), QUICK)
    assert (plan.cost, plan.bound, plan.status) == (0, 0, "optimal")


def test_the_first_news_brings_the_first_plan() -> None:
    heard: list[Progress] = []
    solve(a_problem(), QUICK, on_progress=heard.append)
    assert heard[0].plan is not None


def test_a_stopped_solve_keeps_the_first_plan() -> None:
    plan = solve(a_problem(), QUICK, should_stop=lambda: True)
    assert plan.status == "feasible"
    assert [a.session for a in plan.assignments] == ["s1"]


def test_the_same_question_has_the_same_answer() -> None:
    def ask() -> Plan:
        return solve(a_tiny_problem(5), QUICK)

    assert ask() == ask()


def test_a_previous_plan_is_where_the_search_begins() -> None:
    session = a_session(candidates=("i1", "i2"))
    stop_at_once = Limits(seconds=0, deterministic=True)
    previous = a_plan(("s1", "i2", 600))
    plan = solve(a_problem(session, interpreters=TWO), stop_at_once, previous=previous)
    assert plan.assignments[0].interpreter == "i2"
