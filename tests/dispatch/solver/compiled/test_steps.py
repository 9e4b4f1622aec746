"""The grid of starts: odd times of one person are theirs alone."""

from typing import Any

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.problem.problem import Limits, Travel
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import PLACES, a_problem, a_session, an_interpreter

ESTIMATED = Travel(kmh=40, round_to=5, buffer=10)
WIDE: dict[str, Any] = {"earliest_start": 540, "latest_start": 1020, "candidates": ("i1", "i2")}
PEOPLE = (an_interpreter("i1", min_break=7), an_interpreter("i2", min_break=10))


def test_an_odd_break_makes_a_fine_grid_for_its_person_alone() -> None:
    problem = a_problem(a_session(**WIDE), interpreters=PEOPLE, places=PLACES, travel=ESTIMATED)
    compiled = CompiledProblem(problem)
    assert compiled.steps == [1, 5]
    assert len(compiled.options(0, 0)) == 481
    assert len(compiled.options(1, 0)) == 97


def test_a_team_with_a_window_has_one_grid() -> None:
    team = a_session(needed=2, **WIDE)
    compiled = CompiledProblem(a_problem(team, interpreters=PEOPLE, travel=ESTIMATED))
    assert compiled.steps == [1, 1]


def test_a_session_after_an_odd_break_begins_at_an_odd_minute() -> None:
    first = a_session("s1", candidates=("i1",), start=540)
    second = a_session("s2", candidates=("i1",), earliest_start=540, latest_start=607)
    problem = a_problem(first, second, interpreters=PEOPLE[:1])
    plan = solve(problem, Limits(seconds=5, deterministic=True))
    assert {(a.session, a.start) for a in plan.assignments} == {("s1", 540), ("s2", 607)}
