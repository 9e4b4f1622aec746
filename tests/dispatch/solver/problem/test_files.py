"""Problems and plans as files: round trips, and refusals that name the field."""

import json
from typing import Any

import pytest

from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.dearest import dearest
from dispatch.solver.problem.files import BadFile, plan_from, plan_text, problem_from, problem_text
from dispatch.solver.problem.problem import Limits
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session
from tests.dispatch.solver.tiny import a_tiny_problem, lawful_plans


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


def dear_person() -> dict[str, Any]:
    """Somebody whose load cannot be weighed."""
    return a_file()["interpreters"][0] | {"target_minutes": 10**9}


def without(file: dict[str, Any], key: str) -> dict[str, Any]:
    """The same file with a key left out."""
    return {name: value for name, value in file.items() if name != key}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"minutes": -5},
            "sessions[0].minutes: must lie between 0 and 1000000000, not -5",
        ),
        ({"minutes": 0}, "sessions[0].minutes: must be above 0, not 0"),
        ({"minutes": 60.5}, "sessions[0].minutes: must be a whole number, not 60.5"),
        ({"minutes": True}, "sessions[0].minutes: must be a whole number, not true"),
        ({"ways": []}, "sessions[0].ways: must have at least one"),
        ({"pinned": ["i1"]}, "sessions[0].pinned[0]: must be an object"),
        (
            {"pinned": [{"interpreter": "i1", "way": "video"}]},
            "sessions[0].pinned[0].way: must be the id of a way of the session",
        ),
        (
            {"held_by": [{"interpreter": "i1", "way": "only"}] * 2},
            "sessions[0].held_by: must name each interpreter once",
        ),
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
    ("change", "message"),
    [
        ({"place": "p9"}, 'place: must be the id of a place, not "p9"'),
        ({"name": ""}, "name: must be a text"),
        ({"candidates": ["i9"]}, "candidates[0]: must be the id of an interpreter"),
        ({"cost": -1}, "cost: must lie between 0"),
        ({"earliest_start": 1500}, "earliest_start: must lie inside day 0, not 1500"),
        ({"latest_start": 1440}, "latest_start: must lie inside day 0"),
        ({"latest_start": 500}, "latest_start: must not be before earliest_start"),
        ({"candidates": "i1"}, "candidates: must be a list"),
    ],
)
def test_a_wrong_way_is_refused_by_the_name_of_its_field(
    change: dict[str, Any], message: str
) -> None:
    file = a_file()
    file["sessions"][0]["ways"][0] |= change
    with pytest.raises(BadFile) as refusal:
        problem_from(json.dumps(file))
    assert str(refusal.value).startswith(f"sessions[0].ways[0].{message}")


def test_a_pin_must_be_a_candidate_of_its_way_and_all_pins_of_one_way() -> None:
    file = a_file()
    way = file["sessions"][0]["ways"][0]
    video = way | {"name": "video", "place": None, "candidates": []}
    file["sessions"][0]["ways"] = [way, video]
    file["sessions"][0]["pinned"] = [{"interpreter": "i1", "way": "video"}]
    with pytest.raises(BadFile, match=r"pinned\[0\]: must be one of the candidates"):
        problem_from(json.dumps(file))

    file["interpreters"] += [file["interpreters"][0] | {"id": "i2"}]
    video["candidates"] = ["i2"]
    file["sessions"][0] |= {
        "needed": 2,
        "pinned": [
            {"interpreter": "i1", "way": "only"},
            {"interpreter": "i2", "way": "video"},
        ],
    }
    with pytest.raises(BadFile, match="pinned: must name one way only"):
        problem_from(json.dumps(file))


