"""What openings of supply would gain."""

import itertools
import json

import pytest
from click.testing import CliRunner

from dispatch.cli.engine import bench
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.openings import Opening
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import Interpreter, Limits, Problem
from dispatch.solver.solve import solve
from dispatch.solver.whatif.gains import Gain, GainScreen, bare, gain_anew
from tests.dispatch.solver.builders import a_problem, a_session, a_way, an_interpreter

ENOUGH = Limits(seconds=5, deterministic=True)


def serving(who: str, *sessions: str) -> frozenset[tuple[str, str, str]]:
    return frozenset((who, session, "only") for session in sessions)


def gain_of(problem: Problem, opening: Opening) -> Gain:
    """By the screen, and never another than planning anew shows."""
    problem = bare(problem)
    plan = solve(problem, ENOUGH)
    found = GainScreen(problem, plan).gain(opening)
    assert found == gain_anew(problem, plan, opening, ENOUGH)
    return found


def one_too_many() -> Problem:
    """One interpreter and two sessions at almost the same time."""
    return a_problem(a_session(), a_session("s2", start=630, candidates=("i1",)))


def test_one_more_gains_what_nobody_had_time_for() -> None:
    new = an_interpreter("new")
    found = gain_of(one_too_many(), Opening("x", (new,), serves=serving("new", "s1", "s2")))
    assert (found.need, len(found.served), found.lost) == (16000, 1, ())


def test_whoever_frees_another_gains_what_that_one_does_then() -> None:
    problem = one_too_many()
    plan = solve(bare(problem), ENOUGH)
    taken = plan.assignments[0].session
    found = gain_of(problem, Opening("x", (an_interpreter("new"),), serves=serving("new", taken)))
    assert found.need == 16000
    assert found.served == plan.unfilled


def test_a_chain_of_three_is_found() -> None:
    # "new" can only take s1 from i1, who can only take s2 from i2, who alone can serve s3.
    problem = a_problem(
        a_session("s1", candidates=("i1",)),
        a_session("s2", start=610, candidates=("i1", "i2")),
        a_session("s3", start=620, candidates=("i2",)),
        interpreters=(an_interpreter("i1"), an_interpreter("i2")),
    )
    found = gain_of(problem, Opening("x", (an_interpreter("new"),), serves=serving("new", "s1")))
    assert found.need == 16000


def test_the_second_of_a_team_makes_it_whole() -> None:
    problem = a_problem(a_session("s1", needed=2))
    found = gain_of(problem, Opening("x", (an_interpreter("new"),), serves=serving("new", "s1")))
    assert (found.need, found.served) == (32000, ("s1",))


def test_other_hours_and_another_level_of_somebody_there_are_openings_too() -> None:
    early = a_session("s1", start=400)
    hours = an_interpreter("i1", available=((360, 1080),))
    longer = Opening("hours", (hours,), serves=serving("i1", "s1"))
    assert gain_of(a_problem(early), longer).served == ("s1",)
    problem = a_problem(a_session("s1", candidates=()))
    assert gain_of(problem, Opening("level", serves=serving("i1", "s1"))).served == ("s1",)


def test_video_in_place_of_a_way_saves_the_way() -> None:
    problem = a_problem(a_session("s1", place="clinic"))
    video = Opening("video", ways=(("s1", a_way("video", None, ("i1",))),))
    found = gain_of(problem, video)
    assert (found.need, found.travel > 0) == (0, True)


def test_nobody_takes_on_more_than_a_week_allows() -> None:
    sessions = [a_session(f"s{day}", start=1440 * day + 600, candidates=()) for day in range(3)]
    days = tuple((1440 * day + 540, 1440 * day + 1080) for day in range(3))
    new = an_interpreter("new", available=days, max_minutes_per_week=120)
    opening = Opening("x", (new,), serves=serving("new", "s0", "s1", "s2"))
    assert len(gain_of(a_problem(*sessions), opening).served) == 2


def test_who_can_serve_nothing_more_gains_nothing() -> None:
    new = Opening("x", (an_interpreter("new"),))
    assert gain_of(one_too_many(), new) == Gain()


@pytest.mark.parametrize("hole", range(4))
def test_the_screen_is_as_good_as_trying_everything(hole: int) -> None:
    """Three sessions that overlap in turn, three people of whom one is new: every lawful plan compared."""
    people = [an_interpreter("i1"), an_interpreter("i2"), an_interpreter("new")]
    could = [("i1", "new"), ("i1", "i2"), ("i2",), ("i1",)]
    sessions = [
        a_session(f"s{k}", start=600 + 40 * k, candidates=() if k == hole else could[k])
        for k in range(4)
    ]
    without = [
        a_session(s.id, start=s.earliest_start, candidates=[c for c in s.candidates if c != "new"])
        for s in sessions
    ]
    problem = bare(a_problem(*without, interpreters=tuple(people[:2])))
    whole = bare(a_problem(*sessions, interpreters=tuple(people)))
    new = frozenset(("new", s.id, "only") for s in sessions if "new" in s.candidates)
    found = GainScreen(problem, solve(problem, ENOUGH)).gain(Opening("x", (people[2],), serves=new))
    assert found.cost(4) == _cheapest(problem, people[:2]) - _cheapest(whole, people)


def _cheapest(problem: Problem, people: list[Interpreter]) -> int:
    plans = itertools.product([None, *(p.id for p in people)], repeat=len(problem.sessions))
    judged = (
        judge(
            problem,
            tuple(
                Assignment(s.id, who, s.earliest_start)
                for s, who in zip(problem.sessions, plan, strict=True)
                if who is not None
            ),
        )
        for plan in plans
    )
    return min(each.terms.total for each in judged if not each.violations)


def test_nothing_but_need_and_travel_counts() -> None:
    problem = bare(a_problem(a_session("s1", preferred=("i2",), case="c", held_by=("i1",))))
    plan: Plan = solve(problem, ENOUGH)
    assert plan.cost == plan.terms.unfilled + plan.terms.travel


@pytest.mark.wide
def test_the_screen_says_what_planning_anew_shows() -> None:
    """The goals of solver.md, and clearly better than counting what stayed open; docs/benchmarks.md has twenty cases."""
    given = ["--gain", "--seeds", "3", "--seconds", "10", "--json"]
    said = json.loads(CliRunner().invoke(bench, given, catch_exceptions=False).stdout)
    assert len(said["cases"]) == 10
    assert said["mean_error"] <= 0.15
    assert said["rank_correlation"] >= 0.9
    naive = max(said["naive_rank_correlation"], said["naive_reach_rank_correlation"])
    assert naive < said["rank_correlation"] - 0.2
