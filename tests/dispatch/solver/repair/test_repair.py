"""Repair after a change of the day: as much served as possible, then the fewest changes."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.disruption import Disruption, disrupt
from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Progress
from dispatch.solver.problem.problem import Agreement, Limits
from dispatch.solver.repair import repair as repair_file
from dispatch.solver.repair.repair import keeping, repair
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, a_way, an_interpreter
from tests.dispatch.solver.tiny import a_tiny_problem, lawful_plans

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


@given(st.integers(0, 10**9), st.integers(0, 3))
@settings(deadline=None, max_examples=30)
def test_nothing_serves_more_or_changes_less(seed: int, ill: int) -> None:
    healthy = a_tiny_problem(seed)
    compiled = CompiledProblem(healthy)
    before = judge(healthy, greedy(compiled).assignments()).plan()
    problem = keeping(disrupt(healthy, before, seed, Disruption(ill, urgent=1)), before)
    plans = lawful_plans(problem)
    assume(plans is not None)
    judged = [judge(problem, plan.assignments) for plan in plans or ()]
    least = min((found.terms.unfilled, found.changes) for found in judged)

    repaired = repair(problem, before, LIMITS)
    assert violations(problem, repaired.plan) == []
    assert (repaired.plan.terms.unfilled, repaired.changes) == least
    assert repaired.is_proven
    assert repaired.serves_most


def test_two_days_that_share_a_full_week_are_repaired_together() -> None:
    days = ((540, 1080), (1980, 2520))
    people = tuple(
        an_interpreter(f"i{k}", available=days, max_minutes_per_week=120) for k in (1, 2)
    )
    problem = a_problem(
        a_session("s1", candidates=("i1", "i2")),
        a_session("s2", start=800, candidates=("i1", "i2")),
        a_session("s3", start=2040, candidates=("i1", "i2")),
        a_session("s4", start=2240, candidates=("i1",), unfilled_cost=64000),
        interpreters=people,
    )
    before = a_plan(("s1", "i1", 600), ("s2", "i1", 800))
    repaired = repair(problem, before, LIMITS)
    assert repaired.plan.unfilled == ()
    assert (repaired.changes, repaired.is_proven) == (1, True)


def test_what_the_problem_holds_counts_before_the_previous_plan() -> None:
    session = a_session(candidates=ALL, held_by=("i2",))
    repaired = repair(a_problem(session, interpreters=THREE), a_plan(("s1", "i1", 600)), LIMITS)
    assert repaired.plan.assignments[0].interpreter == "i2"


def test_a_start_within_its_window_stays_where_it_was() -> None:
    session = a_session(latest_start=660)
    repaired = repair(a_problem(session), a_plan(("s1", "i1", 640)), LIMITS)
    assert repaired.plan.assignments[0].start == 640


def test_seats_that_stay_open_are_filled_by_whoever_is_nearest() -> None:
    near = an_interpreter("i2", home="office")
    problem = a_problem(a_session(candidates=ALL), interpreters=(THREE[0], near, THREE[2]))
    repaired = repair(problem, a_plan(), LIMITS)
    assert repaired.plan.assignments[0].interpreter == "i2"


def test_the_first_news_is_a_lawful_plan_even_without_time() -> None:
    heard: list[Progress] = []
    problem = a_problem(a_session(candidates=ALL), interpreters=THREE)
    repaired = repair(problem, a_plan(), Limits(seconds=0), on_progress=heard.append)
    assert len(heard) == 1
    assert violations(problem, repaired.plan) == []


def test_the_same_repair_twice_is_the_same() -> None:
    problem = generate("day-50", 7)
    plan = judge(problem, greedy(CompiledProblem(problem)).assignments()).plan()
    upset = disrupt(problem, plan, 1, Disruption())
    one, other = (repair(upset, plan, LIMITS) for _ in range(2))
    assert one.plan.assignments == other.plan.assignments
    assert one.is_proven


def test_a_day_too_large_to_prove_is_searched_and_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repair_file, "MOST_SEATS", 2)
    problem = a_problem(
        a_session(candidates=("i2", "i3")),
        a_session("s2", start=630, candidates=ALL),
        interpreters=THREE,
    )
    before = a_plan(("s1", "i1", 600), ("s2", "i2", 630))
    repaired = repair(problem, before, LIMITS)
    assert repaired.plan.unfilled == ()
    assert (repaired.changes, repaired.fewest, repaired.is_proven) == (1, 0, False)


def test_what_is_kept_is_kept_in_its_way() -> None:
    held = keeping(
        a_problem(a_session(ways=(a_way("on site", "office", ALL), a_way("video", None, ALL)))),
        a_plan(("s1", "i1", 600, "video")),
    )
    assert held.sessions[0].held_by == (Agreement("i1", "video"),)


def test_another_way_is_a_change_and_made_only_where_it_must_be() -> None:
    video = a_way("video", None, ("i1",))
    before = a_plan(("s1", "i1", 600, "on site"))
    free = a_problem(a_session(ways=(a_way("on site", "clinic", ("i1",)), video)))
    kept = repair(free, before, LIMITS)
    assert [(a.interpreter, a.way) for a in kept.plan.assignments] == [("i1", "on site")]
    assert (kept.changes, kept.is_proven) == (0, True)

    # Half an hour after one at the office the clinic cannot be reached.
    urgent = a_session("s2", start=680, unfilled_cost=64000, pinned=("i1",))
    moved = repair(a_problem(*free.sessions, urgent), before, LIMITS)
    assert [(a.session, a.way) for a in moved.plan.assignments] == [
        ("s1", "video"),
        ("s2", "only"),
    ]
    assert (moved.changes, moved.is_proven) == (1, True)


def test_who_stays_in_a_team_follows_it_into_another_way() -> None:
    ways = (a_way("on site", "office", ("i1",)), a_way("video", None, ("i1", "i3")))
    problem = a_problem(a_session(ways=ways, needed=2), interpreters=THREE)
    before = a_plan(("s1", "i1", 600, "on site"), ("s1", "i2", 600, "on site"))
    repaired = repair(problem, before, LIMITS)
    assert [(a.interpreter, a.way) for a in repaired.plan.assignments] == [
        ("i1", "video"),
        ("i3", "video"),
    ]
    assert (repaired.changes, repaired.is_proven) == (2, True)


def test_a_team_cannot_be_half_on_site_and_half_by_video() -> None:
    ways = (a_way("on site", "office", ("i1", "i3")), a_way("video", None, ("i2", "i3")))
    urgent = a_session("s2", candidates=("i3",), unfilled_cost=64000)
    problem = a_problem(a_session(ways=ways, needed=2), urgent, interpreters=THREE)
    repaired = repair(problem, a_plan(), LIMITS)
    assert repaired.plan.unfilled == ("s1",)
    assert repaired.serves_most


@pytest.mark.parametrize(("cost", "way"), [(150, "video"), (170, "on site")])
def test_open_seats_are_filled_in_the_cheapest_way(cost: int, way: str) -> None:
    ways = (a_way("on site", "clinic", ("i1",)), a_way("video", None, ("i1",), cost=cost))
    repaired = repair(a_problem(a_session(ways=ways)), a_plan(), LIMITS)
    assert [a.way for a in repaired.plan.assignments] == [way]
