"""The format of problems, as documented: the schema against the reader, the examples, every key and default."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.problem import problem as engine
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import BadFile, plan_from, problem_from, problem_text
from dispatch.solver.problem.plan import CostTerms
from dispatch.solver.problem.problem import Limits
from dispatch.solver.solve import solve
from tests.dispatch.solver.tiny import a_small_problem, a_tiny_problem

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "problem-format.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads((DOCS / "problem-format.schema.json").read_text("utf-8"))
PROBLEM, PLAN = (json.loads(found) for found in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL))
# What a schema cannot say; the text lists it.
BEYOND = (
    "must be the id of",
    "must be given once only",
    "must give each name once",
    "must name each interpreter once",
    "must lie inside day",
    "must not be before earliest_start",
    "must start before it ends",
    "must have one row per place",
    "numbers, not",
    "the way from a place to itself",
    "must not name more interpreters than needed",
    "must name one way only",
    "must be one of the candidates",
    "too much; a plan could cost",
    "must not hold half a character",
)
OBJECTS = {
    "": engine.Problem,
    "costs": engine.Costs,
    "places": engine.Place,
    "interpreters": engine.Interpreter,
    "sessions": engine.Session,
    "ways": engine.Way,
}


def fits_schema(value: object) -> bool:
    """Whether a problem is one by the schema."""
    checker: Any = jsonschema.Draft202012Validator(SCHEMA)
    return bool(checker.is_valid(value))


def refusal(value: object) -> str:
    """What the reader has against a problem; empty where it takes it."""
    try:
        problem_from(json.dumps(value))
    except BadFile as error:
        return str(error)
    return ""


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "problem",
    [*map(a_tiny_problem, range(10)), a_small_problem(3), generate("day-50", 11)],
    ids=lambda p: p.name,
)
def test_what_we_write_fits_the_schema(problem: engine.Problem) -> None:
    assert fits_schema(json.loads(problem_text(problem)))


def test_the_examples_are_a_problem_and_its_best_plan() -> None:
    assert fits_schema(PROBLEM)
    problem, plan = problem_from(json.dumps(PROBLEM)), plan_from(json.dumps(PLAN))
    judged = judge(problem, plan.assignments)
    assert judged.violations == []
    assert (judged.terms, judged.unfilled) == (plan.terms, plan.unfilled)
    assert plan.cost == judged.terms.total == plan.bound
    best = solve(problem, Limits(seconds=10, deterministic=True))
    assert (best.status, best.cost) == ("optimal", plan.cost)


BASES = [PROBLEM, *(json.loads(problem_text(a_tiny_problem(seed))) for seed in range(8))]
NUMBERS: list[object] = [-1, 0, 1, 1.5, 2.0, 91, -181.5, 500, 10**9, 10**9 + 1, 2**60]
TEXTS: list[object] = ["", "x", "i0", "p1", "ieum-problem/3"]
LISTS: list[object] = [[], [0], [1, 2], [2, 1, 0], ["i0"], ["i0", "i0"]]
WRONG = st.sampled_from([None, True, *NUMBERS, *TEXTS, *LISTS, {}, {"way": "only"}])


def nodes(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the values of a problem stand, all of them."""
    yield path
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from nodes(inner, (*path, key))
    elif isinstance(value, list):
        for k, inner in enumerate(cast("list[object]", value)):
            yield from nodes(inner, (*path, k))


@st.composite
def changed(draw: st.DrawFn) -> Any:
    """A problem with one or two things wrong, or right all the same."""
    value = copy.deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from([p for p in nodes(value) if p]))
        holder: Any = value
        for step in path[:-1]:
            holder = holder[step]
        last: Any = path[-1]
        what = draw(st.sampled_from(["remove", "rename", "add", "replace", "twice"]))
        if what == "remove":
            del holder[last]
        elif what == "rename" and isinstance(last, str):
            holder[f"{last}s"] = holder.pop(last)
        elif what == "add" and isinstance(last, str):
            holder[draw(st.sampled_from(["needs", "cost", "way", "id", ""]))] = copy.deepcopy(
                draw(WRONG)
            )
        elif what == "twice" and isinstance(last, int):
            holder.append(copy.deepcopy(holder[last]))
        else:
            holder[last] = copy.deepcopy(draw(WRONG))
    return value


@given(changed())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_reader_and_the_schema_take_and_refuse_the_same(value: Any) -> None:
    refused, fits = refusal(value), fits_schema(value)
    if not fits:
        assert refused, "the reader takes what the schema refuses"
    elif refused:
        assert any(words in refused for words in BEYOND), refused
    assert "\n" not in refused


def described(schema: dict[str, Any], name: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every object of the schema by its name, with its keys and what is said of them."""
    if "$ref" in schema:
        schema = {**SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], **schema}
    for key, inner in schema.get("properties", {}).items():
        yield name, key, inner
        yield from described(inner, key)
    inside = [*schema.get("oneOf", ()), schema.get("items")]
    for inner in filter(None, inside):
        yield from described(inner, name)


KEYS = list(described(SCHEMA))


@pytest.mark.parametrize(("name", "key", "said"), KEYS, ids=[f"{n}.{k}" for n, k, _ in KEYS])
def test_every_key_is_described_and_stands_in_the_text(
    name: str, key: str, said: dict[str, Any]
) -> None:
    assert said.get("description"), f"{name}.{key}"
    assert f"`{key}`" in TEXT


@pytest.mark.parametrize(("name", "kind"), OBJECTS.items(), ids=["file", *[*OBJECTS][1:]])
def test_the_schema_has_every_key_there_is(name: str, kind: type[Any]) -> None:
    known = {key for where, key, _ in KEYS if where == name}
    assert known - {"format"} == {field.name for field in fields(kind)}


@pytest.mark.parametrize("term", [field.name for field in fields(CostTerms)])
def test_every_term_of_a_cost_stands_in_the_text(term: str) -> None:
    assert f"| `{term}` |" in TEXT


def test_every_default_is_what_the_reader_takes() -> None:
    read = problem_from(json.dumps(PROBLEM))
    tried = 0
    for name, key, said in KEYS:
        if "default" not in said or name == "travel":
            continue
        without, given_ = copy.deepcopy(PROBLEM), copy.deepcopy(PROBLEM)
        for file, put in ((without, False), (given_, True)):
            for holder in holders(file, name):
                holder.pop(key, None)
                if put:
                    holder[key] = said["default"]
        assert problem_from(json.dumps(without)) == problem_from(json.dumps(given_)), (name, key)
        tried += 1
    assert tried > 20
    for key, default in (("kmh", 40), ("detour", 1.35), ("round_to", 5), ("buffer", 10)):
        file = PROBLEM | {"travel": {key: default}}
        assert problem_from(json.dumps(file)).travel == engine.Travel()
    assert read.name == PROBLEM["name"]


def holders(file: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a problem in which keys of one kind stand."""
    if not name:
        return [file]
    if name == "costs":
        return [file["costs"]]
    if name == "ways":
        return [way for session in file["sessions"] for way in session["ways"]]
    return list(file[name])


@pytest.mark.parametrize("words", BEYOND)
def test_what_only_the_reader_refuses_is_refused_by_it(words: str) -> None:
    """No entry of the list outlives its sentence."""
    source = "".join(
        (Path(engine.__file__).parent / name).read_text("utf-8")
        for name in ("files.py", "fields.py")
    )
    assert words in source
