"""Ranking for urgent sessions, and single handovers that fill a gap."""

from dataclasses import replace

from dispatch.solver.problem.check import judge
from dispatch.solver.whatif.insertion import InsertionDesk
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, an_interpreter

TWO = (an_interpreter("i1"), an_interpreter("i2", home="clinic"))
BOTH = ("i1", "i2")


def test_the_nearest_free_interpreter_comes_first() -> None:
    desk = InsertionDesk(a_problem(a_session(candidates=BOTH), interpreters=TWO))
    assert [(r.interpreter, r.extra_travel) for r in desk.rank("s1")] == [
        ("i1", 20),
        ("i2", 60),
    ]


def test_who_is_busy_is_not_ranked() -> None:
    problem = a_problem(
        a_session(candidates=BOTH),
        a_session("s2", candidates=BOTH, start=630),
        interpreters=TWO,
    )
    desk = InsertionDesk(problem, a_plan(("s1", "i1", 600)).assignments)
    assert [r.interpreter for r in desk.rank("s2")] == ["i2"]


def test_whose_day_holds_no_more_strain_is_not_ranked() -> None:
    first, second = a_session(strain=1), a_session("s2", candidates=BOTH, start=700, strain=1)
    people = tuple(an_interpreter(name, max_strain_per_day=1) for name in BOTH)
    problem = a_problem(first, second, interpreters=people)
    desk = InsertionDesk(problem, a_plan(("s1", "i1", 600)).assignments)
    assert [r.interpreter for r in desk.rank("s2")] == ["i2"]
    calm = replace(problem, sessions=(first, replace(second, strain=0)))
    desk = InsertionDesk(calm, a_plan(("s1", "i1", 600)).assignments)
    assert {r.interpreter for r in desk.rank("s2")} == set(BOTH)


def test_who_is_no_candidate_is_not_ranked() -> None:
    desk = InsertionDesk(a_problem(interpreters=TWO))
    assert [r.interpreter for r in desk.rank("s1")] == ["i1"]


def test_a_session_between_two_others_adds_only_the_detour() -> None:
    problem = a_problem(a_session(), a_session("s2", start=800), a_session("s3", start=700))
    desk = InsertionDesk(problem, a_plan(("s1", "i1", 600), ("s2", "i1", 800)).assignments)
    assert [(r.start, r.extra_travel) for r in desk.rank("s3")] == [(700, 0)]


def test_a_handover_can_fill_a_session() -> None:
    easy = a_session(candidates=BOTH)
    hard = a_session("s2", start=630)
    desk = InsertionDesk(
        a_problem(easy, hard, interpreters=TWO), a_plan(("s1", "i1", 600)).assignments
    )
    (found,) = desk.handovers("s2")
    assert (found.taken.session, found.taken.interpreter) == ("s2", "i1")
    assert (found.handed.session, found.handed.interpreter) == ("s1", "i2")
    after = a_plan(("s2", "i1", 630), ("s1", "i2", 600)).assignments
    before = a_plan(("s1", "i1", 600)).assignments
    served = judge(desk.compiled.problem, after).terms
    left = judge(desk.compiled.problem, before).terms
    assert found.cost == served.total - (left.total - left.unfilled)


def test_a_pinned_session_is_not_handed_over() -> None:
    easy = a_session(candidates=BOTH, pinned=("i1",))
    hard = a_session("s2", start=630)
    desk = InsertionDesk(
        a_problem(easy, hard, interpreters=TWO), a_plan(("s1", "i1", 600)).assignments
    )
    assert desk.handovers("s2") == []
