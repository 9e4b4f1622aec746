"""What more supply is worth."""

from collections.abc import Collection

from dispatch.solver.bench.generate import generate
from dispatch.solver.bench.supply import SupplyRow, accuracy
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.subproblem import subproblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Interpreter, Limits, Place, Problem, Travel
from dispatch.solver.solve import solve
from dispatch.solver.whatif.supply import (
    ExtraInterpreter,
    Supply,
    repaired_plan,
    replanned,
    with_extra,
)
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, a_way, an_interpreter

ENOUGH = Limits(seconds=5, deterministic=True)
# A session of an hour 20 minutes from home, by somebody whose fair share is none.
WAY_AND_LOAD = 4 * 20 + 60


def one_too_many() -> Problem:
    """One interpreter and two sessions at almost the same time."""
    return a_problem(a_session(), a_session("s2", start=630))


def value_of_another(
    problem: Problem,
    plan: Plan,
    person: Interpreter,
    could_serve: Collection[str],
    home: Place | None = None,
) -> int:
    """What one more interpreter would save of a plan."""
    pairs = frozenset(
        (s.id, w.name) for s in problem.sessions for w in s.ways if s.id in could_serve
    )
    return Supply(problem, plan).value(ExtraInterpreter(person, pairs, home))


def test_another_interpreter_is_worth_what_they_would_fill_less_the_way() -> None:
    problem = one_too_many()
    plan = solve(problem, ENOUGH)
    another = an_interpreter("new")
    assert value_of_another(problem, plan, another, {"s1", "s2"}) == 16000 - WAY_AND_LOAD


def test_another_bears_no_more_strain_on_a_day_than_anybody() -> None:
    sessions = [
        a_session(f"s{k}", start=start, strain=1, candidates=())
        for k, start in enumerate((600, 700, 800))
    ]
    problem = a_problem(*sessions, interpreters=())
    plan = solve(problem, ENOUGH)
    names = {s.id for s in sessions}
    served = [
        round(value_of_another(problem, plan, an_interpreter("new", **cap), names) / 16000)
        for cap in ({}, {"max_strain_per_day": 2}, {"max_strain_per_day": 1})
    ]
    assert served == [3, 2, 1]


def test_whoever_frees_another_for_an_open_session_is_worth_that_session() -> None:
    problem = one_too_many()
    plan = solve(problem, ENOUGH)
    served = {a.session for a in plan.assignments}
    assert value_of_another(problem, plan, an_interpreter("new"), served) == 16000 - WAY_AND_LOAD


def test_whoever_can_serve_nothing_is_worth_nothing() -> None:
    problem = one_too_many()
    plan = solve(problem, ENOUGH)
    assert value_of_another(problem, plan, an_interpreter("new"), set()) == 0


def test_whoever_lives_nearer_is_worth_the_way_saved() -> None:
    far = Place("far", 37.6, 127.4)
    problem = a_problem(
        interpreters=(an_interpreter("i1", home="far"),),
        places=(*a_problem().places, far),
        travel=Travel(),
    )
    plan = solve(problem, ENOUGH)
    beside = Place("beside", 37.26, 127.02)
    another = an_interpreter("new", home="beside")
    saved = value_of_another(problem, plan, another, {"s1"}, home=beside)
    assert saved == plan.terms.travel > 0


def test_somebody_already_among_the_interpreters_is_not_counted_twice() -> None:
    idle = an_interpreter("i2")
    problem = a_problem(
        a_session(), a_session("s2", start=630), interpreters=(an_interpreter(), idle)
    )
    plan = solve(problem, ENOUGH)
    assert value_of_another(problem, plan, idle, {"s1", "s2"}) == 16000 - WAY_AND_LOAD


def test_a_plan_repaired_and_replanned_is_lawful_and_no_dearer() -> None:
    problem = generate("day-50", 2)
    before = judge(problem, greedy(CompiledProblem(problem)).assignments()).plan()
    like = problem.interpreters[0]
    could = frozenset(
        (s.id, w.name) for s in problem.sessions for w in s.ways if like.id in w.candidates
    )
    joined = with_extra(problem, ExtraInterpreter(an_interpreter("new", home=like.home), could))
    plan = repaired_plan(joined, before)
    fresh = judge(joined, replanned(joined, plan, "new"))
    assert violations(joined, plan) == []
    assert fresh.violations == []
    assert Supply(problem, before).plan.assignments


def test_accuracy_is_the_mean_error_and_the_order() -> None:
    rows = [
        SupplyRow("x", "i1", estimate, 0, truth, 0, 0) for estimate, truth in ((8, 10), (30, 30))
    ]
    measured = accuracy(rows)
    assert (measured.error, round(measured.rank_correlation, 9)) == (2 / 40, 1.0)


def in_two_ways() -> Problem:
    """A session nobody could serve yet, on site or at a cost by video."""
    return a_problem(
        a_session(ways=(a_way("on site", "clinic", ()), a_way("video", None, (), cost=900)))
    )


def test_another_who_could_serve_by_video_only_is_worth_less_by_what_that_costs() -> None:
    problem = in_two_ways()
    plan = solve(problem, ENOUGH)
    supply = Supply(problem, plan)
    values = [
        supply.value(
            ExtraInterpreter(an_interpreter("new"), frozenset(("s1", way) for way in ways))
        )
        for ways in (("on site", "video"), ("on site",), ("video",), ("telephone",))
    ]
    on_site, video = 16000 - 4 * 40 - 60, 16000 - 900 - 60
    assert values == [on_site, on_site, video, 0]
    by_video = ExtraInterpreter(an_interpreter("new"), frozenset({("s1", "video")}))
    assert supply.price(by_video) == 16000 - 900


def test_another_is_a_candidate_of_the_ways_they_could_serve_and_of_no_other() -> None:
    extra = ExtraInterpreter(an_interpreter("new"), frozenset({("s1", "video")}))
    (session,) = with_extra(in_two_ways(), extra).sessions
    assert [way.candidates for way in session.ways] == [(), ("new",)]


def test_who_is_planned_anew_in_a_team_keeps_its_way() -> None:
    both = ("i1", "i2")
    ways = (a_way("on site", "office", both, latest_start=620), a_way("video", None, both))
    people = tuple(an_interpreter(name) for name in both)
    problem = a_problem(a_session(ways=ways, needed=2), interpreters=people)
    served = a_plan(("s1", "i1", 610, "on site"), ("s1", "i2", 610, "on site")).assignments
    (session,) = subproblem(problem, served, frozenset({"i1"})).problem.sessions
    (way,) = session.ways
    assert (way.name, way.earliest_start, way.latest_start) == ("on site", 610, 610)
    assert (way.candidates, session.needed) == (("i1",), 1)
