"""Problems and plans as files: round trips, and refusals that name the field."""

import json
from typing import Any

import pytest

from dispatch.solver.problem.files import BadFile, plan_from, plan_text, problem_from, problem_text
from dispatch.solver.problem.problem import Limits
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session
from tests.dispatch.solver.tiny import a_tiny_problem


@pytest.mark.parametrize("seed", range(5))
def test_a_problem_and_its_plan_survive_being_written(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = solve(problem, Limits(seconds=5, deterministic=True))
    assert problem_from(problem_text(problem)) == problem
    again = plan_from(plan_text(plan))
    assert (again.assignments, again.cost, again.bound) == (
        plan.assignments,
        plan.cost,
        plan.bound,
    )


def a_file() -> dict[str, Any]:
    """A good problem file."""
    return json.loads(problem_text(a_problem(a_session(pinned=("i1",)))))


def without(file: dict[str, Any], key: str) -> dict[str, Any]:
    """The same file with a key left out."""
    return {name: value for name, value in file.items() if name != key}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"place": "p9"}, 'sessions[0].place: must be the id of a place, not "p9"'),
        (
            {"candidates": ["i9"]},
            "sessions[0].candidates[0]: must be the id of an interpreter",
        ),
        (
            {"minutes": -5},
            "sessions[0].minutes: must lie between 0 and 1000000000, not -5",
        ),
        ({"minutes": 0}, "sessions[0].minutes: must be above 0, not 0"),
        ({"minutes": 60.5}, "sessions[0].minutes: must be a whole number, not 60.5"),
        ({"minutes": True}, "sessions[0].minutes: must be a whole number, not true"),
        (
            {"earliest_start": 1500},
            "sessions[0].earliest_start: must lie inside day 0, not 1500",
        ),
        (
            {"latest_start": 1440},
            "sessions[0].latest_start: must lie inside day 0",
        ),
        (
            {"latest_start": 500},
            "sessions[0].latest_start: must not be before earliest_start",
        ),
        ({"candidates": []}, "sessions[0].pinned[0]: must be one of the candidates"),
        ({"candidates": "i1"}, "sessions[0].candidates: must be a list"),
    ],
)
def test_a_wrong_session_is_refused_by_the_name_of_its_field(
    change: dict[str, Any], message: str
) -> None:
    file = a_file()
    file["sessions"][0] |= change
    with pytest.raises(BadFile) as refusal:
        problem_from(json.dumps(file))
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"format": NaN}', "not JSON: NaN is not a number"),
        ("[" * 100_000, "not JSON"),
        (json.dumps(a_file() | {"format": "ieum-problem/2"}), "format: must be"),
        (json.dumps(without(a_file(), "places")), "places: missing"),
        (
            json.dumps(a_file() | {"travel": {"minutes": [[0]]}}),
            "travel.minutes: must have one row",
        ),
        (
            json.dumps(a_file() | {"costs": {"change": -1}}),
            "costs.change: must lie between",
        ),
        (
            json.dumps(a_file() | {"sessions": a_file()["sessions"] * 2}),
            "sessions[1].id: must be",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(BadFile) as refusal:
        problem_from(text)
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
