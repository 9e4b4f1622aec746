"""`ieum solve`, `check`, `split`, `join` and `bench`: exit codes, one-line refusals, nothing half written."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.engine import bench, check, join, solve, split
from dispatch.solver.problem.files import problem_text
from tests.dispatch.solver.builders import a_problem, a_session

# One technician with skill 0, two requests ten away on either side, one that asks for skill 1.
TECHNICIANS = """T1

CREW COUNT  SKILLS  TOOLS  SPARE PARTS
1           2       0      0

ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    20    20    0      100    0      []       []       []
1    20    20    0      100    0      [0]      []       []
2    30    20    10     20     5      [0]      []       []
3    10    20    60     70     5      [0]      []       []
4    20    30    60     70     5      [1]      []       []
"""


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


@pytest.mark.parametrize("more", [(), ("--fewest-changes",)])
def test_pins_that_contradict_each_other_are_named_and_nothing_is_written(
    problem_file: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    before, out = tmp_path / "before.json", tmp_path / "plan.json"
    run_solve(problem_file, before)
    file = json.loads(problem_file.read_text())
    for session, start in zip(file["sessions"], (600, 630), strict=True):
        session["pinned"] = [{"interpreter": "i1", "way": "only"}]
        session["ways"][0] |= {"earliest_start": start, "latest_start": start}
    problem_file.write_text(json.dumps(file))
    ended = run_solve(problem_file, out, "--previous", str(before), *more)
    assert ended.exit_code == 1
    assert ended.stderr.splitlines() == [
        "impossible pins: s1 with i1, s2 with i1: at the same time"
    ]
    assert not out.exists()


def test_a_plan_is_repaired_with_the_fewest_changes(problem_file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run_solve(problem_file, first)
    ended = run_solve(problem_file, second, "--previous", str(first), "--fewest-changes")
    assert ended.exit_code == 0
    assert ended.stderr.splitlines()[-1].startswith("0 changes (proven), 0 unfilled")
    assert json.loads(second.read_text())["assignments"]


def test_a_repair_needs_a_plan_to_repair(problem_file: Path, tmp_path: Path) -> None:
    ended = run_solve(problem_file, tmp_path / "plan.json", "--fewest-changes")
    assert ended.exit_code == 2
    assert "--previous" in ended.stderr


def test_a_problem_is_split_solved_and_joined(problem_file: Path, tmp_path: Path) -> None:
    parts, out = tmp_path / "parts", tmp_path / "plan.json"
    assert CliRunner().invoke(split, [str(problem_file), str(parts)]).exit_code == 0
    plans: list[str] = []
    for part in sorted(parts.iterdir()):
        plans.append(str(part.with_suffix(".plan.json")))
        run_solve(part, Path(plans[-1]))
    joined = CliRunner().invoke(join, [str(problem_file), *plans, "--out", str(out)])
    assert joined.exit_code == 0
    assert CliRunner().invoke(check, [str(problem_file), str(out)]).exit_code == 0


def test_plans_of_something_else_are_not_joined(problem_file: Path, tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "joined.json"
    run_solve(problem_file, plan)
    ended = CliRunner().invoke(join, [str(problem_file), str(plan), str(plan), "--out", str(out)])
    assert (ended.exit_code, len(ended.stderr.splitlines())) == (2, 1)
    assert not out.exists()


@pytest.mark.wide
@pytest.mark.parametrize("kind", ["--repair", "--marginal"])
def test_repairs_and_values_are_measured(kind: str) -> None:
    ended = CliRunner().invoke(bench, ["--set", "day-50", "--seconds", "0.3", "--json", kind])
    assert ended.exit_code == 0, ended.output
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(rows) >= 2
    assert all(row["problem"].startswith("day-50.full.11") for row in rows)


def test_technician_files_are_compared_with_the_arc_flow(tmp_path: Path) -> None:
    (tmp_path / "T1.txt").write_text(TECHNICIANS)
    ended = CliRunner().invoke(bench, ["--trsp", str(tmp_path), "--seconds", "1", "--json"])
    rows = {row["solver"]: row for row in map(json.loads, ended.stdout.splitlines())}
    for solver in ("ieum 1", "arc flow (HiGHS)"):
        row = rows[solver]
        assert (row["unfilled"], row["gap"], row["violations"]) == (100_000, 0, 0)
        assert row["cost"] == 100_000 + 400


def test_a_file_that_is_no_technician_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "T1.txt").write_text("nothing")
    assert CliRunner().invoke(bench, ["--trsp", str(tmp_path)]).exit_code == 2


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
