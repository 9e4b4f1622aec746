"""The numbers of the method: read from a file, refused where wrong, and no plan unlawful without a strategy."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli.engine import bench
from dispatch.solver.bench.generate import SETS, SetSize, generate
from dispatch.solver.params import DEFAULT, STRATEGIES, BadParams, params_from
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve

SOLVER = Path(__file__).resolve().parents[3] / "dispatch/solver"
A_SECOND = Limits(seconds=1, deterministic=True)


def test_a_file_changes_what_it_names_and_nothing_else() -> None:
    found = params_from('without = ["cuts"]\n[tree]\nmost_tried = 3\n[ascent]\nstarts = [0, 0.5]\n')
    wanted = replace(
        DEFAULT,
        without=frozenset({"cuts"}),
        tree=replace(DEFAULT.tree, most_tried=3),
        ascent=replace(DEFAULT.ascent, starts=(0, 0.5)),
    )
    assert found == wanted
    assert params_from("") == DEFAULT
    assert not found.uses("cuts")
    assert DEFAULT.uses("cuts")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[tree", "no TOML"),
        ("[trees]\nnodes = 3", "trees: known tables"),
        ("tree = 3", "tree: known tables"),
        ("[tree]\nleaves = 3", "tree.leaves: known numbers"),
        ("[tree]\nnodes = 0.5", "tree.nodes: 0.5"),
        ("[tree]\nnodes = -1", "tree.nodes: -1"),
        ("[tree]\nnodes = true", "tree.nodes: True"),
        ('[dives]\nshare = "much"', "dives.share: much"),
        ("[ascent]\nstarts = 0.5", "ascent.starts: 0.5"),
        ('without = ["luck"]', "luck: known strategies are ascent"),
    ],
)
def test_what_is_no_number_of_the_method_is_refused_by_its_name(text: str, named: str) -> None:
    with pytest.raises(BadParams, match=re.escape(named)):
        params_from(text)


def test_every_strategy_is_asked_for_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOLVER.rglob("*.py"))
    assert {name for name in STRATEGIES if f'uses("{name}")' not in code} == set()


def test_every_number_is_used_somewhere() -> None:
    paths = (path for path in SOLVER.rglob("*.py") if path.name != "params.py")
    words = set(re.findall(r"\.(\w+)", "".join(path.read_text(encoding="utf-8") for path in paths)))
    groups = [getattr(DEFAULT, one.name) for one in fields(DEFAULT) if one.name != "without"]
    assert {one.name for group in groups for one in fields(group)} - words == set()


@pytest.fixture(scope="module", params=["day", "week"])
def problem(request: pytest.FixtureRequest) -> Problem:
    """A day and an office's days, small, with some of everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SETS, "day", SetSize(40, 24, 1, 0.9))
        patch.setitem(SETS, "week", SetSize(40, 20, 3, 0.6, is_office=True, is_rich=True))
        return generate(request.param, 3)


@pytest.fixture(scope="module")
def best(problem: Problem) -> Plan:
    """What all strategies together come to."""
    return solve(problem, A_SECOND)


@pytest.mark.wide
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_without_a_strategy_a_plan_is_lawful_and_its_bound_true(
    problem: Problem, best: Plan, strategy: str
) -> None:
    plan = solve(problem, A_SECOND, params=DEFAULT.leaving_out([strategy]))
    assert violations(problem, plan) == []
    assert plan.cost == judge(problem, plan.assignments).terms.total
    assert plan.bound <= best.cost
    assert best.bound <= plan.cost


def test_a_search_ends_where_nothing_is_left_to_try(problem: Problem) -> None:
    """Once a week without clusters, whose trees were done, turned round and round without counting anything."""
    bare = DEFAULT.leaving_out(["clusters", "closing", "pairs", "dives", "day-dives", "cuts"])
    plan = solve(problem, Limits(seconds=1e6, deterministic=True), params=bare)
    assert violations(problem, plan) == []
    assert plan.bound <= plan.cost


def test_unknown_strategies_and_bad_files_are_refused_at_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "params.toml"
    path.write_text("[tree]\nleaves = 3\n", encoding="utf-8")
    for more, named in (
        (("--without", "cuts,luck"), "luck: known"),
        (("--params", str(path)), "tree.leaves"),
    ):
        told = CliRunner().invoke(bench, more)
        assert told.exit_code == 1
        assert f"Error: {named}" in told.output


def test_a_benchmark_leaves_out_what_it_is_told() -> None:
    asked = [
        "--set",
        "day-50",
        "--seeds",
        "3",
        "--seconds",
        "0.2",
        "--counted",
        "--no-peers",
        "--json",
    ]
    whole, bare = (
        CliRunner().invoke(bench, [*asked, *more]).output.splitlines()[-1]
        for more in ([], ["--without", ",".join(STRATEGIES)])
    )
    assert whole != bare
