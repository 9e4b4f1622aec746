"""Ranking for urgent sessions, and single handovers that fill a gap."""

from dataclasses import replace

import pytest

from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.whatif.insertion import InsertionDesk
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, a_way, an_interpreter

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


@pytest.mark.parametrize(("cost", "way"), [(150, "video"), (170, "on site")])
def test_everybody_is_ranked_in_their_cheapest_way(cost: int, way: str) -> None:
    ways = (a_way("on site", "clinic", BOTH), a_way("video", None, ("i1",), cost=cost))
    desk = InsertionDesk(a_problem(a_session(ways=ways), interpreters=TWO))
    far, near = desk.rank("s1")[::-1]
    assert (near.interpreter, near.way, near.cost) == ("i2", "on site", 60)
    assert (far.interpreter, far.way, far.cost) == ("i1", way, 60 + min(cost, 160))


def test_who_cannot_come_in_time_is_ranked_in_the_way_that_remains() -> None:
    ways = (a_way("on site", "clinic", ("i1",)), a_way("video", None, ("i1",), cost=900))
    problem = a_problem(a_session(ways=ways), a_session("s2", start=680))
    desk = InsertionDesk(problem, a_plan(("s2", "i1", 680)).assignments)
    assert [(r.interpreter, r.way) for r in desk.rank("s1")] == [("i1", "video")]


def test_whoever_is_handed_a_session_may_serve_it_in_a_way_of_theirs() -> None:
    ways = (a_way("on site", "clinic", ("i1",)), a_way("video", None, ("i2",), cost=300))
    problem = a_problem(a_session(ways=ways), a_session("s2", start=630), interpreters=TWO)
    before = a_plan(("s1", "i1", 600, "on site")).assignments
    desk = InsertionDesk(problem, before)
    (found,) = desk.handovers("s2")
    assert found.handed == Assignment("s1", "i2", 600, "video")
    assert found.taken == Assignment("s2", "i1", 630, "only")
    after, left = (judge(problem, a).terms for a in ((found.handed, found.taken), before))
    assert found.cost == after.total - (left.total - left.unfilled)
    assert desk.schedule.assignments() == before


@pytest.mark.parametrize(("name", "handed"), [("on site", ["i3"]), ("video", [])])
def test_who_joins_a_team_serves_in_the_way_of_the_others(name: str, handed: list[str]) -> None:
    ways = (a_way(name, None, ("i1", "i2", "i3")), a_way("telephone", None, ("i1", "i2", "i3")))
    if name == "video":
        ways = (a_way(name, None, BOTH), ways[1])
    people = (*TWO, an_interpreter("i3"))
    problem = a_problem(
        a_session(ways=ways, needed=2), a_session("s2", start=630), interpreters=people
    )
    before = a_plan(("s1", "i1", 600, name), ("s1", "i2", 600, name))
    found = InsertionDesk(problem, before.assignments).handovers("s2")
    assert [h.handed.interpreter for h in found] == handed
    assert all(h.handed.way == name for h in found)


def test_staff_is_ranked_before_others() -> None:
    people = (an_interpreter("i1", session_cost=50), an_interpreter("i2"))
    desk = InsertionDesk(a_problem(a_session(candidates=BOTH), interpreters=people))
    ranked = desk.rank("s1")
    assert [r.interpreter for r in ranked] == ["i2", "i1"]
    assert ranked[1].cost - ranked[0].cost == 50


def test_a_handover_that_sends_a_case_to_another_costs_that() -> None:
    problem = a_problem(
        a_session(candidates=BOTH, case="c"), a_session("s2", start=630, case="c"), interpreters=TWO
    )
    before = a_plan(("s1", "i1", 600)).assignments
    (found,) = InsertionDesk(problem, before).handovers("s2")
    after, left = (judge(problem, a).terms for a in ((found.handed, found.taken), before))
    assert after.discontinuity == 120
    assert found.cost == after.total - (left.total - left.unfilled)
