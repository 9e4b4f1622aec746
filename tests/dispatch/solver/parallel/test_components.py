"""Independent parts are found, solved apart and joined with a summed bound."""

import time
from dataclasses import replace

import pytest

from dispatch.solver.bench.generate import generate
from dispatch.solver.bench.nation import nation
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.parallel.components import components
from dispatch.solver.params import DEFAULT, Parts
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.files import problem_from, problem_text
from dispatch.solver.problem.plan import Progress
from dispatch.solver.problem.problem import Limits, Problem, Travel
from dispatch.solver.process.split import DoNotJoin, join, split
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session, a_way, an_interpreter
from tests.dispatch.solver.tiny import a_small_problem

# Every part with some work is worth a process.
HEAVY = replace(DEFAULT, parts=Parts(heavy_pairs=100))


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
        for part in components(CompiledProblem(two_languages()))
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


def two_offices() -> Problem:
    """Two small provinces that share nobody, with some work for a solver in each."""
    return nation([generate("day-50", 1), generate("day-50", 2)])


def test_heavy_parts_are_solved_side_by_side() -> None:
    problem = two_offices()
    heard: list[Progress] = []
    plan = solve(problem, Limits(seconds=30, workers=2), on_progress=heard.append, params=HEAVY)
    assert violations(problem, plan) == []
    assert plan.gap < 0.01
    assert heard
    assert plan.bound > 0
    assert plan.marginal.keys() <= {"session", "interpreter"}


def test_parts_side_by_side_stop_when_asked() -> None:
    problem = nation([generate("day-200", 11), generate("day-200", 12)])
    began = time.monotonic()
    plan = solve(
        problem,
        Limits(seconds=100, workers=2),
        should_stop=lambda: time.monotonic() - began > 0.5,
        params=HEAVY,
    )
    assert violations(problem, plan) == []
    assert time.monotonic() - began < 60


def two_who_share_a_session_in_different_ways() -> Problem:
    """Two interpreters, of whom one serves a session at the office and the other elsewhere; and a third."""
    ways = (
        a_way("office", "office", ("i1",)),
        a_way("video", None, ("i2",)),
        a_way("clinic", "clinic", ("i2",)),
    )
    return a_problem(
        a_session("s1", ways=ways),
        a_session("s2", candidates=("i2",), start=800),
        a_session("s3", candidates=("i3",)),
        interpreters=tuple(an_interpreter(f"i{k}") for k in (1, 2, 3)),
        travel=Travel(),
    )


def test_who_shares_a_session_in_any_way_is_in_the_same_part() -> None:
    found = components(CompiledProblem(two_who_share_a_session_in_different_ways()))
    assert [[s.id for s in part.sessions] for part in found] == [["s3"], ["s1", "s2"]]


def test_a_part_on_another_machine_knows_the_places_of_all_ways() -> None:
    problem = two_who_share_a_session_in_different_ways()
    parts = [problem_from(problem_text(part)) for part in split(problem, most=2)]
    assert [{p.id for p in part.places} for part in parts] == [
        {"office", "clinic", "home"},
        {"office", "home"},
    ]


def test_a_problem_split_over_machines_is_joined_with_a_summed_bound() -> None:
    problem = two_offices()
    files = split(problem, most=3)
    plans = [solve(part, Limits(seconds=5, deterministic=True)) for part in files]
    plan = join(problem, plans)
    assert len(files) <= 3
    assert violations(problem, plan) == []
    assert plan.cost == judge(problem, plan.assignments).terms.total == sum(p.cost for p in plans)
    assert plan.bound == sum(p.bound for p in plans)


def test_a_split_with_a_table_of_ways_keeps_its_places() -> None:
    files = split(two_languages(), most=2)
    assert [len(part.places) for part in files] == [3, 3]


def test_a_part_on_another_machine_knows_everybody_it_names() -> None:
    problem = generate("day-50", 11)
    files = [problem_text(part) for part in split(problem, most=3)]
    limits = Limits(seconds=0, deterministic=True)
    plans = [solve(problem_from(file), limits) for file in files]
    assert len(files) == 3
    plan = join(problem, plans)
    assert plan.cost == sum(part.cost for part in plans)


@pytest.mark.parametrize("name", ["day-200", "week-1000"])
@pytest.mark.parametrize("seed", [11, 12])
def test_parts_of_the_benchmarks_are_read_solved_and_joined(name: str, seed: int) -> None:
    problem = generate(name, seed)
    parts = split(problem, most=4)
    assert len(parts) > 1
    assert joined_again(problem, parts) == []


def test_parts_of_anything_are_read_solved_and_joined() -> None:
    several = 0
    for seed in range(60):
        problem = a_small_problem(seed)
        parts = split(problem, most=1 + seed % 4)
        several += len(parts) > 1
        assert joined_again(problem, parts) == [], f"seed {seed}"
    assert several > 10


def joined_again(problem: Problem, parts: list[Problem]) -> list[str]:
    """What is wrong with the plan joined from parts that were written, read and solved elsewhere."""
    read = [problem_from(problem_text(part)) for part in parts]
    assert read == parts
    plans = [solve(part, Limits(seconds=0, deterministic=True)) for part in read]
    plan = join(problem, plans)
    assert plan.cost == sum(each.cost for each in plans)
    return violations(problem, plan)


def test_a_missing_part_is_refused() -> None:
    problem = two_offices()
    plans = [solve(part, Limits(seconds=0, deterministic=True)) for part in split(problem, 2)]
    with pytest.raises(DoNotJoin, match="each session exactly once"):
        join(problem, plans[:1])


def test_plans_that_break_a_rule_together_are_refused() -> None:
    problem = two_languages()
    plans = [solve(part, Limits(seconds=5, deterministic=True)) for part in split(problem, 3)]
    wrong = [
        replace(p, assignments=tuple(replace(a, start=a.start + 5) for a in p.assignments))
        for p in plans
    ]
    with pytest.raises(DoNotJoin, match="outside the window"):
        join(problem, wrong)
