"""The engine's process: listened to, stopped, killed, and done without."""

import sys

import pytest

from dispatch.service.engine.solving import EngineFailed, Watch, progress_as_json, solve
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.plan import Progress
from dispatch.solver.problem.problem import Limits
from tests.dispatch.solver.builders import a_problem, a_session

LIMITS = Limits(seconds=2)
PROBLEM = a_problem(a_session(), a_session("s2", start=800))


def engine(program: str) -> tuple[str, ...]:
    """Another program in the place of the engine."""
    return (sys.executable, "-c", program)


def test_the_best_plan_comes_back_with_its_news() -> None:
    heard: list[Progress] = []
    plan = solve(PROBLEM, LIMITS, Watch(on_progress=heard.append))
    assert violations(PROBLEM, plan) == []
    assert plan.unfilled == ()
    assert heard
    assert progress_as_json(heard[-1])["unfilled"] == 0


def test_an_engine_that_hangs_is_killed_and_the_first_plan_made_without_it() -> None:
    watch = Watch(engine=engine("import time; time.sleep(600)"), grace_seconds=0.2)
    plan = solve(PROBLEM, Limits(seconds=0.2), watch)
    assert violations(PROBLEM, plan) == []
    assert plan.unfilled == ()
    assert plan.bound == 0


def test_an_engine_that_dies_leaves_the_first_plan() -> None:
    plan = solve(PROBLEM, LIMITS, Watch(engine=engine("raise SystemExit(3)")))
    assert violations(PROBLEM, plan) == []


def test_half_a_line_of_a_dying_engine_is_passed_over() -> None:
    plan = solve(PROBLEM, LIMITS, Watch(engine=engine('print(\'{"event": "progr\')')))
    assert violations(PROBLEM, plan) == []


def test_a_stopped_engine_hands_in_what_it_has() -> None:
    sessions = [a_session(f"s{k}", start=540 + 5 * (k % 90)) for k in range(60)]
    problem = a_problem(*sessions)
    heard: list[Progress] = []
    watch = Watch(on_progress=heard.append, should_stop=lambda: bool(heard))
    plan = solve(problem, Limits(seconds=100), watch)
    assert violations(problem, plan) == []
    assert plan.seconds < 50


def test_a_failure_of_the_first_plan_too_is_told() -> None:
    broken = a_problem(a_session(place="nowhere"))
    with pytest.raises(EngineFailed, match="nowhere"):
        solve(broken, LIMITS)