def test_the_first_version_is_still_read() -> None:
    problem = a_problem(a_session(pinned=("i1",), held_by=("i1",), latest_start=620))
    file = json.loads(problem_text(problem))
    session = file["sessions"][0]
    way = session.pop("ways")[0]
    way.pop("name")
    way.pop("cost")
    session.pop("rest")
    session |= way | {"pinned": ["i1"], "held_by": ["i1"]}
    file["format"] = "ieum-problem/1"
    assert problem_from(json.dumps(file)) == problem

    plan = json.loads(plan_text(solve(problem, Limits(seconds=5, deterministic=True))))
    del plan["assignments"][0]["way"]
    old = plan_from(json.dumps(plan | {"format": "ieum-plan/1"}))
    assert violations(problem, old) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps(a_file() | {"nmae": "x"}), "nmae: is not known here; name is"),
        (json.dumps(a_file() | {"costs": {"travel": 4}}), "costs.travel: is not known here"),
        (
            json.dumps(a_file() | {"travel": {"minutes": [[0] * 3] * 3, "kmh": 40}}),
            "travel.kmh: is not known here",
        ),
        ('{"format": ["ieum-problem/2"]}', "format: must be"),
        ('{"format": "x", "format": "y"}', "format: must be given once only"),
        (
            json.dumps(a_file()).replace('"minutes": 60', '"minutes": 60, "minutes": 6'),
            "sessions[0].minutes: must be given once only",
        ),
        (json.dumps(a_file() | {"name": "\ud83d"}), "name: must not hold half a character"),
        (json.dumps(a_file() | {"\ud83d\n": 1}), "\\ud83d\\n: is not known here"),
        (
            json.dumps(
                a_file() | {"costs": {"load_minute": 10**9}, "interpreters": [dear_person()]}
            ),
            "costs.load_minute: too much; a plan could cost",
        ),
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"format": NaN}', "not JSON: NaN is not a number"),
        ("[" * 100_000, "not JSON"),
        (json.dumps(a_file() | {"format": "ieum-problem/3"}), "format: must be"),
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


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    text = json.dumps(a_file())
    assert problem_from("\ufeff" + text) == problem_from(text)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    file = a_file()
    file["sessions"][0]["minutes"] = 60.0
    assert problem_from(json.dumps(file)) == problem_from(json.dumps(a_file()))


def test_sums_may_be_larger_than_any_one_number() -> None:
    sessions = [a_session(f"s{k}", unfilled_cost=10**9, candidates=()) for k in range(5)]
    problem = problem_from(problem_text(a_problem(*sessions)))
    plan = solve(problem, Limits(seconds=5, deterministic=True))
    assert plan_from(plan_text(plan)).terms.unfilled == 5 * 10**9


def test_costs_beyond_what_a_double_counts_are_refused_by_name() -> None:
    many = [a_session(f"s{k}", unfilled_cost=10**9, needed=10**6, candidates=()) for k in range(10)]
    assert problem_from(problem_text(a_problem(*many[:9]))).sessions[8].needed == 10**6
    with pytest.raises(BadFile, match=r"^sessions\[0\].unfilled_cost: too much"):
        problem_from(problem_text(a_problem(*many)))


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_costs_more_than_the_dearest(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plans = lawful_plans(problem)
    most = sum(dearest(problem).values())
    assert plans is None or max(judge(problem, p.assignments).terms.total for p in plans) <= most


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"asignments": []}, "asignments: is not known here; assignments is"),
        ({"cost": 2**53}, "cost: must lie between 0 and 9007199254740991"),
        ({"seconds": -1}, "seconds: must lie between 0 and"),
        ({"terms": {"travels": 3}}, "terms.travels: is not known here; travel is"),
        ({"engine": 3}, "engine: must be a text"),
    ],
)
def test_a_wrong_plan_is_refused_by_the_name_of_its_field(
    change: dict[str, Any], message: str
) -> None:
    file = json.loads(plan_text(judge(a_problem(), ()).plan()))
    assert plan_from(json.dumps(file)).unfilled == ("s1",)
    with pytest.raises(BadFile) as refusal:
        plan_from(json.dumps(file | change))
    assert str(refusal.value).startswith(message)
