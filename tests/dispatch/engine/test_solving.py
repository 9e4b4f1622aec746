"""The engine's process: listened to, stopped, killed, and done without."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.domain.states import EngineEnd
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
    told: list[EngineEnd] = []
    watch = Watch(engine=engine(AFTER_THE_FIRST), on_cut_short=told.append)
    plan = solve(PROBLEM, LIMITS, watch)
    assert violations(PROBLEM, plan) == []
    assert told == [EngineEnd.CRASHED]
    said = "".join(capfd.readouterr())
    assert "engine.died" in said
    assert "engine.unreadable" not in said

    solve(PROBLEM, LIMITS, Watch(on_cut_short=told.append))
    assert told == [EngineEnd.CRASHED]


@pytest.mark.parametrize(
    ("program", "end"),
    [
        ("import os; os.kill(os.getpid(), 9)", EngineEnd.KILLED),
        ("import os; os.abort()", EngineEnd.CRASHED),
        ('print(\'{"event": "error", "message": "no"}\')', EngineEnd.CRASHED),
        ("import time; time.sleep(600)", EngineEnd.HUNG),
    ],
)
def test_how_an_engine_ended_is_told_and_logged(
    program: str, end: EngineEnd, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[EngineEnd] = []
    watch = Watch(engine=engine(program), on_cut_short=told.append, grace_seconds=0.2)
    assert violations(PROBLEM, solve(PROBLEM, Limits(seconds=0.2), watch)) == []
    assert told == [end]
    said = "".join(capfd.readouterr())
    assert ("engine.killed" if end is EngineEnd.HUNG else "engine.died") in said


def test_nothing_went_wrong_with_an_engine_that_was_told_to_stop_while_it_began(
    capfd: pytest.CaptureFixture[str],
) -> None:
    told: list[EngineEnd] = []
    watch = Watch(
        engine=engine("import time; time.sleep(600)"),
        on_cut_short=told.append,
        should_stop=lambda: True,
    )
    assert violations(PROBLEM, solve(PROBLEM, Limits(seconds=600), watch)) == []
    assert told == []
    assert "error" not in "".join(capfd.readouterr())


def test_what_was_proven_after_the_best_plan_was_found_is_kept() -> None:
    plan = solve(PROBLEM, LIMITS)
    found = Progress(plan.cost, 0, 0, 0.1, replace(plan, bound=0))
    known = found.brought_to(None)
    for bound in (5, 7, 6):
        known = Progress(plan.cost, bound, 0, 0.2).brought_to(known)
    assert known is not None
    assert known.bound == 7
    # of another plan, which the news did not bring
    assert Progress(plan.cost - 1, 9, 0, 0.3).brought_to(known) == known


def _never(_folder: Path) -> bool:
    return False


def _always(_folder: Path) -> bool:
    return True


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer on which nothing can be kept."""
    monkeypatch.setenv(compiled_code.VARIABLE, "/kept")
    monkeypatch.setattr(compiled_code, "_is_writable", _never)
    compiled_code.advice.cache_clear()
    yield
    compiled_code.advice.cache_clear()


@pytest.mark.usefixtures("nowhere")
def test_without_a_place_for_compiled_code_the_engine_is_lent_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lent = compiled_code.environment()[compiled_code.VARIABLE]
    assert Path(lent).stat().st_mode & 0o077 == 0

    monkeypatch.setattr(compiled_code, "_is_writable", _always)
    assert compiled_code.environment()[compiled_code.VARIABLE] == "/kept"


@pytest.mark.usefixtures("nowhere")
def test_a_start_says_once_that_nothing_compiled_is_kept_and_lends_all_it_starts_one_place(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    compiled_code.lend_place()
    assert "NUMBA_CACHE_DIR" in "".join(capfd.readouterr())
    lent = Path(os.environ[compiled_code.VARIABLE])
    assert lent.is_dir()
    # what is printed at the start stays true, and what is started later finds the place
    told = compiled_code.advice()
    assert told is not None
    assert "/kept may not be written to" in told
    assert "Set NUMBA_CACHE_DIR" in told
    monkeypatch.setattr(compiled_code, "_is_writable", _always)
    compiled_code.advice.cache_clear()
    compiled_code.lend_place()
    assert compiled_code.environment()[compiled_code.VARIABLE] == str(lent)
    assert "NUMBA_CACHE_DIR" not in "".join(capfd.readouterr())


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
