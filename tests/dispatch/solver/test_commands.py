"""`ieum solve`, `ieum check` and `ieum bench`: exit codes, one-line refusals, nothing half written."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.engine import bench, check, solve
from dispatch.solver.files import problem_text
from tests.dispatch.solver.builders import a_problem, a_session


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    """A small problem on disk."""
    path = tmp_path / "problem.json"
    path.write_text(problem_text(a_problem(a_session(), a_session("s2", start=800))))
    return path


def run_solve(problem: Path, out: Path, *more: str) -> Result:
    """`ieum solve`, deterministic."""
    given = [str(problem), "--out", str(out), "--seconds", "5", "--deterministic", *more]
    return CliRunner().invoke(solve, given)


def test_a_solved_plan_passes_the_check(problem_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    assert run_solve(problem_file, out).exit_code == 0
    assert json.loads(out.read_text())["status"] == "optimal"
    checked = CliRunner().invoke(check, [str(problem_file), str(out)])
    assert checked.exit_code == 0


def test_a_plan_can_begin_from_another(problem_file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run_solve(problem_file, first)
    assert run_solve(problem_file, second, "--previous", str(first)).exit_code == 0


def test_a_broken_plan_is_told_line_by_line(problem_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    run_solve(problem_file, out)
    plan = json.loads(out.read_text())
    plan["assignments"][0]["start"] += 5
    out.write_text(json.dumps(plan))
    checked = CliRunner().invoke(check, [str(problem_file), str(out)])
    assert checked.exit_code == 1
    assert checked.stdout.splitlines() == ["s1: start 605 is outside the window"]


def test_a_bad_file_ends_with_two_and_writes_nothing(problem_file: Path, tmp_path: Path) -> None:
    file = json.loads(problem_file.read_text())
    file["sessions"][1]["minutes"] = -1
    problem_file.write_text(json.dumps(file))
    out = tmp_path / "plan.json"
    ended = run_solve(problem_file, out)
    assert ended.exit_code == 2
    assert "sessions[1].minutes" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not out.exists()


def test_benchmarks_can_be_written_for_strangers(tmp_path: Path) -> None:
    asked = ["--set", "day-50", "--seeds", "1,2", "--family", "both", "--write", str(tmp_path)]
    ended = CliRunner().invoke(bench, asked)
    assert ended.exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "day-50.core.1.json",
        "day-50.core.2.json",
        "day-50.full.1.json",
        "day-50.full.2.json",
    ]


def test_a_benchmark_says_which_peers_are_absent(tmp_path: Path) -> None:
    asked = ["--set", "day-50", "--seconds", "1", "--json", "--plots", str(tmp_path)]
    ended = CliRunner().invoke(bench, asked)
    rows = {row["solver"]: row for row in map(json.loads, ended.stdout.splitlines())}
    assert rows["ieum 1"]["violations"] == 0
    assert rows["OR-Tools routing"]["note"] == "teams and sessions at home cannot be stated"
    assert "<svg" in (tmp_path / "day-50.full.11.svg").read_text()


def test_an_unknown_set_is_refused() -> None:
    assert CliRunner().invoke(bench, ["--set", "day-7"]).exit_code == 2
