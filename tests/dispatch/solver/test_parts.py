"""Independent parts are found, solved apart and joined with a summed bound."""

from dispatch.solver.check import violations
from dispatch.solver.days import Days
from dispatch.solver.parts import parts
from dispatch.solver.problem import Limits, Problem
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter


def two_languages() -> Problem:
    """Two interpreters who share no session, one session nobody can serve, and somebody idle."""
    return a_problem(
        a_session("s1", candidates=("i1",)),
        a_session("s2", candidates=("i2",), start=800),
        a_session("s3", candidates=()),
        interpreters=tuple(an_interpreter(f"i{k}", target_minutes=60) for k in (1, 2, 3)),
    )


def test_who_shares_nobody_is_a_part_of_their_own() -> None:
    found = [
        ([s.id for s in part.sessions], [i.id for i in part.interpreters])
        for part in parts(Days(two_languages()))
    ]
    assert sorted(found) == [(["s1"], ["i1"]), (["s2"], ["i2"]), (["s3"], ["i3"])]


def test_parts_are_joined_into_one_proven_plan() -> None:
    problem = two_languages()
    plan = solve(problem, Limits(seconds=5, deterministic=True))
    assert violations(problem, plan) == []
    assert [a.session for a in plan.assignments] == ["s1", "s2"]
    assert (plan.status, plan.bound) == ("optimal", plan.cost)


def test_a_small_part_beside_a_large_one_is_proven_too() -> None:
    many = [a_session(f"s{k}", start=560 + 5 * k, candidates=("i1", "i2")) for k in range(60)]
    lost = a_session("lost", candidates=())
    people = (an_interpreter("i1"), an_interpreter("i2"))
    plan = solve(a_problem(*many, lost, interpreters=people), Limits(seconds=3, deterministic=True))
    assert plan.bound >= lost.unfilled_cost
    assert plan.gap < 0.01
