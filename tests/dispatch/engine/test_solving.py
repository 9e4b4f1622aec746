"""The engine's process: listened to, stopped, killed, and done without."""

import sys
from pathlib import Path

import pytest

from dispatch.service.engine import compiled_code
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


# Hands in what the engine would begin with, and then dies.
AFTER_THE_FIRST = """
import os, sys
sys.path.insert(0, os.getcwd())
from dispatch.solver.problem.plan import Progress
from dispatch.solver.process.protocol import ProgressEvent, question_from_line
from dispatch.solver.process.run import first_plan
plan = first_plan(question_from_line(sys.stdin.readline()).problem, None)
print(ProgressEvent(Progress(plan.cost, plan.bound, len(plan.unfilled), 0.1, plan)).to_line().strip(), flush=True)
raise RuntimeError("no locator available")
"""


def test_an_engine_that_dies_after_its_first_plan_is_told_of(
    capfd: pytest.CaptureFixture[str],
) -> None:
    told: list[str] = []
    watch = Watch(engine=engine(AFTER_THE_FIRST), on_cut_short=lambda: told.append("died"))
    plan = solve(PROBLEM, LIMITS, watch)
    assert violations(PROBLEM, plan) == []
    assert told == ["died"]
    said = "".join(capfd.readouterr())
    assert "engine.died" in said
    assert "engine.unreadable" not in said

    solve(PROBLEM, LIMITS, Watch(on_cut_short=lambda: told.append("again")))
    assert told == ["died"]


def _never(_folder: Path) -> bool:
    return False


def _always(_folder: Path) -> bool:
    return True


def test_without_a_place_for_compiled_code_the_engine_is_lent_one(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(compiled_code.VARIABLE, raising=False)
    monkeypatch.setattr(compiled_code, "_is_writable", _never)
    lent = compiled_code.environment()[compiled_code.VARIABLE]
    assert Path(lent).stat().st_mode & 0o077 == 0
    compiled_code.warn_unless_kept()
    assert "NUMBA_CACHE_DIR" in "".join(capfd.readouterr())

    monkeypatch.setattr(compiled_code, "_is_writable", _always)
    assert compiled_code.VARIABLE not in compiled_code.environment()


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
